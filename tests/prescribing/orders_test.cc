// Orders as they are signed, through the real oatd.
#include <random>

#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "oat/v1/reason.pb.h"
#include "tests/prescribing/prescribing_test.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;
using testing::HasSubstr;

TEST_F(PrescribingTest, BeginsTomorrowWhereTodayIsClaimed) {
  const std::string number = clinic().Admit();
  Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  const v1::Outcome refused = Sign(Order(number, {{10, 85}}));
  EXPECT_EQ(Reasons(refused), "day_begun");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "day"), "2026-11-22");
  auto signed_order = Must(clinic().SignOrder(number, {85}, "2026-11-22", 10, kSolution));
  EXPECT_EQ(Reasons(signed_order.outcome()), "accepted");
  EXPECT_EQ(signed_order.from_day(), "2026-11-22");
}

TEST_F(PrescribingTest, BeginsTodayWhereTheClaimOfTodayWasReleased) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(DoseOf(number), 80'000);
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 85}}))), "accepted");
  EXPECT_EQ(DoseOf(number), 85'000);
}

TEST_F(PrescribingTest, AsksWhetherThePatientWasToldOfALargeChange) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 91}}))), "large_change");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 69}}))), "large_change");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 90}}))), "accepted");
  auto told = Order(number, {{10, 40}});
  told.set_patient_told(true);
  EXPECT_EQ(Reasons(Sign(told)), "accepted");
}

TEST_F(PrescribingTest, StopsADoseThatLooksTenfold) {
  const std::string number = clinic().Admit("ALA1", 10);
  auto slip = Order(number, {{10, 100}});
  slip.set_patient_told(true);
  EXPECT_EQ(Reasons(Sign(slip)), "tenfold");
  slip.set_request_id(NewId());
  slip.set_tenfold_checked(true);
  EXPECT_EQ(Reasons(Sign(slip)), "accepted");
}

TEST_F(PrescribingTest, WantsASecondPrescriberAboveTheMaximum) {
  const std::string number = clinic().Admit("ALA1", 150);
  auto high = Order(number, {{10, 155}});
  EXPECT_EQ(Reasons(Sign(high)), "over_maximum");
  NewStaff(clinic(), "second-" + number, {"prescriber"}, "ALA1");
  SignedIn(clinic(), "second-" + number, "ALA1");  // which sets her one-time codes up
  high = Order(number, {{10, 155}});
  high.set_approval_id(ApprovedBy("second-" + number, high));
  EXPECT_EQ(Reasons(Sign(high)), "accepted");
  EXPECT_EQ(DoseOf(number), 155'000);
  EXPECT_EQ(clinic().Sql("SELECT a.login || ' ' || b.login FROM medication_order o JOIN staff a ON "
                         "a.staff_id = o.signed_by JOIN staff b ON b.staff_id = o.second_id WHERE "
                         "order_id = '" +
                         high.request_id() + "'"),
            "prescriber.ALA1 second-" + number);
}

TEST_F(PrescribingTest, TakesNoOtherConsentForASecondPrescribers) {
  const std::string number = clinic().Admit("ALA1", 150);
  const auto high = Order(number, {{10, 155}});
  clinic().As("nurse");
  for (const char* login : {"nurse.ALA1", "prescriber.ALA1"}) {
    EXPECT_EQ(
        clinic()
            .Approve(clinic().As("prescriber"), login, "oat.v1.PrescribingService.SignOrder", high)
            .status()
            .code(),
        Code::kPermissionDenied)
        << login;
  }
}

TEST_F(PrescribingTest, KeepsBuprenorphineToItsOwnMaximum) {
  const auto form = v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL;
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 34}}, form))), "over_maximum");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 32}}, form))), "accepted");
}

TEST_F(PrescribingTest, RefusesADoseThatTheStrengthsCannotMakeAndNamesTheNearest) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  const auto tablets = v1::DRUG_FORM_METHADONE_TABLET;  // of 5 and 10 mg
  const v1::Outcome refused = Sign(Order(number, {{10, 42}}, tablets));
  ASSERT_EQ(Reasons(refused), "not_measurable");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "dose"), "42 mg");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "below"), "40 mg");
  EXPECT_EQ(ParameterOf(refused.reasons(0), "above"), "45 mg");
  EXPECT_EQ(Reasons(Sign(Order(number, {{10, 45}}, tablets))), "accepted");
}

