// The pumps of a site at the command line.
#include "oat/v1/pump.grpc.pb.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kPassword = std::string(Clinic::kPassword) + "\n";

Said Pumps(const std::string& role, Strings words, const std::string& input = "") {
  words.insert(words.begin(), "pumps");
  return AtSite(role, words, input);
}
Strings Seconded(Strings words) {
  TheClinic().As("nurse");
  words.insert(words.end(), {"--second", Clinic::LoginOf("nurse", "ALA1")});
  return words;
}
void PlaceAtW1(const std::string& pump) {
  EXPECT_EQ(Pumps("stock_custodian",
                  {"place", pump, "Model 9", "--station", "W1", "--product", "METHADONE-10MG-ML"})
                .out,
            pump + " stands at W1 with METHADONE-10MG-ML; verify it before it pours\n");
}

TEST(Pumps, ArePlacedVerifiedAndListed) {
  PlaceAtW1("SN-1");
  EXPECT_THAT(Pumps("nurse", {}).lines(), Contains("SN-1 Model 9 W1 METHADONE-10MG-ML unverified"));
  const Strings pours = {"verify", "SN-1", "LOT-1", "5mL=4.95mL", "1 mL=1.1 mL"};
  EXPECT_THAT(Pumps("stock_custodian", pours).err, HasSubstr("same_person"));
  EXPECT_EQ(Pumps("stock_custodian", Seconded(pours), kPassword).out,
            "SN-1 may pour today: off by 0.1 mL where 0.1 mL is allowed\n");
  EXPECT_THAT(Pumps("nurse", {"list"}).lines(),
              Contains(testing::AllOf(StartsWith("SN-1 Model 9 W1 METHADONE-10MG-ML verified "),
                                      HasSubstr(" 0.1 mL"))));
  EXPECT_EQ(Pumps("stock_custodian",
                  Seconded({"verify", "SN-1", "LOT-1", "5mL=0", "--calibration"}), kPassword)
                .out,
            "SN-1 MAY NOT POUR, calibrate it: off by 5 mL where 0.1 mL is allowed\n");
  for (const char* wrong : {"5mL", "5=5", "=5mL", "0=1mL", "5mL=5"}) {
    EXPECT_EQ(Pumps("stock_custodian", {"verify", "SN-1", "LOT-1", wrong}).exit_code, kRefused)
        << wrong;
  }
  EXPECT_EQ(Pumps("stock_custodian", {"place", "SN-1", "Model 9"}).out, "SN-1 is out of use\n");
  EXPECT_THAT(Pumps("nurse", {}).lines(), Contains("SN-1 Model 9 out_of_use"));
}

TEST(Pumps, HaveTheirTubesFilledAndEmptied) {
  PlaceAtW1("SN-2");
  EXPECT_EQ(Pumps("nurse", {"cycle", "SN-2", "prime", "LOT-1", "--wasted", "2.5mL"}).out,
            "2.5 mL of lot LOT-1 are held for waste\n");
  EXPECT_EQ(Pumps("nurse", {"cycle", "SN-2", "empty", "LOT-1"}).out,
            "0 mL of lot LOT-1 are held for waste\n");
  EXPECT_THAT(Pumps("nurse", {"cycle", "SN-2", "wash", "LOT-1"}).err,
              HasSubstr("cycle: got wash, wanted prime or empty"));
  EXPECT_THAT(Pumps("nurse", {"cycle", "SN-77", "empty", "LOT-1"}).err, HasSubstr("pump_id: "));
}

TEST(Pumps, AreFreedByTwoWhoMeasureWhatIsInTheCup) {
  PlaceAtW1("SN-3");
  EXPECT_EQ(Pumps("stock_custodian", Seconded({"verify", "SN-3", "LOT-1", "5mL=5mL"}), kPassword)
                .exit_code,
            kDone);
  const auto dose = Clinic::AuthoriseRequest(TheClinic().Admit());
  Must(TheClinic().Authorise(dose));
  v1::BeginPourRequest begin;
  begin.set_request_id(test::NewId());
  begin.set_pump_id("SN-3");
  begin.set_dose_id(dose.request_id());
  begin.set_lot_number("LOT-1");
  begin.set_quantity(8'000);
  link::Link& nurse = TheClinic().As("nurse");
  Must(nurse.Call(&v1::PumpService::Stub::BeginPour, begin));

  const auto lines = Pumps("stock_custodian", {}).lines();
  EXPECT_THAT(lines, Contains("Nobody knows how far these came:"));
  EXPECT_THAT(lines, Contains(testing::AllOf(StartsWith(begin.request_id() + " SN-3 W1 LOT-1 "),
                                             HasSubstr(" 8 mL"))));
  const Strings resolve = {"resolve", begin.request_id(), "2.5mL"};
  EXPECT_THAT(Pumps("stock_custodian", resolve).err, HasSubstr("same_person"));
  EXPECT_THAT(Pumps("stock_custodian", {"resolve", begin.request_id(), "2.5"}).err,
              HasSubstr("quantity: got 2.5"));
  EXPECT_EQ(Pumps("stock_custodian", Seconded(resolve), kPassword).out,
            "2.5 mL were in the cup; it may pour again\n");
  EXPECT_THAT(Pumps("stock_custodian", Seconded(resolve), kPassword).err, HasSubstr("wrong_state"));
}

}  // namespace
}  // namespace oat::ctl
