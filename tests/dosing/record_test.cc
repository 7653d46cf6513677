// What was swallowed without an authorisation, through the real RPCs: always kept, and where it
// breaks a rule, an incident that holds the next dose.
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "tests/support/window.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kSolution[] = "METHADONE-10MG-ML";

class Record : public WindowTest {
 protected:
  // 80 mg of solution swallowed at a time of November.
  static v1::RecordAdministrationRequest Fact(const std::string& number,
                                              v1::AdministrationCause cause, absl::Time taken_at,
                                              int64_t micrograms = 80'000) {
    v1::RecordAdministrationRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_cause(cause);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(micrograms);
    *request.mutable_taken_at() = contract::ToTimestamp(taken_at);
    return request;
  }
  static void TakeFrom(v1::RecordAdministrationRequest* request, const std::string& station,
                       const std::string& lot, int64_t quantity) {
    request->set_station(station);
    v1::DoseLine* line = request->add_lines();
    line->set_product_code(kSolution);
    line->set_lot_number(lot);
    line->set_quantity(quantity);
  }
  static absl::StatusOr<v1::RecordAdministrationResponse> Send(
      const v1::RecordAdministrationRequest& request, const std::string& site = "ALA1") {
    return Dosing(&v1::DosingService::Stub::RecordAdministration,
                  ByTwo("DosingService.RecordAdministration", request, site), "nurse", site);
  }
  // The codes of the incidents that an accepted fact opened.
  static std::vector<std::string> Incidents(const v1::RecordAdministrationRequest& request,
                                            const std::string& site = "ALA1") {
    auto response = Must(Send(request, site));
    EXPECT_EQ(Reasons(response.outcome()), "accepted");
    EXPECT_EQ(response.observe_minutes(), response.incidents().empty() ? 0 : 180);
    std::vector<std::string> codes;
    for (int kind : response.incidents()) {
      codes.push_back(contract::Code(static_cast<v1::IncidentKind>(kind)));
    }
    return codes;
  }
  // A person's incidents that wait at a site.
  static std::vector<v1::Incident> Waiting(const std::string& number,
                                           const std::string& site = "ALA1") {
    std::vector<v1::Incident> waiting;
    auto all = Must(
        Dosing(&v1::DosingService::Stub::ListIncidents, v1::ListIncidentsRequest(), "nurse", site));
    for (const v1::Incident& one : all.incidents()) {
      if (one.patient_number() == number) waiting.push_back(one);
    }
    return waiting;
  }
  static absl::StatusOr<v1::ReviewIncidentResponse> Review(const std::string& number,
                                                           const std::string& incident) {
    v1::ReviewIncidentRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_incident_id(incident);
    return Dosing(&v1::DosingService::Stub::ReviewIncident, request, "prescriber");
  }
  static void ReviewAll(const std::string& number, const std::string& site = "ALA1") {
    for (const v1::Incident& one : Waiting(number, site)) {
      EXPECT_EQ(Reasons(Must(Review(number, one.incident_id())).outcome()), "accepted");
    }
  }
};

