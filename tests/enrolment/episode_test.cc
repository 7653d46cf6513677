// Episodes of treatment: how they end, and how an end is taken back.
#include "oat/v1/enrolment.pb.h"
#include "tests/enrolment/enrolment_test.h"

namespace oat::test {
namespace {

TEST_F(EnrolmentTest, EndsAnEpisodeForEachReason) {
  for (int reason = 1; reason <= v1::EndReason_MAX; ++reason) {
    if (reason == v1::END_REASON_DUPLICATE) continue;
    const std::string number = clinic().Admit();
    auto end = End(number, static_cast<v1::EndReason>(reason));
    SCOPED_TRACE(v1::EndReason_Name(end.reason()));
    const bool takes_two = end.reason() == v1::END_REASON_INVOLUNTARY;
    if (takes_two) {
      clinic().As("site_manager");
      end.set_approval_id(
          Must(clinic().Approve(clinic().As("prescriber"), Clinic::LoginOf("site_manager", "ALA1"),
                                "oat.v1.EnrolmentService.EndEpisode", end)));
    }
    EXPECT_EQ(SendEnd(end), "accepted");
    EXPECT_EQ(AuthoriseReasons(number),
              end.reason() == v1::END_REASON_DIED ? "deceased" : "not_in_treatment");
    EXPECT_EQ(SendEnd(End(number, v1::END_REASON_LOST)), "wrong_state") << "it has ended";
    EXPECT_EQ(clinic().Sql("SELECT count(second_id) FROM episode_end JOIN episode USING "
                           "(episode_id) JOIN patient_number USING (person_id) WHERE "
                           "patient_number = '" +
                           number + "'"),
              takes_two ? "1" : "0");
  }
}

TEST_F(EnrolmentTest, EndsNoEpisodeAsADuplicateThatNobodyMerged) {
  const std::string number = clinic().Admit();
  const auto ended =
      clinic()
          .As("prescriber")
          .Call(&v1::EnrolmentService::Stub::EndEpisode, End(number, v1::END_REASON_DUPLICATE));
  EXPECT_EQ(ended.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(ended.status().message()), testing::HasSubstr("MergePatients"));
}

TEST_F(EnrolmentTest, DischargesNobodyAgainstTheirWillByOnePerson) {
  const std::string number = clinic().Admit();
  EXPECT_EQ(SendEnd(End(number, v1::END_REASON_INVOLUNTARY)), "same_person");
  auto end = End(number, v1::END_REASON_INVOLUNTARY);
  EXPECT_EQ(clinic()
                .Approve(clinic().As("prescriber"), Clinic::LoginOf("prescriber", "ALA1"),
                         "oat.v1.EnrolmentService.EndEpisode", end)
                .status()
                .code(),
            Code::kPermissionDenied);
  EXPECT_EQ(AuthoriseReasons(number), "accepted");
}

TEST_F(EnrolmentTest, WantsAReportOfADeathAndOnlyOfADeath) {
  const std::string number = clinic().Admit();
  auto end = End(number, v1::END_REASON_DIED);
  end.clear_death();
  EXPECT_EQ(Call("prescriber", &Stub::EndEpisode, end).status().code(), Code::kInvalidArgument);
  end = End(number, v1::END_REASON_DIED);
  end.set_reason(v1::END_REASON_LOST);
  EXPECT_EQ(Call("prescriber", &Stub::EndEpisode, end).status().code(), Code::kInvalidArgument);
  end = End(number, v1::END_REASON_LOST);
  end.set_day("2026-11-23");
  EXPECT_EQ(Call("prescriber", &Stub::EndEpisode, end).status().code(), Code::kInvalidArgument)
      << "a day to come";
}

TEST_F(EnrolmentTest, GivesAPersonBackWhoseEndWasAnError) {
  for (auto reason : {v1::END_REASON_DIED, v1::END_REASON_LOST}) {
    const std::string number = clinic().Admit();
    EXPECT_EQ(Reopen(number), "wrong_state") << "nothing has ended";
    ASSERT_EQ(SendEnd(End(number, reason)), "accepted");
    ASSERT_NE(AuthoriseReasons(number), "accepted");
    EXPECT_EQ(Reopen(number, "SEM1"), "wrong_state") << "not that site's to take back";
    EXPECT_EQ(Reopen(number), "accepted");
    clinic().Give(number);
    const absl::Time before = clinic().now();
    LetTimePass(clinic(), absl::Hours(24), {"nurse", "prescriber"});
    clinic().Give(number);
    clinic().SetTime(before);
  }
}

TEST_F(EnrolmentTest, LeavesTheEndToTheSiteThatHasThePerson) {
  const std::string number = clinic().AdmitWithoutOrder("SEM1");
  EXPECT_EQ(SendEnd(End(number, v1::END_REASON_MOVED_AWAY)), "wrong_state");
}

}  // namespace
}  // namespace oat::test
