// The register at a real clinic: each kind of line made by the call that makes it, and balances
// reckoned by hand.
#include "clients/link/register.h"

#include "absl/strings/str_join.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kTenPerMl[] = "METHADONE-10MG-ML";
constexpr char kWeekly[] = "BUPRENORPHINE-DEPOT-WEEKLY-16MG";
constexpr int64_t kAtFirst = 400'000'000;  // of each product at each site of the clinic
constexpr char kPrescriber[] = "prescriber.ALA1";

class Register : public TakeHomeTest {
 protected:
  using Stub = v1::StockService::Stub;

  static void RecordContact() {
    v1::SetSiteContactRequest request;
    request.set_request_id(NewId());
    request.set_site_code("ALA1");
    request.mutable_contact()->set_name("Pharmacy 7");
    request.mutable_contact()->set_address("Abay 12");
    request.mutable_contact()->set_telephone("+7 727 000 00 01");
    request.mutable_contact()->set_emergency_telephone("+7 727 000 00 00");
    link::Link& admin = clinic().admin();
    Must(admin.Call(&v1::SiteService::Stub::SetSiteContact, request));
  }

  static absl::StatusOr<v1::GetRegisterResponse> Ask(const std::string& from,
                                                     const std::string& until,
                                                     const std::string& product,
                                                     const std::string& site = "ALA1",
                                                     const std::string& role = "stock_custodian") {
    v1::GetRegisterRequest request;
    request.set_from_day(from);
    request.set_until_day(until);
    request.set_product_code(product);
    return link::ReadRegister(Desk(role, site), request);
  }
  // Of a day of November.
  static v1::GetRegisterResponse Of(int day, const std::string& product = "",
                                    const std::string& site = "ALA1") {
    const std::string text = FormatDay(Day(2026, 11, day));
    return Must(Ask(text, text, product, site));
  }
  // "consumed -8000 = 12000": what was written, without who and whom.
  static std::string Movement(const v1::RegisterLine& line) {
    return absl::StrCat(contract::Code(line.kind()), " ", line.quantity(), " = ", line.balance());
  }
  static std::vector<std::string> Movements(const v1::GetRegisterResponse& whole) {
    std::vector<std::string> lines;
    for (const v1::RegisterLine& line : whole.lines()) lines.push_back(Movement(line));
    return lines;
  }
  static std::vector<v1::RegisterLine> OfLot(const v1::GetRegisterResponse& whole,
                                             const std::string& lot) {
    std::vector<v1::RegisterLine> lines;
    for (const v1::RegisterLine& line : whole.lines()) {
      if (line.lot_number() == lot) lines.push_back(line);
    }
    return lines;
  }
  static int64_t Opening(const v1::GetRegisterResponse& whole, const std::string& product) {
    for (const v1::StockAccount& one : whole.opening()) {
      if (one.product_code() == product) return one.quantity();
    }
    return -1;
  }
  // What is in the house of a product by its accounts.
  static int64_t InTheHouse(const std::string& product, const std::string& site = "ALA1") {
    return std::stoll(clinic().Sql(
        "SELECT sum(quantity) FROM balance WHERE site_code = '" + site + "' AND product_code = '" +
        product +
        "' AND account IN ('safe', 'station', 'open_bottle', 'reserved', 'held_for_waste', "
        "'in_transit')"));
  }

  static void Receive(const std::string& product, const std::string& lot, int64_t quantity,
                      const std::string& expires_on = "2027-12-31") {
    v1::ReceiveStockRequest request;
    request.set_request_id(NewId());
    request.set_product_code(product);
    request.set_lot_number(lot);
    request.set_expires_on(expires_on);
    request.set_quantity(quantity);
    request.set_supplier("KazPharm, Almaty, Abay 1");
    request.set_delivery_note("N-17");
    Must(Stock(&Stub::ReceiveStock, request, "stock_custodian"));
  }
  static void MoveToWindow(const std::string& product, const std::string& lot, int64_t quantity) {
    v1::MoveStockRequest request;
    request.set_request_id(NewId());
    request.set_product_code(product);
    request.set_lot_number(lot);
    request.set_station("W1");
    request.set_quantity(quantity);
    Must(Stock(&Stub::MoveStock, request, "stock_custodian"));
  }
  // A lot of methadone 10 mg/mL at window W1 that goes before all others: each expires a day before
  // the one of before.
  static void StockFirst(const std::string& lot, int64_t quantity) {
    Receive(kTenPerMl, lot, quantity, FormatDay(--expires_));
    MoveToWindow(kTenPerMl, lot, quantity);
  }
  static void Tick() { clinic().Advance(absl::Minutes(1)); }

