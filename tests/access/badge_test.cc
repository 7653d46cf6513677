// Badges and PINs at a window.
#include "absl/time/clock.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/contract.pb.h"
#include "tests/access/sign_in_test.h"

namespace oat::test {
namespace {

constexpr char kPin[] = "104729";

class BadgeTest : public SignInTest {
 protected:
  static link::Link& Manager() { return clinic().As("site_manager"); }
  // A nurse with a badge and a PIN.
  struct Nurse {
    std::string login;
    std::string badge;
  };
  static Nurse NewNurse() {
    Nurse nurse{NewPerson("nurse"), NewBadge()};
    Must(IssueBadge(Manager(), nurse.login, nurse.badge));
    Must(ChoosePin(*DeskOf(nurse.login), kPin));
    return nurse;
  }
  static absl::Status Revoke(link::Link& desk, const std::string& login) {
    v1::RevokeBadgeRequest request;
    request.set_request_id(NewId());
    request.set_login(login);
    return Call(desk, &Stub::RevokeBadge, request).status();
  }
};

TEST_F(BadgeTest, OpensAWindowWithItsPinInUnderTwoSeconds) {
  const Nurse nurse = NewNurse();
  auto desk = NewDesk();
  const absl::Time before = absl::Now();
  const auto session = Must(Show(*desk, WithBadge(nurse.badge, kPin)));
  EXPECT_LT(absl::Now() - before, absl::Seconds(2));
  EXPECT_THAT(session.roles(), testing::ElementsAre(v1::ROLE_NURSE));
  EXPECT_EQ(session.login(), nurse.login);
  EXPECT_TRUE(Read(*desk).ok());
}

// Whoever issues a badge, steals or finds one lacks the PIN, which its owner chose with her
// password.
TEST_F(BadgeTest, OpensNothingAlone) {
  const std::string login = NewPerson("nurse");
  const std::string badge = NewBadge();
  Must(IssueBadge(Manager(), login, badge));
  auto desk = NewDesk();
  EXPECT_EQ(Show(*desk, WithBadge(badge, kPin)).status().code(), Code::kUnauthenticated)
      << "no PIN was chosen";
  EXPECT_EQ(ChoosePin(*DeskOf(login), kPin, "not the password at all").code(),
            Code::kUnauthenticated);
  EXPECT_EQ(Show(*desk, WithBadge(badge, kPin)).status().code(), Code::kUnauthenticated);
  Must(ChoosePin(*DeskOf(login), kPin));
  EXPECT_EQ(Show(*desk, WithBadge(badge, "104723")).status().code(), Code::kUnauthenticated);
  EXPECT_EQ(Show(*desk, WithBadge(NewBadge(), kPin)).status().code(), Code::kUnauthenticated);
  EXPECT_TRUE(Show(*desk, WithBadge(badge, kPin)).ok());
}

TEST_F(BadgeTest, GivesNoRoleThatWantsACode) {
  const std::string login = "both-" + NewId();
  NewStaff(clinic(), login, {"nurse", "prescriber"}, "ALA1");
  Must(ChoosePin(*DeskOf(login), kPin));
  const std::string badge = NewBadge();
  Must(IssueBadge(Manager(), login, badge));
  auto desk = NewDesk();
  const auto session = Must(Show(*desk, WithBadge(badge, kPin)));
  EXPECT_THAT(session.roles(), testing::ElementsAre(v1::ROLE_NURSE));
  EXPECT_THAT(session.roles_wanting_code(), testing::ElementsAre(v1::ROLE_PRESCRIBER));
}

TEST_F(BadgeTest, OpensOnlyDevicesOfASite) {
  const Nurse nurse = NewNurse();
  auto nowhere = NewDesk("");
  EXPECT_EQ(Show(*nowhere, WithBadge(nurse.badge, kPin)).status().code(), Code::kPermissionDenied);
}

TEST_F(BadgeTest, TakesOnePairWholeAndNothingBesideIt) {
  const Nurse nurse = NewNurse();
  auto desk = NewDesk();
  v1::SignInRequest both = WithBadge(nurse.badge, kPin);
  both.set_login(nurse.login);
  both.set_password(Clinic::kPassword);
  v1::SignInRequest coded = WithBadge(nurse.badge, kPin);
  coded.set_one_time_code("123456");
  for (const auto& request :
       {v1::SignInRequest(), both, coded, WithBadge(nurse.badge, ""), WithBadge("", kPin),
        WithPassword(nurse.login, ""), WithPassword("", Clinic::kPassword)}) {
    EXPECT_EQ(Show(*desk, request).status().code(), Code::kInvalidArgument)
        << request.ShortDebugString();
  }
}

TEST_F(BadgeTest, VoidsTheOneBeforeAndEndsItsSessions) {
  const Nurse nurse = NewNurse();
  auto by_badge = NewDesk();
  Must(Show(*by_badge, WithBadge(nurse.badge, kPin)).status());
  auto by_password = DeskOf(nurse.login);
  const std::string next = NewBadge();
  Must(IssueBadge(Manager(), nurse.login, next));
  EXPECT_EQ(Ping(*by_badge).code(), Code::kUnauthenticated);
  EXPECT_TRUE(Ping(*by_password).ok()) << "that one no badge has opened";
  EXPECT_EQ(Show(*by_badge, WithBadge(nurse.badge, kPin)).status().code(), Code::kUnauthenticated);
  Must(Show(*by_badge, WithBadge(next, kPin)).status());
  EXPECT_EQ(IssueBadge(Manager(), nurse.login, nurse.badge).code(), Code::kAlreadyExists);

  Must(Revoke(Manager(), nurse.login));
  EXPECT_EQ(Ping(*by_badge).code(), Code::kUnauthenticated);
  EXPECT_EQ(Show(*by_badge, WithBadge(next, kPin)).status().code(), Code::kUnauthenticated);
  EXPECT_EQ(Revoke(Manager(), nurse.login).code(), Code::kNotFound);
}

TEST_F(BadgeTest, IsIssuedByAManagerToHerOwnStaffAndNeverToHerself) {
  EXPECT_EQ(IssueBadge(Manager(), Clinic::LoginOf("site_manager", "ALA1"), NewBadge()).code(),
            Code::kPermissionDenied);
  const std::string stranger = NewPerson("nurse", "SEM1");
  EXPECT_EQ(IssueBadge(Manager(), stranger, NewBadge()).code(), Code::kPermissionDenied);
  EXPECT_EQ(Revoke(Manager(), stranger).code(), Code::kPermissionDenied);
  EXPECT_EQ(IssueBadge(Manager(), "nobody-of-this-name", NewBadge()).code(), Code::kNotFound);
  EXPECT_EQ(IssueBadge(clinic().admin(), "admin", NewBadge()).code(), Code::kPermissionDenied);
  EXPECT_TRUE(IssueBadge(clinic().admin(), stranger, NewBadge()).ok());
  EXPECT_EQ(IssueBadge(Manager(), NewPerson("nurse"), std::string(43, '!')).code(),
            Code::kInvalidArgument);
}

TEST_F(BadgeTest, LocksItsOwnerOutOnThatDeviceAlone) {
  const Nurse nurse = NewNurse();
  auto desk = NewDesk();
  for (int i = 0; i < 5; ++i) {
    Show(*desk, WithBadge(nurse.badge, "104723")).IgnoreError();
  }
  EXPECT_FALSE(Show(*desk, WithBadge(nurse.badge, kPin)).ok());
  EXPECT_FALSE(Show(*desk, WithPassword(nurse.login)).ok()) << "it is the person who is locked out";
  EXPECT_TRUE(Show(*NewDesk(), WithBadge(nurse.badge, kPin)).ok());
  EXPECT_TRUE(Show(*desk, WithBadge(NewNurse().badge, kPin)).ok());
}

TEST_F(BadgeTest, TakesNoPinThatIsARow) {
  auto desk = DeskOf(NewPerson("nurse"));
  for (const char* pin : {"111111", "123456", "987654", "12a456"}) {
    EXPECT_EQ(ChoosePin(*desk, pin).code(), Code::kInvalidArgument) << pin;
  }
}

TEST_F(BadgeTest, IsKeptOnlyHashed) {
  const Nurse nurse = NewNurse();
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM badge WHERE position('" + nurse.badge +
                         "'::bytea IN badge_hash) > 0"),
            "0");
  EXPECT_EQ(clinic().Sql("SELECT bool_and(hash LIKE '$argon2id$%') FROM staff_pin"), "t");
}

}  // namespace
}  // namespace oat::test
