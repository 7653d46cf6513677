// One-time codes: how one comes by them, what they open, and that each is good once.
#include <fstream>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "tests/access/sign_in_test.h"
#include "tests/support/process.h"

namespace oat::test {
namespace {

class OneTimeCode : public SignInTest {
 protected:
  // A manager who has set up a key with the code of a step ago; the code of now is left.
  struct Manager {
    std::string login;
    Secret key;
    std::unique_ptr<link::Link> desk;
  };
  static Manager NewManager() {
    Manager manager{NewPerson("site_manager"), Secret(), NewDesk()};
    Must(Show(*manager.desk, WithPassword(manager.login)).status());
    Must(Begin(*manager.desk, &manager.key));
    Must(Confirm(*manager.desk, CodeAt(manager.key, -1)));
    return manager;
  }
  static absl::Status Manage(link::Link& desk) {
    return desk.Call(&v1::EnrolmentService::Stub::ListApplications, v1::ListApplicationsRequest())
        .status();
  }
};

TEST_F(OneTimeCode, IsWhatRolesThatReachFurtherWaitFor) {
  const std::string login = NewPerson("site_manager");
  auto desk = NewDesk();
  const auto first = Must(Show(*desk, WithPassword(login)));
  EXPECT_THAT(first.roles(), testing::IsEmpty());
  EXPECT_THAT(first.roles_wanting_code(), testing::ElementsAre(v1::ROLE_SITE_MANAGER));
  EXPECT_TRUE(first.has_no_one_time_code());
  EXPECT_EQ(Manage(*desk).code(), Code::kPermissionDenied);

  Secret key;
  Must(Begin(*desk, &key));
  EXPECT_EQ(Manage(*desk).code(), Code::kPermissionDenied) << "a key that nobody has proved";
  EXPECT_EQ(Confirm(*desk, WrongCode(key)).code(), Code::kUnauthenticated);
  Must(Confirm(*desk, CodeAt(key)));
  EXPECT_TRUE(Manage(*desk).ok()) << "the session is lifted";

  const auto without = Must(Show(*desk, WithPassword(login)));
  EXPECT_THAT(without.roles_wanting_code(), testing::ElementsAre(v1::ROLE_SITE_MANAGER));
  EXPECT_FALSE(without.has_no_one_time_code());
  EXPECT_EQ(Manage(*desk).code(), Code::kPermissionDenied);
  const auto with = Must(Show(*desk, WithPassword(login, Clinic::kPassword, CodeAt(key, 1))));
  EXPECT_THAT(with.roles(), testing::ElementsAre(v1::ROLE_SITE_MANAGER));
  EXPECT_THAT(with.roles_wanting_code(), testing::IsEmpty());
  EXPECT_TRUE(Manage(*desk).ok());
}

TEST_F(OneTimeCode, IsGoodOnce) {
  const Manager manager = NewManager();
  auto desk = NewDesk();
  const auto request = WithPassword(manager.login, Clinic::kPassword, CodeAt(manager.key));
  Must(Show(*desk, request).status());
  EXPECT_EQ(Show(*desk, request).status().code(), Code::kUnauthenticated);
  auto other = NewDesk();
  EXPECT_EQ(Show(*other, request).status().code(), Code::kUnauthenticated);
  EXPECT_EQ(Show(*other, WithPassword(manager.login, Clinic::kPassword, CodeAt(manager.key, -1)))
                .status()
                .code(),
            Code::kUnauthenticated)
      << "an earlier one is over with it";
}

TEST_F(OneTimeCode, IsGoodOnceForAllServersTogether) {
  const std::string socket = clinic().folder() + "/second.sock";
  std::ifstream conf(clinic().folder() + "/oatd.conf");
  const std::string text((std::istreambuf_iterator<char>(conf)), std::istreambuf_iterator<char>());
  std::ofstream(clinic().folder() + "/second.conf")
      << absl::StrReplaceAll(text, {{clinic().server(), "unix:" + socket}});
  Process second({OAT_OATD, "--config", clinic().folder() + "/second.conf", "serve"}, {},
                 clinic().folder() + "/second.log");
  auto channel = grpc::CreateChannel("unix:" + socket, grpc::InsecureChannelCredentials());
  ASSERT_TRUE(channel->WaitForConnected(absl::ToChronoTime(absl::Now() + absl::Seconds(20))));

  const Manager manager = NewManager();
  const Tokens tokens = NewTokens(clinic(), "ALA1");
  link::Link here(clinic().server(), {.token = tokens.device});
  link::Link there("unix:" + socket, {.token = tokens.device});
  // Each code at both at once; one of the two gets in.
  for (int64_t step = 0; step < 2; ++step) {
    const auto request = WithPassword(manager.login, Clinic::kPassword, CodeAt(manager.key, step));
    absl::Status from_there;
    std::thread thread([&] { from_there = Show(there, request).status(); });
    const absl::Status from_here = Show(here, request).status();
    thread.join();
    EXPECT_NE(from_here.ok(), from_there.ok()) << from_here << " " << from_there;
  }
}

TEST_F(OneTimeCode, IsNotReplacedByAStolenPassword) {
  const Manager manager = NewManager();
  auto thief = NewDesk();
  Must(Show(*thief, WithPassword(manager.login)).status());
  EXPECT_EQ(Begin(*thief, nullptr).code(), Code::kInvalidArgument);
  EXPECT_EQ(Begin(*thief, nullptr, WrongCode(manager.key)).code(), Code::kUnauthenticated);
  EXPECT_EQ(Confirm(*thief, CodeAt(manager.key)).code(), Code::kFailedPrecondition);
  EXPECT_EQ(Manage(*thief).code(), Code::kPermissionDenied);
  EXPECT_EQ(Manage(*manager.desk).code(), Code::kOk);

  // Its owner replaces it by a code; the old one is over.
  Secret next;
  Must(Begin(*manager.desk, &next, CodeAt(manager.key)));
  Must(Confirm(*manager.desk, CodeAt(next)));
  auto desk = NewDesk();
  EXPECT_FALSE(
      Show(*desk, WithPassword(manager.login, Clinic::kPassword, CodeAt(manager.key, 1))).ok());
  EXPECT_TRUE(Show(*desk, WithPassword(manager.login, Clinic::kPassword, CodeAt(next, 1))).ok());
}

TEST_F(OneTimeCode, IsNotThatOfAKeyBegunBeforeAnotherWasConfirmed) {
  const std::string login = NewPerson("site_manager");
  auto thief = NewDesk();
  Must(Show(*thief, WithPassword(login)).status());
  Secret thiefs;
  Must(Begin(*thief, &thiefs));
  auto owner = NewDesk();
  Must(Show(*owner, WithPassword(login)).status());
  Secret owners;
  Must(Begin(*owner, &owners));
  Secret again;
  Must(Begin(*thief, &again));
  Must(Confirm(*owner, CodeAt(owners)));
  for (const Secret& key : {thiefs, again}) {
    EXPECT_EQ(Confirm(*thief, CodeAt(key)).code(), Code::kFailedPrecondition);
  }
  EXPECT_EQ(Manage(*thief).code(), Code::kPermissionDenied);
}

TEST_F(OneTimeCode, GuardsTheSecretsOfWhoeverHasOne) {
  const Manager manager = NewManager();
  auto thief = NewDesk();
  Must(Show(*thief, WithPassword(manager.login)).status());
  EXPECT_EQ(ChoosePin(*thief, "104729").code(), Code::kFailedPrecondition);
  v1::ChangePasswordRequest change;
  change.set_password(Clinic::kPassword);
  change.set_new_password("three of us by the river");
  EXPECT_EQ(Call(*thief, &Stub::ChangePassword, change).status().code(), Code::kFailedPrecondition);
  v1::ChooseDuressPasswordRequest duress;
  duress.set_password(Clinic::kPassword);
  duress.set_duress_password("three of us by the river");
  EXPECT_EQ(Call(*thief, &Stub::ChooseDuressPassword, duress).status().code(),
            Code::kFailedPrecondition);
  EXPECT_TRUE(ChoosePin(*manager.desk, "104729").ok());
}

TEST_F(OneTimeCode, CountsTowardsTheLockOut) {
  const Manager manager = NewManager();
  auto desk = NewDesk();
  const auto wrong = WithPassword(manager.login, Clinic::kPassword, WrongCode(manager.key));
  absl::Status said;
  for (int i = 0; i < 5; ++i) said = Show(*desk, wrong).status();
  const auto right = WithPassword(manager.login, Clinic::kPassword, CodeAt(manager.key));
  EXPECT_EQ(Show(*desk, right).status(), said) << "the same words, whatever was wrong";
  EXPECT_EQ(Show(*desk, WithPassword(manager.login, "not the password at all")).status(), said);
  auto other = NewDesk();
  EXPECT_TRUE(Show(*other, right).ok()) << "and what was refused has used no code";
}

TEST_F(OneTimeCode, IsWantedOfASecondPersonToo) {
  const Manager manager = NewManager();
  auto prescriber = DeskOf(NewPerson("prescriber"));
  v1::ApproveRequest approve;
  approve.set_login(manager.login);
  approve.set_password(Clinic::kPassword);
  approve.set_method("oat.v1.EnrolmentService.EndEpisode");
  v1::EndEpisodeRequest end;
  end.set_request_id(NewId());
  approve.set_request(end.SerializeAsString());
  EXPECT_EQ(Call(*prescriber, &Stub::Approve, approve).status().code(), Code::kPermissionDenied);
  approve.set_one_time_code(CodeAt(manager.key));
  EXPECT_TRUE(Call(*prescriber, &Stub::Approve, approve).ok());
  EXPECT_EQ(Call(*prescriber, &Stub::Approve, approve).status().code(), Code::kUnauthenticated);
}

TEST_F(OneTimeCode, HasAKeyThatTheDatabaseDoesNotTell) {
  const Manager manager = NewManager();
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM one_time_key k JOIN staff USING (staff_id) WHERE "
                         "login = '" +
                         manager.login + "' AND octet_length(ciphertext) > 20"),
            "1");
  EXPECT_EQ(
      clinic().Sql(absl::StrReplaceAll(
          "SELECT count(*) FROM one_time_key WHERE position('{key}'::bytea IN ciphertext) > 0",
          {{"{key}", "\\x" + absl::BytesToHexString(manager.key.Reveal())}})),
      "0");
}

}  // namespace
}  // namespace oat::test