  static std::string Reversed(const std::string& number, const std::string& dose,
                              int64_t swallowed) {
    v1::ReverseDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_outcome(v1::DOSE_OUTCOME_PARTLY_GIVEN);
    request.set_micrograms_swallowed(swallowed);
    return Reasons(Must(Dosing(&v1::DosingService::Stub::ReverseDose,
                               ByTwo("DosingService.ReverseDose", request)))
                       .outcome());
  }
  static std::string WasteSigned() {
    v1::SignWasteRequest request;
    request.set_request_id(NewId());
    request.set_station("W1");
    return Reasons(
        Must(Stock(&Stub::SignWaste, ByTwo("StockService.SignWaste", request))).outcome());
  }
  static void RecordOverage(const std::string& lot, int64_t quantity) {
    v1::RecordOverageRequest request;
    request.set_request_id(NewId());
    request.set_station("W1");
    request.set_product_code(kTenPerMl);
    request.set_lot_number(lot);
    request.set_quantity(quantity);
    Must(Stock(&Stub::RecordOverage, ByTwo("StockService.RecordOverage", request)));
  }
  // Counts W1 as the book has it, but for one lot; and says why that differs.
  static void CountAndExplain(const std::string& lot, int64_t difference, const std::string& why) {
    v1::CountStockRequest count;
    count.set_request_id(NewId());
    count.set_station("W1");
    const auto balances = Must(Stock(&Stub::GetBalances, v1::GetBalancesRequest()));
    for (const v1::StockAccount& one : balances.accounts()) {
      if (one.account() != v1::ACCOUNT_STATION || one.station() != "W1") continue;
      v1::CountedLot* counted = count.add_lots();
      counted->set_product_code(one.product_code());
      counted->set_lot_number(one.lot_number());
      counted->set_quantity(one.quantity() + (one.lot_number() == lot ? difference : 0));
    }
    Must(Stock(&Stub::CountStock, ByTwo("StockService.CountStock", count)));
    v1::ExplainVarianceRequest explain;
    explain.set_request_id(NewId());
    explain.set_count_id(count.request_id());
    explain.set_product_code(kTenPerMl);
    explain.set_lot_number(lot);
    explain.set_cause(v1::VARIANCE_CAUSE_SPILL);
    explain.set_note(why);
    link::Link& desk = Desk("stock_custodian");
    explain.set_approval_id(
        clinic().ApprovalFor(desk, "ALA1", "oat.v1.StockService.ExplainVariance", explain));
    EXPECT_EQ(Reasons(Must(desk.Call(&Stub::ExplainVariance, explain)).outcome()), "accepted");
  }
  static void TakeBack(const std::string& lot, const std::string& why) {
    v1::CorrectStockEntryRequest request;
    request.set_request_id(NewId());
    request.set_entry_id(clinic().Sql(
        "SELECT DISTINCT entry_id FROM posting JOIN stock_entry USING (entry_id) WHERE "
        "lot_number = '" +
        lot + "' AND kind = 'receipt'"));
    request.set_reason(why);
    link::Link& desk = Desk("stock_custodian");
    request.set_approval_id(
        clinic().ApprovalFor(desk, "ALA1", "oat.v1.StockService.CorrectStockEntry", request));
    EXPECT_EQ(Reasons(Must(desk.Call(&Stub::CorrectStockEntry, request)).outcome()), "accepted");
  }
  static v1::RecordAdministrationRequest Fact(const std::string& number,
                                              v1::AdministrationCause cause, absl::Time taken_at,
                                              int64_t micrograms) {
    v1::RecordAdministrationRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_cause(cause);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(micrograms);
    *request.mutable_taken_at() = contract::ToTimestamp(taken_at);
    return request;
  }
  static std::string Recorded(const v1::RecordAdministrationRequest& request) {
    return Reasons(Must(Dosing(&v1::DosingService::Stub::RecordAdministration,
                               ByTwo("DosingService.RecordAdministration", request)))
                       .outcome());
  }

 private:
  static inline Day expires_ = Day(2026, 12, 5);
};

