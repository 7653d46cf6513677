// One-off additions to a day.
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "tests/prescribing/prescribing_test.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;

class SupplementTest : public PrescribingTest {
 protected:
  // Authorises the next portion, of which so much is swallowed; the dose's id.
  static std::string GivePart(const std::string& number, int64_t micrograms) {
    const auto authorise = Clinic::AuthoriseRequest(number);
    EXPECT_EQ(Reasons(Must(clinic().Authorise(authorise)).outcome()), "accepted");
    auto confirm = For<v1::ConfirmDoseRequest>(number);
    confirm.set_dose_id(authorise.request_id());
    confirm.set_outcome(v1::DOSE_OUTCOME_PARTLY_GIVEN);
    confirm.set_micrograms_swallowed(micrograms);
    confirm.set_poured(true);
    link::Link& nurse = clinic().As("nurse");
    auto confirmed = Must(nurse.Call(&v1::DosingService::Stub::ConfirmDose, confirm));
    EXPECT_EQ(Reasons(confirmed.outcome()), "accepted");
    return authorise.request_id();
  }
  static std::string Supplement(const std::string& number, v1::SupplementReason reason,
                                const std::string& dose, int64_t micrograms, int minutes = 0) {
    auto request = For<v1::SignSupplementRequest>(number);
    request.set_reason(reason);
    request.set_dose_id(dose);
    request.set_micrograms(micrograms);
    request.set_not_before_minutes(minutes);
    return Reasons(Must(Call(&Stub::SignSupplement, request)).outcome());
  }
};

TEST_F(SupplementTest, ReplacesWhatWasVomitedOnceAndNeverMoreThanIt) {
  const std::string number = clinic().Admit();
  const std::string dose = clinic().Give(number);
  const auto vomited = v1::SUPPLEMENT_REASON_VOMITED;
  EXPECT_EQ(Supplement(number, vomited, dose, 80'001), "over_day");
  EXPECT_EQ(Supplement(number, vomited, dose, 40'000), "accepted");
  EXPECT_EQ(Supplement(number, vomited, dose, 40'000), "wrong_state");
  auto authorised = Authorise(number);
  EXPECT_EQ(Reasons(authorised.outcome()), "accepted");
  EXPECT_EQ(authorised.micrograms(), 40'000);
  EXPECT_EQ(authorised.portion(), 5) << "after the order's own four";
}

TEST_F(SupplementTest, IsGivenNoEarlierThanItWasSignedFor) {
  const std::string number = clinic().Admit();
  const std::string dose = clinic().Give(number);
  ASSERT_EQ(Supplement(number, v1::SUPPLEMENT_REASON_CONDITIONAL_PORTION, dose, 10'000, 20),
            "accepted");
  auto early = Authorise(number);
  EXPECT_EQ(Reasons(early.outcome()), "too_soon");
  EXPECT_EQ(ParameterOf(early.outcome().reasons(0), "time"), "08:20");
  clinic().Advance(absl::Minutes(20));
  EXPECT_EQ(Authorise(number).micrograms(), 10'000);
}

TEST_F(SupplementTest, FollowsADoseOfThisPersonAndDay) {
  const std::string number = clinic().Admit();
  const std::string other = clinic().Admit();
  const std::string others = clinic().Give(other);
  auto request = For<v1::SignSupplementRequest>(number);
  request.set_reason(v1::SUPPLEMENT_REASON_VOMITED);
  request.set_dose_id(others);
  request.set_micrograms(1000);
  EXPECT_EQ(Call(&Stub::SignSupplement, request).status().code(), Code::kInvalidArgument);
  const std::string dose = clinic().Give(number);
  Sleep(1);
  request.set_dose_id(dose);
  EXPECT_EQ(Call(&Stub::SignSupplement, request).status().code(), Code::kInvalidArgument);
}

TEST_F(SupplementTest, BringsAPartDoseBackToTheDaysOrderAndNoFurther) {
  const std::string number = clinic().Admit();
  const auto part = v1::SUPPLEMENT_REASON_PART_DOSE;
  const std::string dose = GivePart(number, 30'000);
  EXPECT_EQ(AuthoriseReasons(number), "already_dosed") << "the rest waits for a signature";
  EXPECT_EQ(Supplement(number, part, dose, 51'000), "over_day");
  EXPECT_EQ(Supplement(number, part, dose, 50'000), "accepted");
  EXPECT_EQ(Supplement(number, part, dose, 50'000), "over_day") << "signed twice";
  // Of the rest, too, only a part is swallowed.
  const std::string rest = GivePart(number, 20'000);
  EXPECT_EQ(Supplement(number, part, rest, 31'000), "over_day");
  EXPECT_EQ(Supplement(number, part, rest, 30'000), "accepted");
  clinic().Give(number);
  EXPECT_EQ(Supplement(number, part, dose, 1000), "over_day");
  EXPECT_EQ(AuthoriseReasons(number), "already_dosed");
}

TEST_F(SupplementTest, KeepsTheNextPortionOutOfTheRestOfTheOneBefore) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Must(clinic().SignOrder(number, {40, 40}, InDays(0), 10, kSolution)).outcome()),
            "accepted");
  const auto part = v1::SUPPLEMENT_REASON_PART_DOSE;
  const std::string dose = GivePart(number, 10'000);
  EXPECT_EQ(Supplement(number, part, dose, 31'000), "over_day");
  EXPECT_EQ(Supplement(number, part, dose, 30'000), "accepted");
}

}  // namespace
}  // namespace oat::test
