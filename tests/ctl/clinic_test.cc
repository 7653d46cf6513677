// The clinic day, the orders and the stock of a site at the command line.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/quantity.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/contract/answer.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Clinic;
using test::Must;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Worklist, ShowsNumbersAndStates) {
  const std::string waiting = TheClinic().Admit();
  const std::string done = TheClinic().Admit();
  TheClinic().Give(done);
  const Said said = AtSite("nurse", {"worklist"});
  EXPECT_THAT(said.lines(), AllOf(Contains(StartsWith(waiting + " still_to_come")),
                                  Contains(StartsWith(done + " done"))));
  EXPECT_THAT(said.lines(), Contains(StartsWith("done: ")));
  EXPECT_THAT(AtSite("nurse", {"worklist", "today"}).err,
              HasSubstr("day: got \"today\", wanted a date"));
}

TEST(History, ShowsWhatAPersonTook) {
  const std::string number = TheClinic().Admit();
  TheClinic().Give(number);
  const Strings lines = AtSite("nurse", {"history", number}).lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[1], StartsWith("2026-11-21 1 given 80 mg 80 mg methadone_oral_solution ALA1 "));
  EXPECT_THAT(AtSite("nurse", {"history", number, "--limit", "many"}).err,
              HasSubstr("limit: got many, wanted a number from 1 to 400"));
}

