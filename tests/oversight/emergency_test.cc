// Whose record opens where, and what an emergency opens and leaves behind.
#include <algorithm>

#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/oversight.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "services/contract/answer.h"
#include "tests/oversight/oversight_test.h"

namespace oat::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Chart = OversightTest;
using Emergency = OversightTest;

// The rows of the trail of somebody at a person's record, in order.
std::string TrailOf(Clinic& clinic, const std::string& login, const std::string& number) {
  return clinic.Sql(absl::StrCat(
      "SELECT string_agg(concat_ws(' ', method, purpose, outcome), ', ' ORDER BY audit_id) "
      "FROM audit JOIN staff USING (staff_id) JOIN patient_number USING (person_id) "
      "WHERE login = '",
      login, "' AND patient_number = '", number, "'"));
}

TEST_F(Chart, OfAnotherSitesPatientIsClosedAndSaysWhomToCall) {
  const std::string number = clinic().Admit("ALA1");
  const Nurse nurse = NewNurse("SEM1", {"nurse", "prescriber"});
  const absl::Status history = History(*nurse.desk, number).status();
  EXPECT_EQ(history.code(), Code::kPermissionDenied);
  EXPECT_THAT(std::string(history.message()),
              AllOf(HasSubstr("site ALA1 treats this person: call it"), HasSubstr("emergency"),
                    HasSubstr("with a reason")));
  v1::GetOrdersRequest orders;
  orders.set_patient_number(number);
  using Prescribing = v1::PrescribingService::Stub;
  EXPECT_EQ(nurse.desk->Call(&Prescribing::GetOrders, orders).status(), history);
  v1::GetClinicalFactsRequest facts;
  facts.set_patient_number(number);
  EXPECT_EQ(nurse.desk->Call(&Prescribing::GetClinicalFacts, facts).status(), history);
  EXPECT_EQ(AccessLog(*nurse.desk, number).status(), history);
  EXPECT_EQ(TrailOf(clinic(), nurse.login, number),
            "GetDoseHistory treatment permission_denied, GetOrders treatment permission_denied, "
            "GetClinicalFacts treatment permission_denied, "
            "GetAccessLog patient_request permission_denied")
      << "a look that was refused is in the trail, with whose record it was for";
  EXPECT_TRUE(History(clinic().As("nurse"), number).ok());
}

TEST_F(Chart, IsOpenWhereThePersonComesTomorrowAndForThirtyDaysWhereSheLeft) {
  const std::string number = clinic().Admit("ALA1");
  link::Link& here = clinic().As("nurse", "ALA1");
  link::Link& there = clinic().As("nurse", "SEM1");
  EXPECT_FALSE(History(there, number).ok());
  Move(number, "2026-11-22", "SEM1");
  EXPECT_TRUE(History(there, number).ok());
  EXPECT_TRUE(History(here, number).ok());
  // She left long ago: the same with her last day 30 and 31 days back.
  const std::string recent = clinic().AdmitWithoutOrder("ALA1");
  Move(recent, "2026-10-01", "SEM1");
  Move(recent, "2026-10-23", "ALA1");
  EXPECT_TRUE(History(there, recent).ok()) << "last on 22 October";
  const std::string past = clinic().AdmitWithoutOrder("ALA1");
  Move(past, "2026-10-01", "SEM1");
  Move(past, "2026-10-22", "ALA1");
  EXPECT_FALSE(History(there, past).ok()) << "last on 21 October";
  EXPECT_TRUE(AccessLog(there, past).ok()) << "who looked is handed over wherever she was treated";
}

TEST_F(Chart, ThatWasCorrectedAwayIsNotOpenForIt) {
  const std::string number = clinic().Admit("ALA1");
  // A start that a later revision of the same day took back.
  clinic().Sql(
      absl::StrCat("INSERT INTO custody_start SELECT person_id, '2026-11-23', v.*, 'home', "
                   "(SELECT min(staff_id) FROM staff), now() FROM patient_number, "
                   "(VALUES (1, 'SEM1'), (2, 'ALA1')) AS v WHERE patient_number = '",
                   number, "'"));
  EXPECT_FALSE(History(clinic().As("nurse", "SEM1"), number).ok());
}

