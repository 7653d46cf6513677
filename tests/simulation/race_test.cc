// Races on one slot: sites, windows and prescribers at the same instant, through the real RPCs.
#include <gmock/gmock.h>

#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "tests/simulation/contest.h"

namespace oat::test {
namespace {

// What a race must end in follows from what the prescriber was told: who came first is chance.
class Race : public Contest {
 protected:
  static void RaceAlone(Person& person);
  static void RaceASignature(Person& person);
  static void RaceACancellation(Person& person);
  static void RaceASupplement(Person& person);

  // Signatures that came too late for the day, and in time: races that one side always wins are
  // none.
  static inline int signed_[2] = {0, 0};
};

void Race::RaceAlone(Person& person) {
  std::vector<Contender> contenders = Contend(person, person.site);
  Run(contenders, nullptr);
  Contender* winner = nullptr;
  ASSERT_NO_FATAL_FAILURE(FindWinner(contenders, "dose_open", &winner));
  ASSERT_NE(winner, nullptr);
  ASSERT_EQ(winner->answer->micrograms(), person.milligrams * 1000);
  Give(person, *winner);
}

// A new version for today is signed before the claim, and then it is what is poured; or it came too
// late, and today stays what it was.
void Race::RaceASignature(Person& person) {
  const int64_t milligrams = person.milligrams == 80 ? 60 : 80;
  absl::StatusOr<v1::SignOrderResponse> signature;
  std::vector<Contender> contenders = Contend(person, person.site);
  Run(contenders, [&] {
    signature = clinic_->SignOrder(person.number, {milligrams}, Today(), kOrderDays,
                                   v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  });
  Contender* winner = nullptr;
  ASSERT_NO_FATAL_FAILURE(FindWinner(contenders, "dose_open", &winner));
  ASSERT_NE(winner, nullptr);
  ASSERT_TRUE(signature.ok()) << signature.status();
  ++signed_[signature->outcome().accepted()];
  if (signature->outcome().accepted()) {
    person.milligrams = milligrams;
  } else {
    ASSERT_EQ(Reasons(signature->outcome()), "day_begun");
  }
  ASSERT_EQ(winner->answer->micrograms(), person.milligrams * 1000);
  Give(person, *winner);
}

// A cancellation holds from today, and nobody pours; or from tomorrow, and one did.
void Race::RaceACancellation(Person& person) {
  link::Link& prescriber = clinic_->As("prescriber");
  v1::CancelOrderRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(person.number);
  absl::StatusOr<v1::CancelOrderResponse> cancelled;
  std::vector<Contender> contenders = Contend(person, person.site);
  Run(contenders,
      [&] { cancelled = prescriber.Call(&v1::PrescribingService::Stub::CancelOrder, request); });
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  ASSERT_EQ(Reasons(cancelled->outcome()), "accepted");
  const bool from_today = cancelled->from_day() == Today();
  ASSERT_EQ(cancelled->from_day(), Today(from_today ? 0 : 1));
  Contender* winner = nullptr;
  ASSERT_NO_FATAL_FAILURE(
      FindWinner(contenders, from_today ? "order_cancelled" : "dose_open", &winner));
  ASSERT_EQ(winner == nullptr, from_today);
  auto again = clinic_->SignOrder(person.number, {person.milligrams}, cancelled->from_day(),
                                  kOrderDays, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_EQ(Reasons(again->outcome()), "accepted");
  if (from_today) return GiveNow(person, person.milligrams * 1000);
  ASSERT_EQ(winner->answer->micrograms(), person.milligrams * 1000);
  Give(person, *winner);
}

// Half was taken. Whoever comes before the supplement is signed is told that today is done; after
// it one window pours the rest, once.
void Race::RaceASupplement(Person& person) {
  const int64_t half = person.milligrams * 1000 / 2;
  std::vector<Contender> first = Contend(person, person.site);
  first.front().Authorise();
  ASSERT_TRUE(first.front().accepted()) << first.front().answer.status();
  ASSERT_NO_FATAL_FAILURE(Give(person, first.front(), v1::DOSE_OUTCOME_PARTLY_GIVEN, half));

  link::Link& prescriber = clinic_->As("prescriber");
  v1::SignSupplementRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(person.number);
  request.set_reason(v1::SUPPLEMENT_REASON_PART_DOSE);
  request.set_dose_id(first.front().request.request_id());
  request.set_micrograms(half);
  absl::StatusOr<v1::SignSupplementResponse> supplement;
  std::vector<Contender> contenders = Contend(person, person.site);
  Run(contenders, [&] {
    supplement = prescriber.Call(&v1::PrescribingService::Stub::SignSupplement, request);
  });
  ASSERT_TRUE(supplement.ok()) << supplement.status();
  ASSERT_EQ(Reasons(supplement->outcome()), "accepted");
  const Contender* winner = nullptr;
  for (const Contender& one : contenders) {
    ASSERT_TRUE(one.answer.ok()) << one.answer.status();
    if (one.accepted()) {
      ASSERT_EQ(winner, nullptr) << "two windows were told to pour";
      winner = &one;
      ASSERT_EQ(one.answer->micrograms(), half);
    } else {
      ASSERT_THAT((std::vector<std::string>{"already_dosed", "dose_open"}),
                  ::testing::Contains(Reasons(one.answer->outcome())));
    }
  }
  if (winner == nullptr) return GiveNow(person, half);
  Give(person, *winner);
}

TEST_F(Race, OfTwoSitesOnlyTheOneWithCustodyPoursAndOnlyOnce) {
  RaceForDays([](Person& person) {
    std::vector<Contender> contenders = Contend(person, "");
    Run(contenders, nullptr);
    std::vector<Contender> at_home;
    for (Contender& one : contenders) {
      if (one.window->site == person.site) {
        at_home.push_back(one);
        continue;
      }
      ASSERT_TRUE(one.answer.ok()) << one.answer.status();
      // The other site hears whose the person is, and not what is done there.
      ASSERT_EQ(Reasons(one.answer->outcome()), "other_site");
    }
    Contender* winner = nullptr;
    ASSERT_NO_FATAL_FAILURE(FindWinner(at_home, "dose_open", &winner));
    ASSERT_NE(winner, nullptr);
    Give(person, *winner);
  });
}

TEST_F(Race, OfTwoWindowsOnePoursWhateverAPrescriberSignsMeanwhile) {
  clinic_->As("prescriber");
  RaceForDays([](Person& person) {
    switch (dice_->Below(4)) {
      case 0:
        return RaceAlone(person);
      case 1:
        return RaceASignature(person);
      case 2:
        return RaceACancellation(person);
      default:
        return RaceASupplement(person);
    }
  });
  if (HasFatalFailure()) return;
  EXPECT_GT(signed_[false], 0);
  EXPECT_GT(signed_[true], 0);
}

// The same request over two connections at once, as when a desk gave up waiting and sent it again.
template <class Stub, class Request, class Response>
void SendTwiceAtOnce(link::Link& one, link::Link& two,
                     grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                     const Request& request) {
  absl::StatusOr<Response> first = absl::UnknownError("was not asked");
  absl::StatusOr<Response> second = first;
  AtOnce({[&] { first = one.Call(method, request); }, [&] { second = two.Call(method, request); }});
  const std::string name = Request::descriptor()->name();
  ASSERT_TRUE(first.ok()) << name << ": " << first.status();
  ASSERT_TRUE(second.ok()) << name << ": " << second.status();
  ASSERT_EQ(first->SerializeAsString(), second->SerializeAsString()) << name;
}

v1::OpenApplicationRequest Application() {
  v1::OpenApplicationRequest request;
  request.set_request_id(NewId());
  request.set_sex(v1::SEX_MALE);
  request.set_birth_year(1980);
  request.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  request.set_history(v1::TREATMENT_HISTORY_FIRST_EVER);
  request.set_consents_to_duplicate_check(true);
  return request;
}

v1::HoldOrderRequest Hold(const std::string& number) {
  v1::HoldOrderRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_code(v1::HOLD_CODE_SEDATION);
  request.set_alternative(v1::HOLD_ALTERNATIVE_RETURN_LATER_TODAY);
  request.set_hours(1);
  request.set_patient_told(true);
  return request;
}

v1::RecordAdministrationRequest Administration(const std::string& number, absl::Time now) {
  v1::RecordAdministrationRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
  request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  request.set_micrograms(80'000);
  request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(now));
  return request;
}

TEST_F(Race, OneRequestSentTwiceAtOnceHasOneEffectAndOneAnswer) {
  constexpr int kRounds = 25;
  SCOPED_TRACE(dice_->name());
  auto doctor = clinic_->NewDesk("prescriber", "ALA1", "");
  auto doctor_too = clinic_->NewDesk("prescriber", "ALA1", "");
  auto nurse = clinic_->NewDesk("nurse", "ALA1", "W1");
  auto nurse_too = clinic_->NewDesk("nurse", "ALA1", "W1");
  for (int round = 0; round < kRounds && !HasFatalFailure(); ++round) {
    const std::string number = clinic_->Admit();
    SendTwiceAtOnce(*doctor, *doctor_too, &v1::EnrolmentService::Stub::OpenApplication,
                    Application());
    auto dose = Clinic::AuthoriseRequest(number);
    dose.set_assessment(v1::ASSESSMENT_SEDATED);
    SendTwiceAtOnce(*nurse, *nurse_too, &v1::DosingService::Stub::AuthoriseDose, dose);
    SendTwiceAtOnce(*nurse, *nurse_too, &v1::DosingService::Stub::AuthoriseDose,
                    Clinic::AuthoriseRequest(number));
    auto fact = Administration(clinic_->Admit(), clinic_->now());
    fact.set_approval_id(
        clinic_->ApprovalFor(*nurse, "ALA1", "oat.v1.DosingService.RecordAdministration", fact));
    SendTwiceAtOnce(*nurse, *nurse_too, &v1::DosingService::Stub::RecordAdministration, fact);
    SendTwiceAtOnce(*doctor, *doctor_too, &v1::PrescribingService::Stub::HoldOrder, Hold(number));
  }
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM (SELECT FROM audit WHERE outcome = 'accepted'"
                         " AND request_id IS NOT NULL GROUP BY request_id"
                         " HAVING count(*) > 1) twice"),
            "0");
}

}  // namespace
}  // namespace oat::test
