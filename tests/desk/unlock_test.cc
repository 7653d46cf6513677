// What unlocks a window, and how it asks.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "clients/desk/script.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "tests/desk/badge.h"
#include "tests/desk/performance.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::HasSubstr;
using testing::Not;

class Unlocking : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic;
    badge_ = BadgeOfNurse(*clinic_);
  }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  static Clinic& clinic() { return *clinic_; }
  static const link::Credentials& badge() { return badge_; }
  static Window NewWindow() {
    return Window(std::move(*clinic().NewDevice("ALA1", "W1")),
                  Must(Journal::Open(absl::StrCat(clinic().folder(), "/journal-", test::NewId()))));
  }
  static std::string OpenSessions() {
    return clinic().Sql("SELECT count(*) FROM session WHERE ended_at IS NULL");
  }
  // Somebody who is a nurse and the site's manager, with one-time codes.
  static std::string NurseWhoManages() {
    static const std::string login = [] {
      clinic().As("site_manager");
      const std::string manager = Clinic::LoginOf("site_manager", "ALA1");
      v1::GrantRoleRequest grant;
      grant.set_request_id(test::NewId());
      grant.set_login(manager);
      grant.set_role(v1::ROLE_NURSE);
      grant.set_site_code("ALA1");
      link::Link& admin = clinic().admin();
      Must(admin.Call(&v1::AccessService::Stub::GrantRole, grant));
      return manager;
    }();
    return login;
  }

  DeskTime clock_{Clinic::Wall(21, 8, 0)};

 private:
  static inline Clinic* clinic_ = nullptr;
  static inline link::Credentials badge_;
};

TEST_F(Unlocking, TakesABadgeWithItsPinAlone) {
  Window window = NewWindow();
  EXPECT_TRUE(absl::IsUnauthenticated(window.Unlock({.badge = badge().badge, .pin = "493818"})));
  EXPECT_TRUE(
      absl::IsUnauthenticated(window.Unlock({.badge = access::MakeToken().Reveal(), .pin = kPin})));
  EXPECT_TRUE(absl::IsInvalidArgument(window.Unlock({.badge = badge().badge})));
  EXPECT_EQ(window.state(), Window::State::kLocked);
  ASSERT_TRUE(window.Unlock(badge()).ok());
  EXPECT_EQ(window.state(), Window::State::kReady);
  EXPECT_FALSE(window.wants_code());
}

TEST_F(Unlocking, TakesLessThanTwoSeconds) {
  Window window = NewWindow();
  for (int i = 0; i < 5; ++i) {
    const absl::Time begun = absl::Now();
    ASSERT_TRUE(window.Unlock(badge()).ok());
    EXPECT_LT(absl::Now() - begun, absl::Seconds(2));
    window.Lock();
  }
}

TEST_F(Unlocking, AsksForThePinBehindABadgeAndForThePasswordBehindALogin) {
  Window window = NewWindow();
  const Performance desk(
      window, clock_,
      {badge().badge, kPin, "l", Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword});
  EXPECT_EQ(desk.PagesWith("\nPIN: ").size(), 1u);
  EXPECT_EQ(desk.PagesWith("\nPassword: ").size(), 1u);
  EXPECT_EQ(desk.PagesWith("Window W1, site ALA1").size(), 2u);
  for (const std::string& secret : {badge().badge, std::string(kPin)}) {
    EXPECT_FALSE(desk.Shows(secret));
  }
}

TEST_F(Unlocking, TakesAScannerThatTypesThroughTheRussianLayout) {
  const std::pair<const char*, const char*> rows[] = {
      {"йцукенгшщз", "qwertyuiop"}, {"ЙЦУКЕНГШЩЗ", "QWERTYUIOP"}, {"фывапролд", "asdfghjkl"},
      {"ФЫВАПРОЛД", "ASDFGHJKL"},   {"ячсмить", "zxcvbnm"},       {"ЯЧСМИТЬ", "ZXCVBNM"}};
  std::string typed;
  for (char c : badge().badge) {
    std::string character(1, c);
    for (const auto& [russian, latin] : rows) {
      const size_t at = std::string(latin).find(c);
      if (at != std::string::npos) character = std::string(russian + 2 * at, 2);
    }
    typed += character;
  }
  Window window = NewWindow();
  EXPECT_TRUE(Performance(window, clock_, {typed, kPin}).Shows("Window W1, site ALA1"));
}

TEST_F(Unlocking, AsksForACodeOnlyWhereARoleWantsOne) {
  Window window = NewWindow();
  const std::string login = NurseWhoManages();
  clinic().As("nurse");
  const Performance nurse(window, clock_, {Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword});
  EXPECT_FALSE(nurse.Shows("A role of yours wants a one-time code"));
  Window other = NewWindow();
  const Performance manager(other, clock_, {login, Clinic::kPassword, "", "l"});
  EXPECT_TRUE(manager.Shows("A role of yours wants a one-time code too.\nOne-time code (Enter"));
  EXPECT_TRUE(manager.Shows("Window W1, site ALA1"));
  clinic().WithCode(login, [&](const std::string& code) {
    EXPECT_TRUE(Performance(other, clock_,
                            {login, Clinic::kPassword, code,
                             Deed([&] { EXPECT_FALSE(other.wants_code()); }), "l"})
                    .Shows("Window W1, site ALA1"));
  });
}

TEST_F(Unlocking, LeavesNoSessionBehindAWrongCode) {
  Window window = NewWindow();
  const std::string login = NurseWhoManages();
  const std::string before = OpenSessions();
  const Performance desk(window, clock_, {login, Clinic::kPassword, "000000"});
  EXPECT_TRUE(desk.Shows("login, password or code, is wrong"));
  EXPECT_FALSE(desk.Shows("Window W1"));
  EXPECT_EQ(OpenSessions(), before);
}

TEST_F(Unlocking, IsSpokenByTheScriptedFaceToo) {
  using nlohmann::json;
  Window window = NewWindow();
  const json command = {{"do", "unlock"}, {"badge", badge().badge}, {"pin", kPin}};
  std::istringstream in(command.dump());
  std::ostringstream out;
  RunScript(window, Language::kEnglish, in, out);
  const json answer = json::parse(out.str());
  EXPECT_EQ(answer["ok"], true) << answer;
  EXPECT_EQ(answer["state"], "ready");
  EXPECT_EQ(answer["wants_code"], false);
  EXPECT_THAT(out.str(), Not(HasSubstr(badge().badge)));
}

TEST(Pins, AreReadThroughEveryLayout) {
  EXPECT_EQ(DigitKeys("493817"), "493817");
  EXPECT_EQ(DigitKeys("ғұі8\"."), "593817");
  EXPECT_EQ(DigitKeys("\",."), "167");
}

}  // namespace
}  // namespace oat::desk
