// Numbered forms, the forecast and orders to suppliers at the command line.
#include "absl/strings/str_cat.h"
#include "clients/ctl/form_number.h"
#include "oat/v1/medication.pb.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Said Forms(Strings words, const std::string& role = "stock_custodian") {
  words.insert(words.begin(), "forms");
  return AtSite(role, words);
}
Said Supply(Strings words, const std::string& role = "stock_custodian") {
  words.insert(words.begin(), "supply");
  return AtSite(role, words);
}

TEST(Forms, AreReceivedHandedOutUsedAndEnded) {
  TheClinic().As("prescriber");
  const std::string doctor = Clinic::LoginOf("prescriber", "ALA1");
  EXPECT_EQ(Forms({"receive", "KZ-X-1/20", "ministry, waybill 17"}).out,
            "KZ-X-1/20 are in the safe\n");
  EXPECT_EQ(Forms({"move", "KZ-X-1/5", "--to", doctor}).out, "KZ-X-1/5 are with " + doctor + "\n");
  EXPECT_EQ(Forms({"move", "KZ-X-5"}).out, "KZ-X-5 are in the safe\n");
  EXPECT_EQ(Forms({"move", "KZ-X-20", "--to-site", "SEM1"}).out,
            "KZ-X-20 are in the safe of SEM1\n");
  EXPECT_EQ(Forms({"end", "KZ-X-6", "spoilt", "torn while writing"}).out,
            "KZ-X-6 is spoilt; it is never used again\n");
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  const Strings sign = {
      "orders", "sign",  number, "methadone_oral_solution", "2026-11-21/2026-11-30=20",
      "--form", "KZ-X-1"};
  EXPECT_EQ(AtSite("prescriber", sign).exit_code, kDone) << AtSite("prescriber", sign).err;
  EXPECT_THAT(AtSite("prescriber", sign).err,
              HasSubstr("Form KZ-X-1 is not one you may use: used."));
  EXPECT_THAT(Forms({}, "nurse").lines(),
              AllOf(Contains("KZ-X-2/4 3 " + doctor), Contains("KZ-X-5 1 safe"),
                    Contains("KZ-X-7/19 13 safe"), Contains(StartsWith("KZ-X 17 2 238 2027-"))));
  EXPECT_THAT(Forms({"show"}, "nurse").out, HasSubstr("KZ-X-7/19"));
  EXPECT_THAT(Forms({"look-up", "KZ-X-1"}).lines(),
              Contains(StartsWith("KZ-X-1 used ALA1 " + doctor + " 2026-11-21")));
  EXPECT_THAT(Forms({"look-up", "KZ-X-5"}).lines(), Contains("KZ-X-5 unused ALA1 safe"));
  EXPECT_EQ(Forms({"receive", "KZ-X-20/21", "again"}).exit_code, kRefused);
}

TEST(Forms, AreNamedAsTheyArePrinted) {
  for (const char* text : {"17", "RX", "RX-", "-17", "RX-0", "RX-1x"}) {
    EXPECT_THAT(Forms({"look-up", text}).exit_code, testing::Ne(kDone)) << text;
  }
  EXPECT_THAT(Forms({"end", "RX17", "lost", "on a bus"}).err,
              HasSubstr("form: got RX17, wanted SERIES-NUMBER, such as RX-120"));
  EXPECT_THAT(Forms({"receive", "RX-1/2/3", "ministry"}).err,
              HasSubstr("range: got RX-1/2/3, wanted SERIES-FIRST/LAST, such as RX-120/199"));
  EXPECT_THAT(Forms({"end", "RX-17", "burnt", "a stove"}).err,
              HasSubstr("end: got burnt, wanted spoilt, lost or stolen"));
  EXPECT_EQ(Must(ReadFormRange("A-B-7")).series(), "A-B");
  EXPECT_EQ(Must(ReadFormRange("A-B-7")).last(), 7);
  EXPECT_EQ(FormatFormRange(Must(ReadFormRange("A-B-7/9"))), "A-B-7/9");
}

TEST(Supply, IsForecastInPeoplesUnits) {
  TheClinic().Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL);
  const Said said = Supply({"forecast", "--days", "7"}, "nurse");
  EXPECT_EQ(said.exit_code, kDone) << said.err;
  EXPECT_THAT(said.lines(),
              AllOf(Contains(StartsWith("buprenorphine_naloxone_sublingual 1 ")),
                    Contains(HasSubstr(" 10 mg 7 longer ")), Contains(StartsWith("licence until ")),
                    Contains(HasSubstr(" people today, places for "))));
  EXPECT_EQ(Supply({}, "nurse").exit_code, kDone);
  EXPECT_THAT(Supply({"forecast", "--days", "many"}).err,
              HasSubstr("days: got many, wanted a number from 1 to 180"));
}

TEST(Supply, IsOrderedReceivedAndEnded) {
  const Said placed = Supply(
      {"order", "METHADONE-5MG-ML", "2000 mL", "Pharma depot, Almaty", "2026-12-10", "PO 17"});
  ASSERT_EQ(placed.exit_code, kDone) << placed.err;
  EXPECT_EQ(placed.lines().front(), "2000 mL of METHADONE-5MG-ML are ordered");
  const std::string order = WordsIn(placed.lines().back()).back();
  EXPECT_EQ(AtSite("stock_custodian", {"stock", "receive", "METHADONE-5MG-ML", "LOT-ORDERED",
                                       "2027-12-31", "500 mL", "--order", order})
                .exit_code,
            kDone);
  EXPECT_THAT(Supply({"orders", "--open"}).lines(),
              Contains(AllOf(StartsWith(order + " METHADONE-5MG-ML 2000 mL 500 mL Pharma depot"),
                             HasSubstr("2026-12-10 PO 17 "), HasSubstr(" open"))));
  EXPECT_EQ(Supply({"end", order, "the supplier has none"}).out,
            absl::StrCat("nothing more comes of ", order, "\n"));
  EXPECT_THAT(Supply({"orders", "--open"}).out, testing::Not(HasSubstr(order)));
  EXPECT_THAT(Supply({"orders"}).lines(), Contains(AllOf(StartsWith(order), HasSubstr(" closed"))));
  EXPECT_THAT(Supply({"end", order, "again"}).err, HasSubstr("wrong_state"));
}

TEST(Supply, OfAPackNamesItsOrder) {
  EXPECT_THAT(AtSite("stock_custodian",
                     {"stock", "receive-pack", "(01)04012345678901(17)271231(10)LOT-7(21)A1",
                      "1 mL", "--order", "PO 17"})
                  .err,
              HasSubstr("supply_order_id"));
}

}  // namespace
}  // namespace oat::ctl
