// A forgotten password: two people of the site, a word that is good once, and nobody who learns it.
#include "absl/strings/str_cat.h"
#include "oat/v1/access.pb.h"
#include "tests/access/sign_in_test.h"

namespace oat::test {
namespace {

constexpr char kMethod[] = "oat.v1.AccessService.ResetPassword";
constexpr char kChosen[] = "three of us by the river";

class ResetTest : public SignInTest {
 protected:
  static v1::ResetPasswordRequest Request(const std::string& login) {
    v1::ResetPasswordRequest request;
    request.set_request_id(NewId());
    request.set_login(login);
    request.set_reset_word(access::MakeToken().Reveal());
    return request;
  }
  // The site's manager asks, a nurse of hers consents.
  static absl::Status Reset(v1::ResetPasswordRequest request) {
    link::Link& manager = clinic().As("site_manager");
    request.set_approval_id(clinic().ApprovalFor(manager, "ALA1", kMethod, request));
    return Call(manager, &Stub::ResetPassword, request).status();
  }
  static absl::Status Redeem(link::Link& desk, const v1::ResetPasswordRequest& reset,
                             const std::string& password = kChosen) {
    v1::RedeemResetRequest request;
    request.set_login(reset.login());
    request.set_reset_word(reset.reset_word());
    request.set_new_password(password);
    return Call(desk, &Stub::RedeemReset, request).status();
  }
  static void AdvanceAwake(absl::Duration duration) {
    LetTimePass(clinic(), duration, {"site_manager"});
  }
};

TEST_F(ResetTest, LetsHerChooseANewPasswordOnce) {
  const std::string nurse = NewPerson("nurse");
  auto open = DeskOf(nurse);
  const auto reset = Request(nurse);
  Must(Reset(reset));
  EXPECT_EQ(Ping(*open).code(), Code::kUnauthenticated) << "her sessions have ended";
  auto desk = NewDesk();
  Must(Redeem(*desk, reset));
  EXPECT_EQ(Show(*desk, WithPassword(nurse)).status().code(), Code::kUnauthenticated);
  EXPECT_TRUE(Show(*desk, WithPassword(nurse, kChosen)).ok());
  EXPECT_EQ(Redeem(*desk, reset, "four of them at the lake").code(), Code::kUnauthenticated);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM alarm WHERE kind = 'password_reset' AND staff_id = "
                         "(SELECT staff_id FROM staff WHERE login = 'site_manager.ALA1')"),
            "1");
}

TEST_F(ResetTest, NeedsTwoPeopleWhoAreNotShe) {
  const std::string nurse = NewPerson("nurse");
  link::Link& manager = clinic().As("site_manager");
  auto request = Request(nurse);
  request.set_approval_id(NewId());
  EXPECT_EQ(Call(manager, &Stub::ResetPassword, request).status().code(),
            Code::kFailedPrecondition);
  // She herself as the second, and as the first.
  request = Request(nurse);
  request.set_approval_id(Must(clinic().Approve(manager, nurse, kMethod, request)));
  EXPECT_EQ(Call(manager, &Stub::ResetPassword, request).status().code(), Code::kPermissionDenied);
  EXPECT_EQ(Reset(Request(Clinic::LoginOf("site_manager", "ALA1"))).code(),
            Code::kPermissionDenied);
  EXPECT_EQ(Reset(Request(NewPerson("nurse", "SEM1"))).code(), Code::kPermissionDenied);
  EXPECT_EQ(Reset(Request("nobody-of-this-name")).code(), Code::kNotFound);
}

TEST_F(ResetTest, GivesASiteNoPasswordThatReachesBeyondIt) {
  EXPECT_EQ(Reset(Request(NewPerson("site_manager", ""))).code(), Code::kPermissionDenied)
      << "she has no one-time code yet: the password would be all";
  const std::string coded = NewPerson("site_manager", "");
  DeskOf(coded);
  auto request = Request(coded);
  request.set_end_one_time_code(true);
  EXPECT_EQ(Reset(request).code(), Code::kPermissionDenied);
  EXPECT_TRUE(Reset(Request(coded)).ok());
}

TEST_F(ResetTest, EndsHerOneTimeCodeWhereItIsLostToo) {
  const std::string manager = NewPerson("site_manager");
  DeskOf(manager);
  auto request = Request(manager);
  request.set_end_one_time_code(true);
  Must(Reset(request));
  auto desk = NewDesk();
  Must(Redeem(*desk, request));
  const auto session = Must(Show(*desk, WithPassword(manager, kChosen)));
  EXPECT_TRUE(session.has_no_one_time_code());
  clinic().WithCode(manager, [&](const std::string& code) {
    EXPECT_FALSE(Show(*NewDesk(), WithPassword(manager, kChosen, code)).ok());
  });
  Secret key;
  Must(Begin(*desk, &key, "", kChosen));
  EXPECT_TRUE(Confirm(*desk, CodeAt(key)).ok());
}

TEST_F(ResetTest, IsRedeemedAtItsSiteWithinHalfAnHour) {
  const auto reset = Request(NewPerson("nurse"));
  Must(Reset(reset));
  EXPECT_EQ(Redeem(*NewDesk("SEM1"), reset).code(), Code::kUnauthenticated);
  EXPECT_EQ(Redeem(*NewDesk(""), reset).code(), Code::kPermissionDenied);
  const auto late = Request(NewPerson("nurse"));
  Must(Reset(late));
  auto desk = NewDesk();
  AdvanceAwake(absl::Minutes(29));
  Must(Redeem(*desk, reset));
  AdvanceAwake(absl::Minutes(1) + absl::Seconds(1));
  EXPECT_EQ(Redeem(*desk, late).code(), Code::kUnauthenticated);
}

TEST_F(ResetTest, CountsWrongWordsTowardsTheLockOut) {
  const auto reset = Request(NewPerson("nurse"));
  Must(Reset(reset));
  auto desk = NewDesk();
  auto wrong = reset;
  wrong.set_reset_word("not that word at all");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Redeem(*desk, wrong).code(), Code::kUnauthenticated);
  }
  EXPECT_EQ(Redeem(*desk, reset).code(), Code::kUnauthenticated);
  EXPECT_EQ(Redeem(*NewDesk(), reset, "password1234").code(), Code::kInvalidArgument);
  EXPECT_TRUE(Redeem(*NewDesk(), reset).ok());
}

}  // namespace
}  // namespace oat::test