TEST_F(Record, OfAPaperDoseInsideTheOrderOpensNothingAndTakesThePortion) {
  const std::string number = Admit();
  At(21, 12, 0);
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, Clinic::Wall(21, 9, 30))),
              IsEmpty());
  auto visit = Authorise(Clinic::AuthoriseRequest(number));
  EXPECT_EQ(Reasons(visit.outcome()), "already_dosed");
  EXPECT_EQ(ParameterOf(visit.outcome().reasons(0), "time"), "09:30");
  EXPECT_EQ(ListedAs(number), "done");
  ASSERT_EQ(History(number).size(), 1u);
  const v1::DoseRecord record = History(number)[0];
  EXPECT_TRUE(record.declared());
  EXPECT_EQ(record.micrograms_authorised(), 0);
  EXPECT_EQ(record.micrograms_swallowed(), 80'000);
  At(22, 1, 29);  // still the 21st
  EXPECT_EQ(Ask(number), "already_dosed");
  At(22, 8, 0);  // the interval counts from when it was taken, not from when it was told
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(Record, OfYesterdaysPaperDoseCountsForYesterday) {
  const std::string number = Admit();
  At(22, 8, 0);
  EXPECT_EQ(ListedAs(number, "2026-11-21"), "missed");
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, Clinic::Wall(21, 9, 30))),
              IsEmpty());
  EXPECT_EQ(ListedAs(number, "2026-11-21"), "done");
  EXPECT_EQ(ListedAs(number), "still_to_come");
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(Record, NeedsTwoPeople) {
  const std::string number = Admit();
  auto request = Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now());
  auto alone = Must(Dosing(&v1::DosingService::Stub::RecordAdministration, request));
  EXPECT_EQ(Reasons(alone.outcome()), "same_person");
  EXPECT_THAT(History(number), IsEmpty());
  auto self = Desk().Approve(Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword,
                             "oat.v1.DosingService.RecordAdministration", request);
  EXPECT_EQ(self.status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(Record, OfAnOverPourHoldsTheNextDose) {
  const std::string number = Admit();
  Give(number);
  const int64_t given = Balance("given", "W1", kSolution);
  auto request = Fact(number, v1::ADMINISTRATION_CAUSE_OVER_POUR, clinic().now(), 20'000);
  TakeFrom(&request, "W1", "LOT-1", 2'000);
  EXPECT_THAT(Incidents(request), ElementsAre("over_order"));
  EXPECT_EQ(Balance("given", "W1", kSolution) - given, 2'000);
  At(22, 8, 0);
  EXPECT_EQ(Ask(number), "incident_review");
  ASSERT_EQ(Waiting(number).size(), 1u);
  EXPECT_EQ(Waiting(number)[0].kind(), v1::INCIDENT_KIND_OVER_ORDER);
  ReviewAll(number);
  EXPECT_EQ(Ask(number), "accepted");
}

TEST_F(Record, OfASecondDoseOfTheDayIsADoubleDose) {
  const std::string number = Admit();
  Give(number);
  At(21, 18, 0);
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now())),
              ElementsAre("double_dose"));
}

TEST_F(Record, OfTheWrongPersonFreesTheOneMeantAndHoldsTheOneWhoSwallowed) {
  const std::string meant = Admit();
  const std::string swallower = Admit("ALA1", 40);
  const int64_t given = Balance("given", "W1", kSolution);
  const std::string dose = Open(meant);
  auto request = Fact(swallower, v1::ADMINISTRATION_CAUSE_WRONG_PERSON, clinic().now());
  request.set_dose_id(dose);
  EXPECT_THAT(Incidents(request), UnorderedElementsAre("wrong_person", "over_order"));
  EXPECT_EQ(Balance("given", "W1", kSolution) - given, 8'000);
  EXPECT_EQ(ListedAs(meant), "still_to_come");
  Give(meant);
  EXPECT_EQ(ListedAs(swallower), "done");
  At(22, 8, 0);
  EXPECT_EQ(Ask(swallower), "incident_review");
  const auto waiting = Waiting(swallower);
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(Review(meant, waiting[0].incident_id()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Reasons(Must(Review(swallower, waiting[0].incident_id())).outcome()), "accepted");
  EXPECT_EQ(Reasons(Must(Review(swallower, waiting[0].incident_id())).outcome()), "wrong_state");
  EXPECT_EQ(Ask(swallower), "incident_review");  // the other one still waits
  ReviewAll(swallower);
  EXPECT_EQ(Ask(swallower), "accepted");
}

TEST_F(Record, OfTheWrongPersonNamesAnOpenDoseOfSomebodyElse) {
  const std::string meant = Admit();
  const std::string swallower = Admit();
  const std::string own = Open(swallower);
  auto request = Fact(swallower, v1::ADMINISTRATION_CAUSE_WRONG_PERSON, clinic().now());
  request.set_dose_id(own);
  EXPECT_EQ(Send(request).status().code(), absl::StatusCode::kNotFound);
  request = Fact(swallower, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now());
  request.set_dose_id(Open(meant));
  EXPECT_EQ(Send(request).status().code(), absl::StatusCode::kInvalidArgument);
  Confirm(Confirmation(meant, request.dose_id(), v1::DOSE_OUTCOME_GIVEN));
  request.set_request_id(NewId());
  request.set_cause(v1::ADMINISTRATION_CAUSE_WRONG_PERSON);
  EXPECT_EQ(Reasons(Must(Send(request)).outcome()), "wrong_state");
  EXPECT_THAT(Waiting(swallower), IsEmpty());
}

TEST_F(Record, OfAnotherProductIsAnIncident) {
  const std::string number = Admit();
  auto request = Fact(number, v1::ADMINISTRATION_CAUSE_WRONG_PRODUCT, clinic().now(), 8'000);
  request.set_drug_form(v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL);
  EXPECT_THAT(Incidents(request), ElementsAre("wrong_product"));
  EXPECT_EQ(Ask(number), "incident_review");
}

TEST_F(Record, OfSomebodyRecordedAsDeadIsKeptAndAlarms) {
  const std::string number = Admit();
  End(number, v1::END_REASON_DIED);
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now())),
              Contains("deceased"));
  EXPECT_EQ(History(number).size(), 1u);
  EXPECT_THAT(Ask(number), HasSubstr("deceased"));
}

TEST_F(Record, AtAnotherSiteIsAnIncidentThere) {
  const std::string number = Admit("ALA1");
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now()), "SEM1"),
              ElementsAre("other_site"));
  EXPECT_EQ(Waiting(number, "SEM1").size(), 1u);
  EXPECT_EQ(Ask(number), "incident_review");
  ReviewAll(number, "SEM1");
  EXPECT_EQ(Ask(number), "already_dosed");
}

