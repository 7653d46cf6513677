// Probable duplicates: held, compared without being shown, decided by a person.
#include "oat/v1/enrolment.pb.h"
#include "tests/enrolment/enrolment_test.h"

namespace oat::test {
namespace {

TEST_F(EnrolmentTest, HoldsAProbableDuplicateUntilAPersonDecides) {
  const std::string number = Admit(WithDocument("SAME-1"));
  const auto again = WithDocument("same 1");
  EXPECT_EQ(Open(again), "accepted duplicate_review");
  EXPECT_EQ(Assess(again.request_id()), "accepted");
  EXPECT_EQ(Decide(again.request_id(), v1::APPLICATION_STATE_ADMITTED), "duplicate_review");
  auto list =
      Must(Call("site_manager", &Stub::ListDuplicateReviews, v1::ListDuplicateReviewsRequest()));
  const v1::DuplicateReview* review = nullptr;
  for (const auto& one : list.reviews()) {
    if (one.review_id() == ReviewOf(again.request_id())) review = &one;
  }
  ASSERT_NE(review, nullptr);
  EXPECT_EQ(review->patient_number(), number);
  EXPECT_EQ(review->site_code(), "ALA1");
  EXPECT_THAT(review->agreeing(), testing::ElementsAre("document"));
}

TEST_F(EnrolmentTest, AdmitsTheSamePersonUnderTheSameNumber) {
  const std::string number = Admit(WithDocument("BACK-1"));
  ASSERT_EQ(SendEnd(End(number, v1::END_REASON_OWN_CHOICE)), "accepted");
  clinic().Advance(absl::Minutes(1));
  const auto again = WithDocument("BACK-1");
  ASSERT_EQ(Open(again), "accepted duplicate_review");
  ASSERT_EQ(Assess(again.request_id()), "accepted");
  auto verdict = DecideDuplicate(ReviewOf(again.request_id()), v1::DUPLICATE_VERDICT_SAME_PERSON);
  EXPECT_EQ(verdict.patient_number(), number);
  auto admitted = Must(Call("prescriber", &Stub::DecideApplication,
                            Decision(again.request_id(), v1::APPLICATION_STATE_ADMITTED)));
  EXPECT_EQ(Reasons(admitted.outcome()), "accepted");
  EXPECT_EQ(admitted.patient_number(), number);
}

TEST_F(EnrolmentTest, AdmitsNobodyTwice) {
  Admit(WithDocument("TWICE-1"));
  const auto again = WithDocument("TWICE-1");
  ASSERT_EQ(Open(again), "accepted duplicate_review");
  ASSERT_EQ(Assess(again.request_id()), "accepted");
  DecideDuplicate(ReviewOf(again.request_id()), v1::DUPLICATE_VERDICT_SAME_PERSON);
  EXPECT_EQ(Decide(again.request_id(), v1::APPLICATION_STATE_ADMITTED), "wrong_state");
}

TEST_F(EnrolmentTest, KeepsTwoPeopleOfOneCodeApart) {
  auto one = Application();
  one.set_uic("COLLIDE-1");
  *one.mutable_name() = Name("Первый", "Олег");
  auto two = Application();
  two.set_uic("COLLIDE-1");
  *two.mutable_name() = Name("Второй", "Игорь");
  const std::string first = Admit(one);
  ASSERT_EQ(Open(two), "accepted duplicate_review");
  ASSERT_EQ(Assess(two.request_id()), "accepted");
  const std::string review = ReviewOf(two.request_id());
  DecideDuplicate(review, v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE);
  auto admitted = Must(Call("prescriber", &Stub::DecideApplication,
                            Decision(two.request_id(), v1::APPLICATION_STATE_ADMITTED)));
  const std::string second = admitted.patient_number();
  EXPECT_NE(second, first);
  EXPECT_EQ(Must(Find(ByNumber(second))).identity().family_name(), "Второй");
  v1::FindPatientRequest by_uic;
  by_uic.set_uic("COLLIDE-1");
  EXPECT_EQ(Find(by_uic).status().code(), Code::kFailedPrecondition) << "at most one, never a list";
  v1::DecideDuplicateRequest decide;
  decide.set_request_id(NewId());
  decide.set_review_id(review);
  decide.set_verdict(v1::DUPLICATE_VERDICT_SAME_PERSON);
  EXPECT_EQ(Call("site_manager", &Stub::DecideDuplicate, decide).status().code(), Code::kNotFound)
      << "it is decided once";
}

TEST_F(EnrolmentTest, ShowsTheCandidateWithWhomMostAgrees) {
  auto named = Application();
  *named.mutable_name() = Name("Кандидатов", "Иван");
  Admit(named);
  auto documented = WithDocument("BEST-1");
  documented.set_uic("BEST-UIC");
  const std::string best = Admit(documented);
  auto newcomer = WithDocument("BEST-1");
  newcomer.set_uic("BEST-UIC");
  *newcomer.mutable_name() = named.name();
  ASSERT_EQ(Open(newcomer), "accepted duplicate_review");
  EXPECT_EQ(clinic().Sql("SELECT patient_number || ' ' || agreeing FROM duplicate_review JOIN "
                         "patient_number USING (person_id) WHERE application_id = '" +
                         newcomer.request_id() + "'"),
            best + " document uic");
}

// What is compared is sealed on both sides; only how it agrees leaves the server.
TEST_F(EnrolmentTest, ComparesTwoPeopleWithoutShowingEither) {
  auto known = WithDocument("COMPARE-1");
  *known.mutable_name() = Name("Сравнимов", "Әли");
  const std::string number = Admit(known);
  auto again = WithDocument("compare 1");
  *again.mutable_name() = Name("Sravnimov", "Тимур");
  again.set_uic("COMPARE-UIC");
  again.set_sex(v1::SEX_FEMALE);
  ASSERT_EQ(Open(again), "accepted duplicate_review");
  v1::CompareDuplicateRequest request;
  request.set_review_id(ReviewOf(again.request_id()));
  const auto compared = Must(Call("site_manager", &Stub::CompareDuplicate, request));
  std::map<std::string, v1::Agreement> fields;
  for (const auto& field : compared.fields()) fields[field.field()] = field.agreement();
  EXPECT_EQ(fields, (std::map<std::string, v1::Agreement>{{"family_name", v1::AGREEMENT_ALIKE},
                                                          {"given_name", v1::AGREEMENT_DIFFERENT},
                                                          {"birth_date", v1::AGREEMENT_SAME},
                                                          {"document", v1::AGREEMENT_ALIKE},
                                                          {"uic", v1::AGREEMENT_ABSENT},
                                                          {"sex", v1::AGREEMENT_DIFFERENT}}));
  EXPECT_EQ(compared.review().patient_number(), number);
  for (const char* secret : {"Сравнимов", "Sravnimov", "Әли", "1985", "COMPARE"}) {
    EXPECT_THAT(compared.SerializeAsString(), testing::Not(testing::HasSubstr(secret)));
  }
  EXPECT_EQ(clinic().Sql("SELECT patient_number FROM audit JOIN patient_number USING (person_id) "
                         "WHERE method = 'CompareDuplicate' AND outcome = 'read'"),
            number);
  EXPECT_EQ(Call("nurse", &Stub::CompareDuplicate, request).status().code(),
            Code::kPermissionDenied);
  DecideDuplicate(request.review_id(), v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE);
  EXPECT_EQ(Call("site_manager", &Stub::CompareDuplicate, request).status().code(),
            Code::kNotFound);
}

}  // namespace
}  // namespace oat::test