TEST_F(PrescribingTest, WantsStepsWithoutHolesOverlapsOrPast) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  auto refused = [&](const v1::SignOrderRequest& request) {
    return Call(&Stub::SignOrder, request).status();
  };
  auto hole = Order(number, {{5, 40}, {5, 35}});
  hole.mutable_steps(1)->set_from_day(InDays(6));
  EXPECT_THAT(refused(hole).ToString(), HasSubstr("steps[1].from_day"));
  auto overlap = Order(number, {{5, 40}, {5, 35}});
  overlap.mutable_steps(1)->set_from_day(InDays(4));
  EXPECT_THAT(refused(overlap).ToString(), HasSubstr("steps[1].from_day"));
  auto backwards = Order(number, {{5, 40}});
  backwards.mutable_steps(0)->set_until_day(InDays(-1));
  EXPECT_THAT(refused(backwards).ToString(), HasSubstr("steps[0].until_day"));
  auto past = Order(number, {{5, 40}});
  past.mutable_steps(0)->set_from_day(InDays(-1));
  EXPECT_THAT(refused(past).ToString(), HasSubstr("steps[0].from_day"));
  for (const auto& request : {hole, overlap, backwards, past}) {
    EXPECT_EQ(refused(request).code(), Code::kInvalidArgument);
  }
  EXPECT_EQ(Orders(number).orders_size(), 0);
}

TEST_F(PrescribingTest, LowersATaperStepByStep) {
  const std::string number = clinic().AdmitWithoutOrder("ALA1");
  ASSERT_EQ(Reasons(Sign(Order(number, {{2, 40}, {1, 35}, {1, 30}}))), "accepted");
  const std::vector<int64_t> expected = {40'000, 40'000, 35'000, 30'000};
  for (int64_t micrograms : expected) {
    auto authorise = Clinic::AuthoriseRequest(number);
    EXPECT_EQ(Must(clinic().Authorise(authorise)).micrograms(), micrograms);
    Must(clinic().Confirm(number, authorise.request_id()));
    Sleep(1);
  }
  EXPECT_EQ(AuthoriseReasons(number), "order_expired");
}

// By the schema's word: on a day the highest version that begins on or before it, and no other.
TEST_F(PrescribingTest, HasAtMostOneOrderInForceWhateverWasSignedWhen) {
  std::mt19937 random(7);
  for (int round = 0; round < 6; ++round) {
    const std::string number = clinic().AdmitWithoutOrder("ALA1");
    struct Version {
      int from, until;
      int64_t micrograms;
    };
    std::vector<Version> versions;
    for (int i = 0; i < 6; ++i) {
      const int from = static_cast<int>(random() % 4);
      const int days = 1 + static_cast<int>(random() % 4);
      const int64_t milligrams = 40 + i;
      auto answer = Must(clinic().SignOrder(number, {milligrams}, InDays(from), days, kSolution));
      ASSERT_EQ(Reasons(answer.outcome()), "accepted");
      versions.push_back({from, from + days - 1, milligrams * 1000});
    }
    const absl::Time start = clinic().now();
    for (int day = 0; day < 6; ++day) {
      int64_t expected = 0;
      for (const Version& version : versions) {
        if (version.from <= day) expected = day <= version.until ? version.micrograms : 0;
      }
      EXPECT_EQ(DoseOf(number), expected) << "round " << round << ", day " << day;
      Sleep(1);
    }
    clinic().SetTime(start);
    const auto orders = Orders(number);
    ASSERT_EQ(orders.orders_size(), 6);
    for (int i = 0; i < 6; ++i) {
      EXPECT_EQ(orders.orders(i).version(), 6 - i) << "the newest first";
      EXPECT_EQ(orders.orders(i).steps(0).portion_micrograms(0), versions[5 - i].micrograms);
      EXPECT_EQ(orders.orders(i).signed_by(), "prescriber.ALA1");
    }
  }
}

}  // namespace
}  // namespace oat::test
