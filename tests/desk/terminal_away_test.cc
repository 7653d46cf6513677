// The window's face while the server does not answer, and when it answers late.
#include <gmock/gmock.h>

#include "clients/desk/terminal.h"
#include "services/base/uuid.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::Ge;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST_F(AtTheWindow, NothingIsLostWhileTheServerIsAwayAndItGoesOnWhereItWas) {
  const std::string number = Ordinary();
  window().link().set_patience({.tries = 60});  // its channel notices a new server only slowly
  bool was_given_early = true;
  const Performance desk =
      Play({number, Deed([] { clinic().KillServer(); }), "1", Deed([] { clinic().StartServer(); }),
            "\n", Deed([] { clinic().KillServer(); }), "g", Passes{absl::Seconds(6)}, Deed([&] {
              clinic().StartServer();
              was_given_early = StateOf(number) == "given";
            }),
            Passes{absl::Seconds(6)}});
  EXPECT_THAT(desk.PagesWith("The server does not answer. Nothing is lost"), SizeIs(3));
  EXPECT_THAT(desk.PagesWith("8.0 mL"), SizeIs(1));
  EXPECT_FALSE(was_given_early);
  EXPECT_EQ(StateOf(number), "given");
  EXPECT_TRUE(desk.Shows(number + ": given, 80 mg."));
}

TEST_F(AtTheWindow, ADoseIsNeverShownAsGivenBeforeTheServerSaysSo) {
  const std::string number = Ordinary();
  const Performance desk =
      Play({number, "1", Deed([] { clinic().KillServer(); }), "g", "q", Passes{absl::Minutes(3)}});
  EXPECT_FALSE(desk.Shows(": given"));
  clinic().StartServer();
  EXPECT_EQ(StateOf(number), "open");
  const Performance after = Play({"o", "q"});
  EXPECT_TRUE(after.Shows("Asked at 09:00, answered only now: " + number + " is recorded."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, AnAuthorisationOfYesterdayOpensNothingToday) {
  const std::string number = Ordinary();
  Play({number, Deed([] { clinic().KillServer(); }), "1", "q"});
  clinic().StartServer();
  At(23, 8, 0);
  const Performance desk = Play({"o", "q"});
  EXPECT_TRUE(desk.Shows("A dose of " + number +
                         ", asked for at 09:00, was never opened and is not asked for any more."));
  EXPECT_EQ(StateOf(number), "none");
}

TEST_F(AtTheWindow, AnAuthorisationThatHadOpenedADoseIsSaidAndCanBeVoided) {
  const std::string number = Ordinary();
  window();
  clock_.Set(clinic().now());
  auto request = Clinic::AuthoriseRequest(number);
  request.set_request_id(MakeUuid(clock_.Now()).text());
  {
    auto journal = Must(Journal::Open(journal_path_));
    Must(journal.Keep({request.request_id(), "AuthoriseDose", request.SerializeAsString()}));
  }
  EXPECT_EQ(test::Reasons(WindowTest::Authorise(request).outcome()), "accepted");
  At(23, 8, 0);
  Desk();
  const Performance desk = Play({"o", "1", "v", "3", "n"});
  EXPECT_TRUE(desk.Shows("answered only now: a dose of " + number +
                         " is open here. If the person "
                         "is not here, choose it with [o] and void it with [v]."));
  EXPECT_EQ(StateOf(number), "voided");
}

}  // namespace
}  // namespace oat::desk