TEST(Incidents, WaitUntilAPrescriberReviewsThem) {
  const std::string number = TheClinic().Admit();
  TheClinic().Give(number);
  EXPECT_THAT(AtSite("nurse", {"incidents"}).out, Not(HasSubstr(number)));
  v1::RecordAdministrationRequest second;
  second.set_request_id(test::NewId());
  second.set_patient_number(number);
  second.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  second.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  second.set_micrograms(80'000);
  *second.mutable_taken_at() = contract::ToTimestamp(TheClinic().now());
  link::Link& nurse = TheClinic().As("nurse");
  second.set_approval_id(
      TheClinic().ApprovalFor(nurse, "ALA1", "oat.v1.DosingService.RecordAdministration", second));
  Must(nurse.Call(&v1::DosingService::Stub::RecordAdministration, second));
  std::string incident;
  for (const std::string& line : AtSite("nurse", {"incidents"}).lines()) {
    if (line.starts_with(number + " double_dose ")) incident = WordsIn(line).back();
  }
  const Strings review = {"incidents", "review", number, incident};
  EXPECT_EQ(AtSite("nurse", review).exit_code, kNotAllowed);
  EXPECT_EQ(AtSite("prescriber", review).exit_code, kDone);
  // Of several incidents that the fact opened, this one waits no more.
  EXPECT_THAT(AtSite("nurse", {"incidents"}).out, Not(HasSubstr(incident)));
}

TEST(Applications, AreListedWithoutAName) {
  v1::OpenApplicationRequest open;
  open.set_request_id(test::NewId());
  open.mutable_name()->set_family_name("Заявкина");
  open.mutable_name()->set_given_name("Нина");
  open.mutable_name()->set_birth_date("1991-02-03");
  open.set_sex(v1::SEX_FEMALE);
  open.set_birth_year(1991);
  open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  open.set_history(v1::TREATMENT_HISTORY_FIRST_EVER);
  open.set_consents_to_duplicate_check(true);
  link::Link& nurse = TheClinic().As("nurse");
  Must(nurse.Call(&v1::EnrolmentService::Stub::OpenApplication, open));
  const Said said = AtSite("nurse", {"applications"});
  EXPECT_THAT(said.lines(), Contains(AllOf(HasSubstr(" open "), HasSubstr(open.request_id()))));
  EXPECT_THAT(said.out, Not(HasSubstr("Заявкина")));
}

TEST(Sites, AreClosedByAManagerForACodedReason) {
  EXPECT_EQ(AtSite("nurse", {"sites", "close", "2026-12-16", "holiday"}).exit_code, kNotAllowed);
  EXPECT_EQ(AtSite("site_manager", {"sites", "close", "2026-12-16", "holiday"}).exit_code, kDone);
  EXPECT_EQ(TheClinic().Sql("SELECT reason FROM site_closure WHERE day = '2026-12-16'"), "holiday");
  EXPECT_THAT(AtSite("site_manager", {"sites", "close", "2026-12-16", "rain"}).err,
              HasSubstr("reason: got rain, wanted holiday, licence, staff, stock or disaster"));
  EXPECT_THAT(AtSite("site_manager", {"sites", "close", "2020-12-16", "holiday"}).err,
              HasSubstr("wanted today or a day to come"));
}

TEST(Orders, AreSignedShownHeldAndCancelled) {
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  auto orders = [&](Strings words) {
    words.insert(words.begin(), "orders");
    return AtSite("prescriber", words);
  };
  const std::string form = "methadone_oral_solution";
  const Said signed_order = orders({"sign", number, form, "2026-11-21/2026-11-30=40+20",
                                    "2026-12-01/2026-12-10=62.5", "--at-window", "12345"});
  EXPECT_EQ(signed_order.out, "signed; in force from 2026-11-21\n") << signed_order.err;
  EXPECT_THAT(orders({"show", number}).lines(),
              ElementsAre(StartsWith("version kind"),
                          "1 standard methadone_oral_solution 2026-11-21 2026-11-30 40 mg + 20 mg "
                          "12345 prescriber.ALA1",
                          "1 standard methadone_oral_solution 2026-12-01 2026-12-10 62.5 mg 12345 "
                          "prescriber.ALA1"));
  // A clinical no has words that tell what to do, and is no success.
  const Said too_much = orders({"sign", number, form, "2026-11-21/2026-11-30=600"});
  EXPECT_EQ(too_much.exit_code, kRefused);
  EXPECT_THAT(too_much.err, HasSubstr("over_maximum: Above the hard maximum of 150 mg."));
  EXPECT_THAT(orders({"hold", number, "sedation", "return_later_today", "6", "--patient-told"}).out,
              StartsWith("held until 2026-11-21 "));
  EXPECT_EQ(orders({"release", number}).out, "no longer held\n");
  EXPECT_THAT(orders({"release", number}).err, HasSubstr("wrong_state: Not possible now"));
  EXPECT_THAT(orders({"override", number, "missed_days"}).out, HasSubstr("is set aside"));
  EXPECT_EQ(orders({"cancel", number}).out, "cancelled from 2026-11-21\n");
  EXPECT_THAT(orders({"show", number}).out, HasSubstr("cancelled 2026-11-21"));
}

TEST(Orders, ThatEndSoonAreListedAndBridged) {
  const std::string number = TheClinic().AdmitWithoutOrder("ALA1");
  Must(TheClinic().SignOrder(number, {50}, "2026-11-21", 1, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  EXPECT_THAT(AtSite("nurse", {"orders", "expiring"}).lines(),
              Contains(StartsWith(number + " 2026-11-21 ")));
  EXPECT_EQ(AtSite("prescriber", {"orders", "bridge", number, "3"}).exit_code, kDone);
  EXPECT_THAT(AtSite("nurse", {"orders", "show", number}).out, HasSubstr("bridging"));
  EXPECT_THAT(AtSite("prescriber", {"orders", "bridge", number, "some"}).err,
              HasSubstr("days: got some, wanted a whole number"));
}

TEST(Orders, TellWhatAStepLooksLike) {
  const std::string number = TheClinic().Admit();
  for (const char* step : {"80", "2026-11-21=80", "2026-11-21/2026-11-30=80=90"}) {
    EXPECT_THAT(AtSite("prescriber", {"orders", "sign", number, "methadone_tablet", step}).err,
                HasSubstr(absl::StrCat("step: got ", step, ", wanted FROM/UNTIL=MG")));
  }
  EXPECT_THAT(AtSite("prescriber",
                     {"orders", "sign", number, "methadone_tablet", "2026-11-21/2026-11-30=8O"})
                  .err,
              HasSubstr("step: got 8O, wanted milligrams"));
}

// The balance of an account of METHADONE-5MG-ML of lot LOT-CTL, as it is printed.
std::string Balance(const std::string& account) {
  for (const std::string& line : AtSite("stock_custodian", {"stock"}).lines()) {
    const std::string start = "METHADONE-5MG-ML LOT-CTL " + account + " ";
    if (line.starts_with(start)) return line.substr(start.size());
  }
  return "";
}

TEST(Stock, IsReceivedMovedMeasuredAndDestroyedInPeoplesUnits) {
  auto stock = [](Strings words, const std::string& input = "") {
    words.insert(words.begin(), "stock");
    return AtSite("stock_custodian", words, input);
  };
  const Strings product = {"METHADONE-5MG-ML", "LOT-CTL"};
  EXPECT_EQ(stock({"receive", product[0], product[1], "2027-12-31", "1000 mL"}).out,
            "1000 mL of METHADONE-5MG-ML, lot LOT-CTL, are in the safe\n");
  EXPECT_EQ(stock({"move", product[0], product[1], "W1", "250.5mL"}).out,
            "250.5 mL moved from the safe to W1\n");
  EXPECT_EQ(stock({"move", product[0], product[1], "W1", "0.5 mL", "--back"}).out,
            "0.5 mL moved from W1 to the safe\n");
  EXPECT_EQ(Balance("safe"), "750 mL");
  EXPECT_EQ(Balance("station W1"), "250 mL");
  const Said short_of = stock({"move", product[0], product[1], "W1", "1000 mL"});
  EXPECT_EQ(short_of.exit_code, kRefused);
  EXPECT_THAT(short_of.err, HasSubstr("stock_short: The book shows too little"));
  // Two people: with nobody named, with the wrong password, and with the right one.
  const Strings overage = {"overage", "W1", product[0], product[1], "4.5mL"};
  EXPECT_THAT(stock(overage).err, HasSubstr("same_person: Needs two different people."));
  Strings seconded = overage;
  seconded.insert(seconded.end(), {"--second", Clinic::LoginOf("nurse", "ALA1")});
  TheClinic().As("nurse");
  EXPECT_EQ(stock(seconded, "not her password\n").exit_code, kNotAllowed);
  EXPECT_EQ(stock(seconded, std::string(Clinic::kPassword) + "\n").exit_code, kDone);
  EXPECT_EQ(Balance("station W1"), "254.5 mL");
  EXPECT_THAT(stock({"waste", "W1", "--second", Clinic::LoginOf("nurse", "ALA1")},
                    std::string(Clinic::kPassword) + "\n")
                  .out,
              StartsWith("destroyed"));
  EXPECT_EQ(AtSite("stock_custodian", {"stock", "show"}).lines().back(), "balanced");
}

TEST(Stock, ShowsTabletsAsTabletsAndProductsByCode) {
  EXPECT_THAT(AtSite("nurse", {"stock"}).lines(),
              Contains("METHADONE-10MG LOT-1 safe 200000000 tablets"));
  EXPECT_THAT(AtSite("nurse", {"stock", "products"}).lines(),
              Contains("METHADONE-5MG-ML methadone_oral_solution 5 mg/mL mL"));
  EXPECT_THAT(
      AtSite("stock_custodian", {"stock", "receive", "MORPHINE", "L", "2027-12-31", "1 mL"}).err,
      HasSubstr("product: got MORPHINE, wanted a product that 'oatctl stock products' lists"));
}

TEST(Stock, IsCountedByTwoWhoAreToldWhatDiffersAfterwards) {
  const std::vector<std::string> count = {"stock", "count", "W2", "METHADONE-10MG/LOT-1=7 tablets"};
  EXPECT_NE(AtSite("stock_custodian", count).exit_code, 0) << "one alone";
  for (const char* wrong : {"METHADONE-10MG=7 tablets", "METHADONE-10MG/LOT-1",
                            "METHADONE-10MG/LOT-1=7 mL", "MORPHINE/L=1 mL"}) {
    EXPECT_NE(AtSite("stock_custodian", {"stock", "count", "W2", wrong}).exit_code, 0) << wrong;
  }
  EXPECT_THAT(AtSite("stock_custodian", {"stock", "counts"}).lines(),
              Contains("count at place counted by product lot counted"));
}

TEST(Stock, KeepsALotBackAndTracesIt) {
  EXPECT_THAT(AtSite("stock_custodian",
                     {"stock", "hold", "METHADONE-1MG-ML", "LOT-1", "quarantined", "cloudy"})
                  .out,
              HasSubstr("is quarantined at every window of the network"));
  const auto traced = AtSite("nurse", {"stock", "trace", "METHADONE-1MG-ML", "LOT-1"}).lines();
  EXPECT_THAT(traced, Contains(testing::StartsWith("quarantined, good until ")));
  EXPECT_THAT(traced, Contains(testing::StartsWith("ALA1 ")));
}

TEST(Stock, ShowsTheBookOfADay) {
  EXPECT_THAT(AtSite("nurse", {"stock", "book", "2026-11-21"}).lines(),
              Contains(HasSubstr("receipt")));
}

TEST(Stock, ReadsThePackBeforeItAsksTheServer) {
  EXPECT_THAT(AtSite("stock_custodian", {"stock", "receive-pack", "LOT-7", "1 mL"}).err,
              HasSubstr("pack_code: got LOT-7, wanted a GS1 code"));
}

TEST(Quantity, IsReadWithItsUnitOnly) {
  const auto liquid = v1::STOCK_UNIT_MICROLITRE;
  const auto tablets = v1::STOCK_UNIT_TABLET;
  EXPECT_EQ(Must(ReadQuantity("250 mL", liquid)), 250'000);
  EXPECT_EQ(Must(ReadQuantity("0.125ml", liquid)), 125);
  EXPECT_EQ(Must(ReadQuantity("1 tablet", tablets)), 1);
  EXPECT_EQ(Must(ReadQuantity("40 tablets", tablets)), 40);
  for (const char* text : {"250", "", "mL", "-1 mL", "1.0001 mL", "1,5 mL", "1 L", "40 tablets",
                           "1 2 mL", "1e3 mL", "99999999999999 mL", "0 mL"}) {
    EXPECT_FALSE(ReadQuantity(text, liquid).ok()) << text;
  }
  EXPECT_EQ(Must(ReadQuantity("2 syringes", v1::STOCK_UNIT_SYRINGE)), 2);
  EXPECT_EQ(FormatQuantity(1, v1::STOCK_UNIT_SYRINGE), "1 syringe");
  EXPECT_FALSE(ReadQuantity("2 tablets", v1::STOCK_UNIT_SYRINGE).ok());
  for (const char* text : {"40", "1.5 tablets", "40 mL", "forty tablets"}) {
    EXPECT_FALSE(ReadQuantity(text, tablets).ok()) << text;
  }
  EXPECT_EQ(FormatQuantity(-250'500, liquid), "-250.5 mL");
  EXPECT_EQ(FormatQuantity(1, tablets), "1 tablet");
}

}  // namespace
}  // namespace oat::ctl