TEST_F(Record, OfADoseTooSoonAfterTheLastIsAnIncident) {
  const std::string number = Admit();
  At(21, 20, 0);
  Give(number);
  At(22, 11, 59);  // a minute less than 16 hours
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now())),
              ElementsAre("too_soon"));
  At(21, 20, 0);
  const std::string other = Admit();
  Give(other);
  At(22, 12, 0);
  EXPECT_THAT(Incidents(Fact(other, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now())), IsEmpty());
}

TEST_F(Record, OfADoseTakenDuringAHoldIsAnIncidentAndBeforeItIsNone) {
  const std::string number = Admit();
  const std::string early = Admit();
  const std::string late = Admit();
  At(21, 9, 0);
  for (const std::string& one : {number, early, late}) EXPECT_EQ(Hold(one, 2), "accepted");
  At(21, 10, 0);
  const absl::Time before = Clinic::Wall(21, 8, 30);
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now())),
              ElementsAre("during_hold"));
  EXPECT_THAT(Incidents(Fact(early, v1::ADMINISTRATION_CAUSE_DOWNTIME, before)), IsEmpty());
  At(21, 12, 0);  // the hold has ended at eleven
  EXPECT_THAT(Incidents(Fact(late, v1::ADMINISTRATION_CAUSE_DOWNTIME, Clinic::Wall(21, 10, 0))),
              ElementsAre("during_hold"));
}

TEST_F(Record, WithoutAnOrderIsAnIncident) {
  Desk("prescriber");
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now())),
              ElementsAre("without_order"));
}

TEST_F(Record, TakesTimesOfTheLastFourteenDays) {
  const std::string number = Admit();
  for (absl::Duration off : {absl::Minutes(1), -absl::Hours(14 * 24) - absl::Minutes(1)}) {
    auto request = Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now() + off);
    auto status = Send(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << off;
    EXPECT_THAT(std::string(status.message()), HasSubstr("taken_at"));
  }
  EXPECT_THAT(History(number), IsEmpty());
  const absl::Time oldest = clinic().now() - absl::Hours(14 * 24);
  EXPECT_THAT(Incidents(Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, oldest)),
              ElementsAre("without_order"));  // there was none then
}

TEST_F(Record, IsNotWhereADoseIsKeptOfWhichAnInstitutionTells) {
  const std::string number = Admit();
  auto request = Fact(number, v1::ADMINISTRATION_CAUSE_REPORTED, clinic().now());
  const auto status = Send(request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("cause: got reported"), HasSubstr("InstitutionService.ReportDose")));
  EXPECT_THAT(History(number), IsEmpty());
  request.set_request_id(NewId());
  request.set_patient_number("0000000000");  // of nobody: that comes first
  EXPECT_EQ(Send(request).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(Record, MeasuresIntoTheBookWhatWasDrunkBeyondIt) {
  StockLot(kSolution, "BEYOND", "2028-01-31", 5'000, "W2");
  auto request = Fact(Admit(), v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now());
  // The same lot twice, as from two bottles: together 3 mL more than the book has.
  TakeFrom(&request, "W2", "BEYOND", 4'000);
  TakeFrom(&request, "W2", "BEYOND", 4'000);
  EXPECT_THAT(Incidents(request), IsEmpty());
  EXPECT_EQ(Balance("station", "W2", kSolution, "BEYOND"), 0);
  EXPECT_EQ(Balance("variance", "W2", kSolution, "BEYOND"), -3'000);
  EXPECT_EQ(Balance("given", "W2", kSolution, "BEYOND"), 8'000);
}

TEST_F(Record, NamesAWindowAndALotThatThereAre) {
  const std::string number = Admit();
  auto wrong = [&](const char* station, const char* lot, absl::StatusCode code) {
    auto request = Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now());
    TakeFrom(&request, station, lot, 8'000);
    EXPECT_EQ(Send(request).status().code(), code) << station << " " << lot;
  };
  wrong("W9", "LOT-1", absl::StatusCode::kInvalidArgument);
  wrong("W1", "NO-SUCH-LOT", absl::StatusCode::kNotFound);
  auto request = Fact(number, v1::ADMINISTRATION_CAUSE_DOWNTIME, clinic().now());
  request.set_station("W1");  // and no lines
  EXPECT_EQ(Send(request).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(History(number), IsEmpty());
}

}  // namespace
}  // namespace oat::test