TEST_F(Chart, IsOpenWhereThePersonApplies) {
  const std::string number = clinic().Admit("ALA1");
  link::Link& nurse = clinic().As("nurse", "SEM1");
  v1::OpenApplicationRequest open;
  open.set_request_id(NewId());
  open.set_sex(v1::SEX_FEMALE);
  open.set_birth_year(1990);
  open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  open.set_history(v1::TREATMENT_HISTORY_AGAIN);
  open.set_consents_to_duplicate_check(true);
  // As after a review that found the two to be one.
  v1::OpenApplicationRequest elsewhere = open;
  elsewhere.set_request_id(NewId());
  for (const auto& request : {open, elsewhere}) {
    Must(nurse.Call(&v1::EnrolmentService::Stub::OpenApplication, request));
  }
  EXPECT_FALSE(History(nurse, number).ok());
  clinic().Sql(
      absl::StrCat("INSERT INTO application SELECT gen_random_uuid(), site_code, sex, "
                   "birth_year, under_code, referral_source, history, recorded_by, now() "
                   "FROM application WHERE application_id = '",
                   open.request_id(), "'"));
  const std::string applied = clinic().Sql(
      "SELECT application_id FROM application WHERE site_code = 'SEM1' AND NOT EXISTS (SELECT FROM "
      "application_person p WHERE p.application_id = application.application_id) LIMIT 1");
  clinic().Sql(absl::StrCat("INSERT INTO application_person SELECT '", applied,
                            "', person_id, now() FROM patient_number WHERE patient_number = '",
                            number, "'"));
  EXPECT_FALSE(History(nurse, number).ok()) << "an application without a state waits for nothing";
  auto pass = [&](int sequence, const std::string& state) {
    clinic().Sql(absl::StrCat("INSERT INTO application_event SELECT '", applied, "', ", sequence,
                              ", '", state, "', 'x', min(staff_id), now() FROM staff"));
  };
  pass(1, "open");
  EXPECT_TRUE(History(nurse, number).ok());
  pass(2, "withdrawn");
  EXPECT_FALSE(History(nurse, number).ok());
}

TEST_F(Chart, IsOpenToAPrescriberFarFromAnySite) {
  const std::string number = clinic().Admit("SEM1");
  for (const auto& [role, may] : {std::pair{"prescriber", true}, std::pair{"nurse", false}}) {
    const std::string login = absl::StrCat(role, "-", NewId());
    NewStaff(clinic(), login, {role}, "");
    auto device = clinic().NewDevice("", "");
    clinic().SignIn(*device, login);
    v1::GetOrdersRequest orders;
    orders.set_patient_number(number);
    EXPECT_EQ(device->Call(&v1::PrescribingService::Stub::GetOrders, orders).ok(), may) << role;
  }
}

