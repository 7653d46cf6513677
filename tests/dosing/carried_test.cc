// Doses that a nurse carries out of the window under seal: where their stock is meanwhile, and what
// becomes of it.
#include <thread>

#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "tests/prescribing/under_packs.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using testing::ElementsAre;

// 80 mg of the strongest solution.
constexpr char kSolution[] = "METHADONE-10MG-ML";
constexpr int64_t kDoseVolume = 8'000;

class Carried : public WindowTest {
 protected:
  using Stub = v1::DosingService::Stub;

  // Changes of the window's accounts since the last call: on hand, reserved, in transit, given,
  // held for waste.
  std::vector<int64_t> Moved() {
    std::vector<int64_t> moved;
    for (const char* account : {"station", "reserved", "in_transit", "given", "held_for_waste"}) {
      const int64_t now = Balance(account, "W1", kSolution);
      int64_t& before = balances_[account];
      moved.push_back(now - before);
      before = now;
    }
    return moved;
  }
  static v1::CarryDoseRequest Carriage(const std::string& number, const std::string& dose) {
    v1::CarryDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_destination("ward 3");
    request.set_seal("PL-7");
    return request;
  }
  static std::string Carry(const std::string& number, const std::string& dose) {
    return InWords(
        Must(Dosing(&Stub::CarryDose, ByTwo("DosingService.CarryDose", Carriage(number, dose))))
            .outcome());
  }
  // Opens a dose and carries it out; its id. What moved by then is not told again.
  std::string CarryOut(const std::string& number) {
    const std::string dose = Open(number);
    EXPECT_EQ(Carry(number, dose), "accepted");
    Moved();
    return dose;
  }
  static std::string Void(const std::string& number, const std::string& dose, bool poured) {
    v1::VoidDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_reason(v1::VOID_REASON_PERSON_LEFT);
    request.set_poured(poured);
    return Reasons(Must(Dosing(&Stub::VoidDose, request)).outcome());
  }
  static std::string Resolve(const std::string& number, const std::string& dose,
                             v1::Resolution resolution, v1::Evidence evidence) {
    v1::ResolveDoseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_dose_id(dose);
    request.set_resolution(resolution);
    request.set_evidence(evidence);
    return Reasons(
        Must(Dosing(&Stub::ResolveDose, ByTwo("DosingService.ResolveDose", request))).outcome());
  }

 private:
  std::map<std::string, int64_t> balances_;
};

TEST_F(Carried, AreInTransitUntilSomebodySaysWhatBecameOfThem) {
  At(21, 9, 5);
  const std::string number = Admit();
  Moved();
  const std::string dose = Open(number);
  EXPECT_THAT(Moved(), ElementsAre(-kDoseVolume, kDoseVolume, 0, 0, 0));
  EXPECT_EQ(Carry(number, dose), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, -kDoseVolume, kDoseVolume, 0, 0));
  EXPECT_EQ(ListedAs(number), "open");
  EXPECT_EQ(InWords(Authorise(Clinic::AuthoriseRequest(number)).outcome()),
            "dose_open W1 09:05; dose_carried ward 3");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, -kDoseVolume, kDoseVolume, 0));
  EXPECT_EQ(ListedAs(number), "done");
}

TEST_F(Carried, LeaveByTwoAndOnce) {
  const std::string number = Admit();
  const std::string dose = Open(number);
  EXPECT_EQ(InWords(Must(Dosing(&Stub::CarryDose, Carriage(number, dose))).outcome()),
            "same_person");
  EXPECT_EQ(Carry(number, dose), "accepted");
  Moved();
  EXPECT_EQ(Carry(number, dose), "dose_carried ward 3");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_EQ(Carry(number, dose), "wrong_state given");
  EXPECT_EQ(clinic().Sql("SELECT seal || ' ' || (staff_id <> second_id) FROM dose_carriage WHERE "
                         "dose_id = '" +
                         dose + "'"),
            "PL-7 true");
}

TEST_F(Carried, AreThisPersonsAndThisSites) {
  const std::string number = Admit();
  const std::string dose = Open(number);
  const auto code = [&](const v1::CarryDoseRequest& request, const std::string& site) {
    return Dosing(&Stub::CarryDose, request, "nurse", site).status().code();
  };
  EXPECT_EQ(code(Carriage(Admit(), dose), "ALA1"), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(Carriage(number, dose), "SEM1"), absl::StatusCode::kNotFound);
  EXPECT_EQ(code(Carriage(number, NewId()), "ALA1"), absl::StatusCode::kNotFound);
  EXPECT_EQ(Void(number, dose, false), "accepted");
}

TEST_F(Carried, ThatComeBackGoToTheirWindowUnlessTheyWereOpened) {
  for (const bool poured : {false, true}) {
    const std::string number = Admit();
    const std::string dose = CarryOut(number);
    EXPECT_EQ(Void(number, dose, poured), "accepted");
    EXPECT_THAT(Moved(), ElementsAre(poured ? 0 : kDoseVolume, 0, -kDoseVolume, 0,
                                     poured ? kDoseVolume : 0));
    Give(number);
  }
}