TEST_F(Register, HasALineForEverythingThatChangesWhatTheSiteKeeps) {
  At(25, 9, 0);
  const std::string whole_dose = Admit(), part_dose = Admit(), taker = Admit();
  Receive(kTenPerMl, "R-1", 500'000, "2026-12-05");
  Tick();
  MoveToWindow(kTenPerMl, "R-1", 200'000);
  Tick();
  const std::string dose = Give(whole_dose);  // 80 mg are 8 mL
  Tick();
  const std::string other = Open(part_dose);
  EXPECT_EQ(Confirm(Confirmation(part_dose, other, v1::DOSE_OUTCOME_PARTLY_GIVEN, 30'000)),
            "accepted");
  Tick();
  EXPECT_EQ(Reversed(whole_dose, dose, 50'000), "accepted");
  Tick();
  const std::vector<std::string> serials = TakesHome(taker, {26});
  Tick();
  EXPECT_EQ(Returned(Return(taker, serials[0], v1::BOTTLE_CONDITION_OPENED, 30'000)), "accepted");
  Tick();
  EXPECT_EQ(WasteSigned(), "accepted");  // 5 of the part dose, 3 of the other, 3 of the bottle
  Tick();
  RecordOverage("R-1", 500);
  Tick();
  CountAndExplain("R-1", -700, "fell at W1 before nine");
  Tick();
  Receive(kTenPerMl, "R-2", 1'000);
  Tick();
  TakeBack("R-2", "the other lot was meant");

  const auto day = Of(25, kTenPerMl);
  EXPECT_EQ(Opening(day, kTenPerMl), kAtFirst);
  EXPECT_THAT(Movements(day),
              ElementsAre("received 500000 = 400500000", "consumed -8000 = 400492000",
                          "consumed -3000 = 400489000", "consumed 3000 = 400492000",
                          "taken_home -8000 = 400484000", "taken_home 3000 = 400487000",
                          "destroyed -11000 = 400476000", "variance 500 = 400476500",
                          "variance -700 = 400475800", "received 1000 = 400476800",
                          "correction -1000 = 400475800"));
  EXPECT_EQ(InTheHouse(kTenPerMl), 400'475'800);

  const auto& lines = day.lines();
  for (const v1::RegisterLine& line : lines) {
    EXPECT_EQ(line.clinical_day(), "2026-11-25");
    EXPECT_EQ(line.product_code(), kTenPerMl);
    EXPECT_FALSE(line.staff().empty());
  }
  EXPECT_EQ(lines[0].party(), "KazPharm, Almaty, Abay 1");
  EXPECT_EQ(lines[0].note(), "N-17");
  EXPECT_EQ(lines[0].staff(), "stock_custodian.ALA1");
  EXPECT_EQ(lines[0].patient_number(), "");
  EXPECT_EQ(lines[0].second(), "");
  EXPECT_EQ(contract::FromTimestamp(lines[0].at()), Clinic::Wall(25, 9, 0));
  EXPECT_EQ(lines[1].patient_number(), whole_dose);
  EXPECT_EQ(lines[1].prescriber(), kPrescriber);
  EXPECT_EQ(lines[1].staff(), "nurse.ALA1");
  EXPECT_EQ(lines[1].identity_check(), "second_identifier");
  EXPECT_EQ(lines[1].lot_number(), "R-1");
  EXPECT_EQ(contract::FromTimestamp(lines[1].at()), Clinic::Wall(25, 9, 2));
  EXPECT_EQ(lines[2].patient_number(), part_dose);
  EXPECT_EQ(lines[3].patient_number(), whole_dose) << "taken back by two";
  EXPECT_EQ(lines[3].second(), "nurse.ALA1-2");
  EXPECT_EQ(lines[4].patient_number(), taker);
  EXPECT_EQ(lines[4].prescriber(), kPrescriber);
  EXPECT_EQ(lines[4].serial(), serials[0]);
  EXPECT_EQ(lines[4].identity_check(), "photo") << "of the one who collected it";
  EXPECT_EQ(lines[4].collected_by(), "") << "the patient";
  EXPECT_EQ(lines[5].patient_number(), taker);
  EXPECT_EQ(lines[5].serial(), serials[0]);
  EXPECT_EQ(lines[5].identity_check(), "") << "nobody collected anything";
  EXPECT_EQ(lines[6].second(), "nurse.ALA1-2");
  EXPECT_EQ(lines[6].patient_number(), "") << "what is destroyed was several people's";
  EXPECT_EQ(lines[8].note(), "fell at W1 before nine");
  EXPECT_EQ(lines[10].note(), "the other lot was meant");
  EXPECT_EQ(lines[10].party(), "KazPharm, Almaty, Abay 1");
  EXPECT_EQ(lines[10].second(), "nurse.ALA1-2");
}

TEST_F(Register, GoesOnWhereTheDayBeforeEnded) {
  EXPECT_THAT(Of(24, kTenPerMl).lines(), IsEmpty());
  EXPECT_EQ(Opening(Of(25, kTenPerMl), kTenPerMl), kAtFirst);
  EXPECT_EQ(Opening(Of(26, kTenPerMl), kTenPerMl), 400'475'800);
  const auto all = Must(Ask("2026-11-21", "2026-11-27", ""));
  EXPECT_EQ(Opening(all, kTenPerMl), 0);
  std::map<std::string, int64_t> balances;
  std::string product;
  for (const v1::RegisterLine& line : all.lines()) {
    EXPECT_LE(product, line.product_code()) << "product by product";
    product = line.product_code();
    EXPECT_EQ(balances[product] += line.quantity(), line.balance());
  }
  EXPECT_EQ(balances.at(kTenPerMl), InTheHouse(kTenPerMl));
  EXPECT_EQ(balances.at(kWeekly), kAtFirst) << "issued to two windows, and still kept";
  EXPECT_THAT(Must(Ask("2026-11-21", "2026-11-27", kWeekly)).opening(), SizeIs(1));
}

TEST_F(Register, SaysWhenItReallyHappenedAndToWhom) {
  At(26, 9, 0);
  StockFirst("LATE", 100'000);
  Tick();
  const std::string number = Admit();
  auto fact = Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, Clinic::Wall(24, 10, 15), 20'000);
  fact.set_station("W1");
  v1::DoseLine* line = fact.add_lines();
  line->set_product_code(kTenPerMl);
  line->set_lot_number("LATE");
  line->set_quantity(2'000);
  EXPECT_EQ(Recorded(fact), "accepted");
  const auto lines = OfLot(Of(26, kTenPerMl), "LATE");
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(contract::FromTimestamp(lines[1].at()), Clinic::Wall(24, 10, 15));
  EXPECT_EQ(lines[1].clinical_day(), "2026-11-26") << "in the book of the day on which it was told";
  EXPECT_EQ(lines[1].kind(), v1::REGISTER_LINE_KIND_CONSUMED);
  EXPECT_EQ(lines[1].quantity(), -2'000);
  EXPECT_EQ(lines[1].patient_number(), number);
  EXPECT_EQ(lines[1].prescriber(), "") << "no order was asked";
  EXPECT_EQ(lines[1].second(), "nurse.ALA1-2");
}

// Whether it was swallowed was said a day later: it happened when it was poured.
TEST_F(Register, SaysWhenADoseWasTakenThatNobodyHadSettled) {
  At(26, 10, 0);
  StockFirst("OPEN", 100'000);
  Tick();
  const std::string number = Admit();
  v1::ResolveDoseRequest resolution;
  resolution.set_patient_number(number);
  resolution.set_dose_id(Open(number));
  resolution.set_resolution(v1::RESOLUTION_SWALLOWED);
  resolution.set_evidence(v1::EVIDENCE_CUP_FOUND_EMPTY);
  EXPECT_THAT(OfLot(Of(26, kTenPerMl), "OPEN"), SizeIs(1)) << "poured, and still kept";
  At(27, 12, 0);
  resolution.set_request_id(NewId());
  const auto request = ByTwo("DosingService.ResolveDose", resolution);
  EXPECT_EQ(Reasons(Must(Dosing(&v1::DosingService::Stub::ResolveDose, request)).outcome()),
            "accepted");
  const auto lines = OfLot(Of(27, kTenPerMl), "OPEN");
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].quantity(), -8'000);
  EXPECT_EQ(lines[0].patient_number(), number);
  EXPECT_EQ(contract::FromTimestamp(lines[0].at()), Clinic::Wall(26, 10, 1));
}

TEST_F(Register, SaysWhenSomebodyElseCollected) {
  At(26, 10, 30);
  StockFirst("FETCHED", 100'000);
  Tick();
  const std::string number = Admit();
  v1::NameDelegateRequest name;
  name.set_request_id(NewId());
  name.set_patient_number(number);
  name.set_name("Asel Serikkyzy");
  name.set_document("N 1");
  Must(AtHome(&v1::TakeHomeService::Stub::NameDelegate, name));
  const auto authorisation = Authorisation(number, {27});
  EXPECT_EQ(Authorised(authorisation), "accepted");
  Prepare(number, authorisation.request_id());
  auto collection = Collection(number, authorisation.request_id());
  collection.set_collector(v1::COLLECTOR_DELEGATE);
  collection.set_delegate_name("Asel Serikkyzy");
  collection.set_delegate_document("N 1");
  EXPECT_EQ(HandedOut(collection), "accepted");
  const auto lines = OfLot(Of(26, kTenPerMl), "FETCHED");
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[1].patient_number(), number);
  EXPECT_EQ(lines[1].collected_by(), "delegate") << "whose name is sealed";
  EXPECT_THAT(lines[1].DebugString(), testing::Not(HasSubstr("Asel")));
}

TEST_F(Register, NamesWhoSwallowedSomebodyElsesDose) {
  At(26, 11, 0);
  StockFirst("MIXED", 100'000);
  Tick();
  const std::string meant = Admit(), swallowed = Admit();
  auto fact = Fact(swallowed, v1::ADMINISTRATION_CAUSE_WRONG_PERSON, clinic().now(), 80'000);
  fact.set_dose_id(Open(meant));
  EXPECT_EQ(Recorded(fact), "accepted");
  const auto lines = OfLot(Of(26, kTenPerMl), "MIXED");
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[1].quantity(), -8'000);
  EXPECT_EQ(lines[1].patient_number(), swallowed);
  EXPECT_EQ(lines[1].prescriber(), "") << "the order was another person's";
  EXPECT_EQ(lines[1].identity_check(), "");
}

TEST_F(Register, HasNoLineForWhatStaysInTheHouseOrOutOfIt) {
  At(26, 13, 0);
  StockFirst("STAYS", 100'000);
  Tick();
  const std::string number = Admit();
  const std::string refused = Open(number);
  EXPECT_EQ(Confirm(Confirmation(number, refused, v1::DOSE_OUTCOME_REFUSED, 0, /*poured=*/true)),
            "accepted");
  Tick();
  const std::vector<std::string> serials = TakesHome(Admit(), {27});
  EXPECT_THAT(OfLot(Of(26, kTenPerMl), "STAYS"), SizeIs(2)) << "the receipt and the bottle";
  Tick();
  EXPECT_EQ(WasteSigned(), "accepted");
}

// At home the bottle is out of the site's keeping: drunk at the window it stays so, and what of it
// is spilled there is held again.
TEST_F(Register, KnowsAPersonsOwnBottleAtTheWindow) {
  At(26, 15, 0);
  StockFirst("OWN", 100'000);
  Tick();
  const std::string drinker = Admit(), spiller = Admit();
  std::map<std::string, std::string> bottles;
  for (const std::string& number : {drinker, spiller}) {
    bottles[number] = TakesHome(number, {27})[0];
    Tick();
  }
  At(27, 9, 0);
  for (const std::string& number : {drinker, spiller}) {
    auto request = Clinic::AuthoriseRequest(number);
    request.set_own_bottle(bottles[number]);
    ASSERT_EQ(Reasons(Authorise(request).outcome()), "accepted");
    const bool is_whole = number == drinker;
    EXPECT_EQ(
        Confirm(Confirmation(number, request.request_id(),
                             is_whole ? v1::DOSE_OUTCOME_GIVEN : v1::DOSE_OUTCOME_PARTLY_GIVEN,
                             is_whole ? 0 : 50'000)),
        "accepted");
    Tick();
  }
  const auto lines = OfLot(Of(27, kTenPerMl), "OWN");
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].kind(), v1::REGISTER_LINE_KIND_TAKEN_HOME);
  EXPECT_EQ(lines[0].quantity(), 3'000);
  EXPECT_EQ(lines[0].patient_number(), spiller);
  EXPECT_EQ(WasteSigned(), "accepted");
}

TEST_F(Register, IsOfTheCallingSiteAlone) {
  At(26, 17, 0);
  StockFirst("HERE", 100'000);
  Tick();
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {27});
  At(27, 10, 0);
  EXPECT_THAT(Of(26, "", "SEM1").lines(), IsEmpty());
  EXPECT_EQ(Opening(Of(26, "", "SEM1"), kTenPerMl), kAtFirst);
  // What was filled here and is brought back there comes into their keeping, and not into ours.
  EXPECT_EQ(Returned(Return(number, serials[0]), "SEM1"), "accepted");
  const auto there = Of(27, "", "SEM1");
  ASSERT_THAT(there.lines(), SizeIs(1));
  EXPECT_EQ(Movement(there.lines(0)), "received 8000 = 400008000");
  EXPECT_EQ(there.lines(0).patient_number(), number);
  EXPECT_EQ(there.lines(0).serial(), serials[0]);
  EXPECT_THAT(OfLot(Of(27), "HERE"), IsEmpty());
  EXPECT_EQ(there.site_name(), "SEM1") << "nobody has said what it is called";
}

TEST_F(Register, CountsADayFromItsBoundary) {
  At(28, 3, 59);
  Receive(kWeekly, "NIGHT", 3);
  At(28, 4, 0);
  Receive(kWeekly, "MORNING", 5);
  EXPECT_THAT(Movements(Of(27, kWeekly)), ElementsAre("received 3 = 400000003"));
  EXPECT_EQ(Of(27, kWeekly).lines(0).clinical_day(), "2026-11-27");
  EXPECT_THAT(Movements(Of(28, kWeekly)), ElementsAre("received 5 = 400000008"));
  EXPECT_THAT(Movements(Must(Ask("2026-11-27", "2026-11-28", kWeekly))), SizeIs(2));
  EXPECT_THAT(Of(29, kWeekly).lines(), IsEmpty());
  EXPECT_EQ(Opening(Of(29, kWeekly), kWeekly), 400'000'008);
}

TEST_F(Register, RefusesAPeriodThatIsNone) {
  const auto message = [](const std::string& from, const std::string& until,
                          const std::string& product = "") {
    return std::string(Ask(from, until, product).status().message());
  };
  EXPECT_THAT(message("2026-11-22", "2026-11-21"),
              HasSubstr("until_day: got 2026-11-21, wanted 2026-11-22 to 2027-12-26"));
  EXPECT_EQ(message("2026-01-01", "2027-02-04"), "") << "400 days";
  EXPECT_THAT(message("2026-01-01", "2027-02-05"), HasSubstr("until_day: got 2027-02-05"));
  EXPECT_THAT(message("2026-11-21", "2026-02-30"), HasSubstr("2026-02-30"));
  EXPECT_EQ(Ask("2026-11-21", "2026-11-21", "NOTHING").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Register, IsForWhoAnswersForTheStock) {
  for (const char* role : {"stock_custodian", "site_manager", "auditor"}) {
    EXPECT_TRUE(Ask("2026-11-21", "2026-11-21", "", "ALA1", role).ok()) << role;
  }
  EXPECT_EQ(Ask("2026-11-21", "2026-11-21", "", "ALA1", "nurse").status().code(),
            absl::StatusCode::kPermissionDenied);
}

// A long one comes in many answers, its head with the first alone.
TEST_F(Register, OfManyLinesIsWhole) {
  clinic().Sql(R"(
    WITH entry AS (
      INSERT INTO stock_entry (entry_id, site_code, kind, staff_id, recorded_at)
      SELECT gen_random_uuid(), 'SEM1', 'receipt', min(s.staff_id),
             '2026-11-23 12:00+05'::timestamptz + i * interval '1 second'
        FROM staff s, generate_series(1, 900) i GROUP BY i RETURNING entry_id, recorded_at)
    INSERT INTO posting
    SELECT e.entry_id, side, CASE side WHEN 1 THEN 'supplier' ELSE 'safe' END, '', 'METHADONE-5MG',
           'LOT-1', CASE side WHEN 1 THEN -1 ELSE 1 END
      FROM entry e, generate_series(1, 2) side)");
  RecordContact();
  const auto whole = Of(23, "METHADONE-5MG", "SEM1");
  ASSERT_THAT(whole.lines(), SizeIs(900));
  for (int i = 0; i < 900; ++i) EXPECT_EQ(whole.lines(i).balance(), kAtFirst + i + 1);
  EXPECT_THAT(whole.opening(), SizeIs(1));
  EXPECT_EQ(Of(23).site_name(), "Pharmacy 7");
}

}  // namespace
}  // namespace oat::test