TEST_F(Chart, IsNotToldByARefusedDose) {
  const std::string number = clinic().Admit("ALA1");
  clinic().Give(number);
  auto refused = Must(clinic().Authorise(Clinic::AuthoriseRequest(number), "SEM1"));
  EXPECT_EQ(Reasons(refused.outcome()), "other_site") << "neither that it was taken nor when";
  EXPECT_FALSE(refused.has_context());
  auto at_home = Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  EXPECT_EQ(Reasons(at_home.outcome()), "already_dosed");
  EXPECT_EQ(at_home.context().last_dose().micrograms(), 80'000);
}

TEST_F(Chart, OfSomebodyWhoHasLeftIsNotToldEither) {
  const std::string number = clinic().Admit("ALA1");
  clinic().Give(number);
  v1::EndEpisodeRequest end;
  end.set_request_id(NewId());
  end.set_patient_number(number);
  end.set_reason(v1::END_REASON_COMPLETED);
  end.set_day("2026-11-21");
  link::Link& prescriber = clinic().As("prescriber");
  Must(prescriber.Call(&v1::EnrolmentService::Stub::EndEpisode, end));
  auto there = Must(clinic().Authorise(Clinic::AuthoriseRequest(number), "SEM1"));
  EXPECT_EQ(Reasons(there.outcome()), "not_in_treatment");
  EXPECT_FALSE(there.has_context());
  EXPECT_TRUE(Must(clinic().Authorise(Clinic::AuthoriseRequest(number))).has_context());
}

TEST_F(Emergency, OpensTheRecordToWhoeverGaveTheReason) {
  const v1::NameAndBirthDate name = Name("Тілегенова");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  const Nurse nurse = NewNurse("SEM1");
  EXPECT_FALSE(Must(Find(*nurse.desk, number)).has_identity());
  auto opened = Must(OpenEmergency(*nurse.desk, number));
  EXPECT_EQ(contract::FromTimestamp(opened.until()), clinic().now() + absl::Hours(24));
  EXPECT_TRUE(History(*nurse.desk, number).ok());
  EXPECT_EQ(Must(Find(*nurse.desk, number)).identity().family_name(), "Тілегенова");
  EXPECT_EQ(TrailOf(clinic(), nurse.login, number),
            "FindPatient identity_check read, OpenEmergencyAccess break_glass accepted, "
            "GetDoseHistory break_glass read, FindPatient break_glass read");
  const Nurse colleague = NewNurse("SEM1");
  EXPECT_EQ(History(*colleague.desk, number).status().code(), Code::kPermissionDenied)
      << "it is hers alone";
  EXPECT_FALSE(Must(Find(*colleague.desk, number)).has_identity());
}

TEST_F(Emergency, ShowsAtOnceToTheHomeSiteAndTheAuditor) {
  const std::string number = clinic().Admit("ALA1");
  const Nurse nurse = NewNurse("SEM1");
  Must(OpenEmergency(*nurse.desk, number));
  auto of_this = [&](std::vector<v1::Alarm> alarms) {
    std::erase_if(alarms, [&](const v1::Alarm& one) { return one.patient_number() != number; });
    return alarms;
  };
  link::Link auditor = Auditor();
  for (link::Link* link :
       {&clinic().As("site_manager", "ALA1"), &clinic().As("site_manager", "SEM1"), &auditor}) {
    const auto alarms = of_this(Alarms(*link));
    ASSERT_THAT(alarms, SizeIs(1));
    EXPECT_EQ(alarms[0].kind(), v1::ALARM_KIND_BREAK_GLASS);
    EXPECT_EQ(alarms[0].login(), nurse.login);
    EXPECT_EQ(alarms[0].site_code(), "SEM1");
    EXPECT_EQ(alarms[0].home_site_code(), "ALA1");
    EXPECT_EQ(alarms[0].reason(), v1::EMERGENCY_REASON_HOSPITAL);
    EXPECT_EQ(alarms[0].note(), "found at the station, cannot speak");
    EXPECT_FALSE(alarms[0].has_reviewed_at());
  }
  // A third site's manager hears nothing.
  clinic().Sql("INSERT INTO site VALUES ('PVL1', now()) ON CONFLICT DO NOTHING");
  clinic().Sql(
      "INSERT INTO site_profile SELECT 'PVL1', 1, city, region, kind, time_zone, "
      "day_boundary_minutes, capacity, licence_number, licence_until, opening_weekdays, now() FROM "
      "site_profile WHERE site_code = 'ALA1' AND revision = 1 ON CONFLICT DO NOTHING");
  EXPECT_THAT(Alarms(clinic().As("site_manager", "PVL1")), IsEmpty());
}

TEST_F(Emergency, TellsTheHomeSiteOfAPersonWhoIsAGuestElsewhere) {
  const std::string number = clinic().Admit("ALA1");
  clinic().Sql("INSERT INTO site VALUES ('GST1', now()) ON CONFLICT DO NOTHING");
  Move(number, "2026-11-21", "GST1", "guest");
  const Nurse nurse = NewNurse("SEM1");
  Must(OpenEmergency(*nurse.desk, number));
  ASSERT_THAT(AlarmsOf(nurse.login), SizeIs(1));
  EXPECT_EQ(AlarmsOf(nurse.login)[0].home_site_code(), "ALA1");
}

TEST_F(Emergency, IsOverAfterADay) {
  const std::string number = clinic().Admit("ALA1");
  clinic().As("nurse", "SEM1");
  Must(OpenEmergency(clinic().As("nurse", "SEM1"), number));
  LetTimePass(clinic(), absl::Hours(24) - absl::Seconds(1), {"nurse"}, "SEM1");
  EXPECT_TRUE(History(clinic().As("nurse", "SEM1"), number).ok());
  clinic().Advance(absl::Seconds(1));
  EXPECT_EQ(History(clinic().As("nurse", "SEM1"), number).status().code(), Code::kPermissionDenied);
  Must(OpenEmergency(clinic().As("nurse", "SEM1"), number));
  EXPECT_TRUE(History(clinic().As("nurse", "SEM1"), number).ok()) << "said again, open again";
  clinic().SetTime(Clinic::Wall(21, 8, 0));
}

TEST_F(Emergency, IsNotNeededForAPatientOfOnesOwn) {
  const std::string number = clinic().Admit("ALA1");
  const absl::Status status = OpenEmergency(clinic().As("nurse"), number).status();
  EXPECT_EQ(status.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("patient_number"), HasSubstr("no emergency is needed")));
  EXPECT_EQ(clinic().Sql(absl::StrCat("SELECT count(*) FROM alarm JOIN patient_number USING "
                                      "(person_id) WHERE patient_number = '",
                                      number, "'")),
            "0");
}