TEST_F(Carried, ThatAreRefusedOrTakenInPartAreSettledFromTransit) {
  const std::string refuses = Admit();
  std::string dose = CarryOut(refuses);
  EXPECT_EQ(Confirm(Confirmation(refuses, dose, v1::DOSE_OUTCOME_REFUSED)), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(kDoseVolume, 0, -kDoseVolume, 0, 0));
  const std::string takes_part = Admit();
  dose = CarryOut(takes_part);
  EXPECT_EQ(Confirm(Confirmation(takes_part, dose, v1::DOSE_OUTCOME_PARTLY_GIVEN, 30'000)),
            "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, -kDoseVolume, 3'000, 5'000));
}

TEST_F(Carried, ThatAreLostFromSightStayInTransitUntilTheyAreResolved) {
  At(21, 9, 5);
  const std::string number = Admit();
  const std::string dose = CarryOut(number);
  EXPECT_EQ(Resolve(number, dose, v1::RESOLUTION_UNKNOWN, v1::EVIDENCE_NONE), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_EQ(InWords(Authorise(Clinic::AuthoriseRequest(number)).outcome()),
            "unresolved_dose 2026-11-21; dose_carried ward 3");
  EXPECT_EQ(Resolve(number, dose, v1::RESOLUTION_SWALLOWED, v1::EVIDENCE_SEEN_BY_STAFF),
            "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, -kDoseVolume, kDoseVolume, 0));

  const std::string other = Admit();
  const std::string unswallowed = CarryOut(other);
  EXPECT_EQ(Resolve(other, unswallowed, v1::RESOLUTION_NOT_SWALLOWED, v1::EVIDENCE_CUP_FOUND_FULL),
            "accepted");
  EXPECT_THAT(Moved(), ElementsAre(kDoseVolume, 0, -kDoseVolume, 0, 0));
}

TEST_F(Carried, ThatTheWrongPersonSwallowedAreGivenFromTransit) {
  const std::string intended = Admit();
  const std::string swallowed = Admit();
  const std::string dose = CarryOut(intended);
  v1::RecordAdministrationRequest fact;
  fact.set_request_id(NewId());
  fact.set_patient_number(swallowed);
  fact.set_cause(v1::ADMINISTRATION_CAUSE_WRONG_PERSON);
  fact.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  fact.set_micrograms(80'000);
  *fact.mutable_taken_at() = contract::ToTimestamp(clinic().now());
  fact.set_dose_id(dose);
  EXPECT_EQ(Reasons(Must(Dosing(&Stub::RecordAdministration,
                                ByTwo("DosingService.RecordAdministration", fact)))
                        .outcome()),
            "accepted");
  EXPECT_THAT(Moved(), ElementsAre(0, 0, -kDoseVolume, kDoseVolume, 0));
  Give(intended);
}

// Another window takes it up: what it is made of is still the first one's.
TEST_F(Carried, AreAdoptedLikeAnyOther) {
  const std::string number = Admit();
  const std::string dose = CarryOut(number);
  v1::AdoptDoseRequest adopt;
  adopt.set_request_id(NewId());
  adopt.set_patient_number(number);
  adopt.set_dose_id(dose);
  adopt.set_station("W2");
  EXPECT_EQ(Reasons(Must(Dosing(&Stub::AdoptDose, adopt)).outcome()), "accepted");
  EXPECT_EQ(Void(number, dose, /*poured=*/false), "accepted");
  EXPECT_THAT(Moved(), ElementsAre(kDoseVolume, 0, -kDoseVolume, 0, 0));
}

// The nurse at the door and the nurse at the desk, at the same moment.
TEST_F(Carried, AndConfirmedAtOnceMoveTheirStockOnce) {
  for (int i = 0; i < 4; ++i) {
    const std::string number = Admit();
    const std::string dose = Open(number);
    Moved();
    std::shared_ptr<link::Link> door = clinic().NewDesk("nurse", "ALA1", "W1");
    std::shared_ptr<link::Link> desk = clinic().NewDesk("nurse", "ALA1", "W1");
    auto carriage = Carriage(number, dose);
    carriage.set_approval_id(
        clinic().ApprovalFor(*door, "ALA1", "oat.v1.DosingService.CarryDose", carriage));
    const auto confirmation = Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN);
    std::string carried, confirmed;
    auto blocker = std::make_unique<Blocker>(
        clinic(),
        "SELECT FROM person JOIN patient_number USING (person_id) WHERE patient_number "
        "= '" +
            number + "' FOR UPDATE OF person");
    std::thread first(
        [&] { carried = InWords(Must(door->Call(&Stub::CarryDose, carriage)).outcome()); });
    std::thread second(
        [&] { confirmed = InWords(Must(desk->Call(&Stub::ConfirmDose, confirmation)).outcome()); });
    WaitUntilBlocked(clinic(), 2);
    blocker.reset();
    first.join();
    second.join();
    EXPECT_EQ(confirmed, "accepted");
    EXPECT_THAT(carried, testing::AnyOf("accepted", "wrong_state given"));
    EXPECT_THAT(Moved(), ElementsAre(0, -kDoseVolume, 0, kDoseVolume, 0));
  }
}

}  // namespace
}  // namespace oat::test
