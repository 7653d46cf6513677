// The open bottle, the evening's signature, returns, patterns and losses at the command line.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kProduct[] = "METHADONE-1MG-ML";

Said ByTwo(Strings words, const std::string& role = "stock_custodian",
           const std::string& second = "nurse") {
  TheClinic().As(second);
  words.insert(words.end(), {"--second", Clinic::LoginOf(second, "ALA1")});
  return AtSite(role, words, absl::StrCat(Clinic::kPassword, "\n"));
}

// Two litres of a lot of the test's own stand at W2.
void StockUp() {
  AtSite("stock_custodian", {"stock", "receive", kProduct, "OPEN-1", "2027-12-31", "2000 mL"});
  AtSite("stock_custodian", {"stock", "move", kProduct, "OPEN-1", "W2", "2000 mL"});
}

TEST(StockDays, OpenAndCloseABottle) {
  StockUp();
  EXPECT_EQ(AtSite("nurse", {"stock", "open-bottle", "W2", kProduct, "OPEN-1", "500 mL"}).out,
            "500 mL of METHADONE-1MG-ML, lot OPEN-1, stand open at W2\n");
  EXPECT_THAT(AtSite("nurse", {"stock", "open-bottle", "W2", kProduct, "OPEN-1", "500 mL"}).err,
              HasSubstr("bottle_open: A bottle of lot OPEN-1 stands open here."));
  EXPECT_EQ(
      ByTwo({"stock", "open-bottle", "W2", kProduct, "OPEN-1", "250mL", "--left", "499mL"}).out,
      "lot OPEN-1 is closed: 499 mL were left where the book had 500 mL, and wait to be destroyed\n"
      "250 mL of METHADONE-1MG-ML, lot OPEN-1, stand open at W2\n");
  EXPECT_EQ(ByTwo({"stock", "close-bottle", "W2", kProduct, "--left", "250 mL"}).out,
            "lot OPEN-1 is closed: 250 mL were left where the book had 250 mL, and wait to be "
            "destroyed\n");
  EXPECT_THAT(AtSite("nurse", {"stock", "close-bottle", "W2", kProduct, "--left", "some"}).err,
              HasSubstr("quantity: got some, wanted"));
}

TEST(StockDays, SendALotBackToItsSender) {
  EXPECT_EQ(ByTwo({"stock", "return", kProduct, "LOT-1", "250 mL", "Pharma, Abai 1, Almaty",
                   "sent wrongly, paper 17"})
                .out,
            "250 mL of METHADONE-1MG-ML, lot LOT-1, left the safe for Pharma, Abai 1, Almaty\n");
  EXPECT_THAT(AtSite("stock_custodian",
                     {"stock", "return", kProduct, "LOT-1", "1 mL", "Pharma", "sent wrongly"})
                  .err,
              HasSubstr("same_person: "));
}

TEST(StockDays, AreClosedByTwoOnceEverythingIsCounted) {
  EXPECT_THAT(ByTwo({"stock", "close", "2026-11-21"}).err,
              testing::AnyOf(HasSubstr("place_not_counted: Not counted since it last changed: "),
                             HasSubstr("waste_unsigned: "), HasSubstr("count_open_doses: ")));
  EXPECT_THAT(AtSite("stock_custodian", {"stock", "close", "today"}).err,
              HasSubstr("day: got \"today\""));
}

TEST(StockDays, ShowWhatIsLostInAPour) {
  EXPECT_THAT(AtSite("stock_custodian", {"stock", "patterns", "2026-11-01", "2026-11-21"}).lines(),
              Contains(StartsWith("station product counts pours poured missing in a pour")));
}

TEST(Losses, AreReportedFollowedAndClosed) {
  TheClinic().PutInForce("us-1301-76");
  const Said reported =
      AtSite("nurse", {"losses", "report", "theft", "safe", "the safe stood open",
                       "2026-11-21T08:00:00+05:00", absl::StrCat(kProduct, "/LOT-1=10mL")});
  ASSERT_EQ(reported.exit_code, kDone) << reported.err;
  ASSERT_THAT(reported.lines()[0], StartsWith("case "));
  EXPECT_THAT(reported.lines(), Contains("notice due by 2026-11-23"));
  const std::string id = reported.lines()[0].substr(5, 36);
  EXPECT_THAT(AtSite("site_manager", {"losses", "--open"}).out,
              testing::AllOf(HasSubstr(id + "  theft at the safe, found "),
                             HasSubstr("10 mL of METHADONE-1MG-ML, lot LOT-1"),
                             HasSubstr("form 106 due by 2027-01-05")));
  EXPECT_EQ(AtSite("site_manager", {"losses", "step", id, "notice", "fax of 9:15"}).out,
            "notice is done\n");
  EXPECT_THAT(
      ByTwo({"losses", "close", id, "the lock was broken"}, "site_manager", "stock_custodian").err,
      HasSubstr("step_still_due: The rules ask for form 106 by 2027-01-05"));
  AtSite("site_manager", {"losses", "step", id, "form 106", "106-17"});
  EXPECT_EQ(
      ByTwo({"losses", "close", id, "the lock was broken"}, "site_manager", "stock_custodian").out,
      absl::StrCat("case ", id, " is closed\n"));
  EXPECT_EQ(AtSite("site_manager", {"losses", "--open"}).out, "nothing\n");
}

TEST(Losses, SayWhatIsWrongWithTheCommand) {
  const Strings report = {"losses", "report", "theft", "safe", "the safe stood open"};
  const auto wrong = [&](const std::string& time, const std::string& lot) {
    Strings words = report;
    words.insert(words.end(), {time, lot});
    return AtSite("nurse", words).err;
  };
  EXPECT_THAT(wrong("this morning", "X/Y=1mL"),
              HasSubstr("found: got this morning, wanted a time"));
  EXPECT_THAT(wrong("2026-11-21T08:00:00+05:00", "METHADONE"),
              HasSubstr("lot: got METHADONE, wanted PRODUCT/LOT=QUANTITY"));
  EXPECT_THAT(AtSite("nurse", {"losses", "report", "rain", "safe", "x", "y"}).err,
              HasSubstr("kind: got rain, wanted theft, robbery"));
}

}  // namespace
}  // namespace oat::ctl