TEST_F(Emergency, DecidesNoDose) {
  const std::string number = clinic().Admit("ALA1");
  const Nurse nurse = NewNurse("SEM1");
  Must(OpenEmergency(*nurse.desk, number));
  auto refused = Must(
      nurse.desk->Call(&v1::DosingService::Stub::AuthoriseDose, Clinic::AuthoriseRequest(number)));
  EXPECT_EQ(Reasons(refused.outcome()), "other_site");
  EXPECT_TRUE(refused.has_context()) << "what it may read anyway is not withheld here";
  EXPECT_EQ(Reasons(Must(clinic().Authorise(Clinic::AuthoriseRequest(number))).outcome()),
            "accepted");
}

TEST_F(Emergency, KeepsWhatWasSaidUnreadableInTheDatabase) {
  const std::string number = clinic().Admit("ALA1");
  const Nurse nurse = NewNurse("SEM1");
  Must(OpenEmergency(*nurse.desk, number));
  link::Link auditor = Auditor();
  v1::ReviewAlarmRequest review;
  review.set_request_id(NewId());
  review.set_alarm_id(AlarmsOf(nurse.login).at(0).alarm_id());
  review.set_finding("the ward called back");
  Must(auditor.Call(&Stub::ReviewAlarm, review));
  EXPECT_EQ(
      clinic().Sql("SELECT count(*) FROM emergency_access e WHERE e::text LIKE '%station%' OR "
                   "position('station'::bytea IN ciphertext) > 0"),
      "0");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM alarm_review r WHERE r::text LIKE '%ward%' OR "
                         "position('ward'::bytea IN ciphertext) > 0"),
            "0");
}

TEST_F(Emergency, IsReviewedOnceAndBySomebodyElse) {
  const std::string number = clinic().Admit("ALA1");
  const Nurse both = NewNurse("SEM1", {"nurse", "auditor"});
  Must(OpenEmergency(*both.desk, number));
  v1::ReviewAlarmRequest review;
  review.set_request_id(NewId());
  review.set_alarm_id(AlarmsOf(both.login).at(0).alarm_id());
  review.set_finding("nothing to see here");
  EXPECT_EQ(both.desk->Call(&Stub::ReviewAlarm, review).status().code(), Code::kNotFound)
      << "nobody reviews her own";
  link::Link auditor = Auditor();
  review.set_request_id(NewId());
  review.set_finding("the hospital confirms it");
  Must(auditor.Call(&Stub::ReviewAlarm, review));
  review.set_request_id(NewId());
  EXPECT_EQ(auditor.Call(&Stub::ReviewAlarm, review).status().code(), Code::kNotFound);
  EXPECT_THAT(AlarmsOf(both.login), IsEmpty()) << "what was reviewed waits no more";
  const auto all = AlarmsOf(both.login, /*reviewed_too=*/true);
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].reviewed_by(), "the.auditor");
  EXPECT_EQ(all[0].finding(), "the hospital confirms it");
}

}  // namespace
}  // namespace oat::test
