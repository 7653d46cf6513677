// A patient's day at the window, through the real RPCs.
#include "tests/support/clinic.h"

namespace oat::test {
namespace {

TEST(Day, IsDosedOnceAndNotTwice) {
  Clinic clinic;
  const std::string number = clinic.Admit();
  auto request = Clinic::AuthoriseRequest(number);
  auto authorised = Must(clinic.Authorise(request));
  EXPECT_EQ(Reasons(authorised.outcome()), "accepted");
  EXPECT_EQ(authorised.micrograms(), 80'000);
  EXPECT_EQ(authorised.clinical_day(), "2026-11-21");
  EXPECT_EQ(Reasons(Must(clinic.Confirm(number, request.request_id())).outcome()), "accepted");
  auto again = Must(clinic.Authorise(Clinic::AuthoriseRequest(number)));
  EXPECT_EQ(Reasons(again.outcome()), "already_dosed");
  EXPECT_EQ(clinic.Sql("SELECT count(*) FROM taken"), "1");
}

}  // namespace
}  // namespace oat::test
