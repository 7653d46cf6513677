// Who gets in, how long, and who may call what, through the real oatd.
#include <gmock/gmock.h>

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock.pb.h"
#include "services/access/credential.h"
#include "services/contract/code.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;
using google::protobuf::MethodDescriptor;

class AccessTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  static Clinic& clinic() { return *clinic_; }

  // A new nurse of ALA1 whom no other test knows.
  static std::string NewNurse() {
    const std::string login = "nurse-" + NewId();
    NewStaff(clinic(), login, {"nurse"}, "ALA1");
    return login;
  }
  static absl::Status Try(link::Link& link, const std::string& login, const std::string& password) {
    return link.SignIn(login, password).status();
  }
  // A harmless read that asks for the nurse's role.
  static absl::Status Read(link::Link& link) {
    return link.Call(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()).status();
  }
  static std::string DeviceNameOf(const std::string& token) {
    v1::RegisterDeviceRequest request;
    request.set_request_id(NewId());
    request.set_device_name(absl::AsciiStrToUpper(NewId()));
    request.set_device_token(token);
    request.set_site_code("ALA1");
    Must(clinic().admin().Call(&v1::AccessService::Stub::RegisterDevice, request));
    return request.device_name();
  }
  // An administrator's call must not fall asleep with the tests that let hours pass.
  static void AdvanceAwake(absl::Duration duration) {
    for (; duration > absl::ZeroDuration(); duration -= absl::Minutes(10)) {
      clinic().Advance(std::min(duration, absl::Minutes(10)));
      Must(clinic().admin().Call(&v1::SiteService::Stub::ListSites, v1::ListSitesRequest()));
    }
  }

 private:
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(AccessTest, SaysTheSameOfAWrongPasswordAndOfAnUnknownLogin) {
  auto device = clinic().NewDevice("ALA1", "");
  const absl::Status wrong = Try(*device, NewNurse(), "not the password at all");
  const absl::Status unknown = Try(*device, "nobody-of-this-name", "not the password at all");
  EXPECT_EQ(wrong.code(), Code::kUnauthenticated);
  EXPECT_EQ(wrong, unknown);
}

TEST_F(AccessTest, NeverTellsByALockOutWhichLoginsThereAre) {
  auto device = clinic().NewDevice("ALA1", "");
  for (int i = 0; i < 6; ++i) {
    Try(*device, absl::StrCat("nobody-", i), "not the password at all").IgnoreError();
  }
  const absl::Status unknown = Try(*device, "nobody-of-this-name", "not the password at all");
  EXPECT_EQ(Try(*device, NewNurse(), "not the password at all"), unknown);
  const std::string locked_out = NewNurse();
  for (int i = 0; i < 5; ++i) Try(*device, locked_out, "not the password at all").IgnoreError();
  EXPECT_EQ(Try(*device, locked_out, "not the password at all"), unknown);
}

TEST_F(AccessTest, LocksAPersonOutOnOneDeviceForFifteenMinutes) {
  auto device = clinic().NewDevice("ALA1", "");
  auto other_device = clinic().NewDevice("ALA1", "");
  const std::string nurse = NewNurse();
  for (int i = 0; i < 4; ++i) Try(*device, nurse, "not the password at all").IgnoreError();
  EXPECT_TRUE(Try(*device, nurse, Clinic::kPassword).ok()) << "four slips lock nobody out";
  EXPECT_EQ(Try(*device, nurse, "not the password at all").code(), Code::kUnauthenticated);
  EXPECT_EQ(Try(*device, nurse, Clinic::kPassword).code(), Code::kUnauthenticated);

  EXPECT_TRUE(Try(*other_device, nurse, Clinic::kPassword).ok());
  EXPECT_TRUE(Try(*device, NewNurse(), Clinic::kPassword).ok());

  AdvanceAwake(absl::Minutes(14));
  EXPECT_EQ(Try(*device, nurse, Clinic::kPassword).code(), Code::kUnauthenticated);
  // The two tries while locked out are failures themselves; the last was a moment ago.
  AdvanceAwake(absl::Minutes(15) + absl::Seconds(1));
  EXPECT_TRUE(Try(*device, nurse, Clinic::kPassword).ok());
}

TEST_F(AccessTest, CountsWrongWordsOfASecondPersonToo) {
  auto nurse = clinic().NewDesk("nurse", "ALA1", "");
  const std::string second = NewNurse();
  v1::SignWasteRequest waste;
  waste.set_request_id(NewId());
  waste.set_station("W1");
  const std::string method = "oat.v1.StockService.SignWaste";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(nurse->Approve(second, "not the password at all", method, waste).status().code(),
              Code::kUnauthenticated);
  }
  EXPECT_EQ(nurse->Approve(second, Clinic::kPassword, method, waste).status().code(),
            Code::kUnauthenticated);
}

TEST_F(AccessTest, EndsASessionThirtyMinutesAfterItsLastCall) {
  auto desk = clinic().NewDevice("ALA1", "");
  Must(desk->SignIn(NewNurse(), Clinic::kPassword).status());
  AdvanceAwake(absl::Minutes(29));
  EXPECT_TRUE(Read(*desk).ok());
  AdvanceAwake(absl::Minutes(29));
  EXPECT_TRUE(Read(*desk).ok()) << "the call half an hour ago kept it open";
  AdvanceAwake(absl::Minutes(30) + absl::Seconds(1));
  EXPECT_EQ(Read(*desk).code(), Code::kUnauthenticated);
}

TEST_F(AccessTest, EndsASessionBySignOut) {
  auto desk = clinic().NewDevice("ALA1", "");
  Must(desk->SignIn(NewNurse(), Clinic::kPassword).status());
  EXPECT_TRUE(Read(*desk).ok());
  Must(desk->Call(&v1::AccessService::Stub::SignOut, v1::SignOutRequest()));
  EXPECT_EQ(Read(*desk).code(), Code::kUnauthenticated);
}

TEST_F(AccessTest, BindsASessionToTheDeviceItWasOpenedOn) {
  auto desk = clinic().NewDevice("ALA1", "");
  Must(desk->SignIn(NewNurse(), Clinic::kPassword).status());
  auto thief = clinic().NewDevice("ALA1", "");
  thief->set_session_token(desk->session_token());
  EXPECT_EQ(Read(*thief).code(), Code::kUnauthenticated);
  EXPECT_TRUE(Read(*desk).ok());
}

TEST_F(AccessTest, ForgetsARevokedDeviceAtItsNextCall) {
  const std::string token = access::MakeToken().Reveal();
  v1::RevokeDeviceRequest revoke;
  revoke.set_request_id(NewId());
  revoke.set_device_name(DeviceNameOf(token));
  link::Link desk(clinic().server(), {.token = token});
  Must(desk.SignIn(NewNurse(), Clinic::kPassword).status());
  EXPECT_TRUE(Read(desk).ok());
  link::Link& admin = clinic().admin();
  Must(admin.Call(&v1::AccessService::Stub::RevokeDevice, revoke));
  EXPECT_EQ(Read(desk).code(), Code::kUnauthenticated);
  EXPECT_EQ(Try(desk, NewNurse(), Clinic::kPassword).code(), Code::kUnauthenticated);
}

TEST_F(AccessTest, ForgetsARevokedRoleAtTheNextCall) {
  const std::string nurse = NewNurse();
  auto desk = clinic().NewDevice("ALA1", "");
  Must(desk->SignIn(nurse, Clinic::kPassword).status());
  EXPECT_TRUE(Read(*desk).ok());
  v1::RevokeRoleRequest revoke;
  revoke.set_request_id(NewId());
  revoke.set_login(nurse);
  revoke.set_role(v1::ROLE_NURSE);
  revoke.set_site_code("ALA1");
  link::Link& admin = clinic().admin();
  Must(admin.Call(&v1::AccessService::Stub::RevokeRole, revoke));
  EXPECT_EQ(Read(*desk).code(), Code::kPermissionDenied);
}

TEST_F(AccessTest, GivesARoleOnlyAtItsSite) {
  const std::string nurse = NewNurse();
  auto elsewhere = clinic().NewDevice("SEM1", "");
  EXPECT_THAT(Must(elsewhere->SignIn(nurse, Clinic::kPassword)).roles(), testing::IsEmpty());
  EXPECT_EQ(Read(*elsewhere).code(), Code::kPermissionDenied);
}

TEST_F(AccessTest, EndsEveryOtherSessionOfAPersonWhoChangesThePassword) {
  const std::string nurse = NewNurse();
  auto here = clinic().NewDevice("ALA1", "");
  auto there = clinic().NewDevice("ALA1", "");
  Must(here->SignIn(nurse, Clinic::kPassword).status());
  Must(there->SignIn(nurse, Clinic::kPassword).status());
  v1::ChangePasswordRequest change;
  change.set_password("not the old password");
  change.set_new_password("another long password");
  auto method = &v1::AccessService::Stub::ChangePassword;
  EXPECT_EQ(here->Call(method, change).status().code(), Code::kUnauthenticated);
  EXPECT_TRUE(Read(*there).ok()) << "a wrong old password changes nothing";
  change.set_password(Clinic::kPassword);
  Must(here->Call(method, change).status());
  EXPECT_TRUE(Read(*here).ok()) << "she has just proved who she is";
  EXPECT_EQ(Read(*there).code(), Code::kUnauthenticated);
  EXPECT_EQ(Try(*here, nurse, Clinic::kPassword).code(), Code::kUnauthenticated);
  EXPECT_TRUE(Try(*here, nurse, "another long password").ok());
}

TEST_F(AccessTest, HasNoPasswordThatCouldBeGuessed) {
  auto device = clinic().NewDevice("ALA1", "");
  for (const char* guess : {"admin", "password", "jalgas", "oat"}) {
    EXPECT_EQ(Try(*device, "admin", guess).code(), Code::kUnauthenticated) << guess;
  }
  EXPECT_EQ(Try(*device, "admin", "").code(), Code::kInvalidArgument);
  Clinic another;
  auto password_of = [](const Clinic& clinic) {
    return test::Run("cat " + clinic.folder() + "/admin-password");
  };
  EXPECT_NE(password_of(another), password_of(clinic()));
  EXPECT_GE(password_of(another).size(), 43) << "256 random bits";
}

TEST_F(AccessTest, KeepsTokensAndPasswordsOnlyHashed) {
  const std::string nurse = NewNurse();
  const Tokens tokens = SignedIn(clinic(), nurse, "ALA1");
  auto rows_holding = [](const std::string& text) {
    return clinic().Sql(absl::StrCat(
        "SELECT (SELECT count(*) FROM device d WHERE d::text LIKE '%", text, "%' OR position('",
        text,
        "'::bytea IN token_hash) > 0) + (SELECT count(*) FROM session s WHERE s::text LIKE '%",
        text, "%' OR position('", text,
        "'::bytea IN token_hash) > 0) + (SELECT count(*) FROM "
        "request r WHERE position('",
        text,
        "'::bytea IN answer) > 0) + (SELECT count(*) FROM "
        "staff_password p WHERE p::text LIKE '%",
        text, "%')"));
  };
  EXPECT_EQ(rows_holding(tokens.device), "0");
  EXPECT_EQ(rows_holding(tokens.session), "0");
  EXPECT_EQ(rows_holding(Clinic::kPassword), "0");
  EXPECT_EQ(clinic().Sql("SELECT bool_and(octet_length(token_hash) = 32) FROM session"), "t");
  EXPECT_EQ(clinic().Sql("SELECT bool_and(hash LIKE '$argon2id$%') FROM staff_password"), "t");
}

// The matrix: every method, without a device, with a device alone, and with a session of each role.

bool IsDenied(const absl::Status& status) {
  return status.code() == Code::kPermissionDenied ||
         (status.code() == Code::kUnauthenticated &&
          (absl::StrContains(status.message(), "session") ||
           absl::StrContains(status.message(), "not registered")));
}

TEST_F(AccessTest, LetsEachRoleCallWhatTheContractSaysAndNothingElse) {
  const Wire wire(clinic().server());
  const Tokens device = NewTokens(clinic(), "ALA1");
  std::map<std::string, Tokens> sessions;
  for (const std::string& role : AllRoles()) {
    clinic().As(role);
    sessions[role] = SignedIn(clinic(), Clinic::LoginOf(role, "ALA1"), "ALA1");
  }
  int allowed = 0;
  for (const MethodDescriptor* method : AllMethods()) {
    SCOPED_TRACE(method->full_name());
    const v1::AccessRule& rule = RuleOf(*method);
    const bool for_devices = rule.credential() == v1::CREDENTIAL_DEVICE;
    const absl::Status nobody = wire.Call(*method, MakeCall(*method), {}).status;
    EXPECT_EQ(nobody.code(), Code::kUnauthenticated);
    EXPECT_TRUE(IsDenied(nobody));
    EXPECT_EQ(IsDenied(wire.Call(*method, MakeCall(*method), device).status), !for_devices);
    std::set<int> roles(rule.roles().begin(), rule.roles().end());
    for (auto& [role, tokens] : sessions) {
      const absl::Status status = wire.Call(*method, MakeCall(*method), tokens).status;
      const bool may = roles.empty() || roles.contains(contract::FromCode<v1::Role>(role));
      EXPECT_EQ(IsDenied(status), !may) << role << ": " << status;
      EXPECT_NE(status.code(), Code::kInternal) << role;
      EXPECT_NE(status.code(), Code::kUnimplemented) << role;
      allowed += IsDenied(status) ? 0 : 1;
      if (method->name() != "SignOut") continue;
      tokens = SignedIn(clinic(), Clinic::LoginOf(role, "ALA1"), "ALA1");
    }
  }
  EXPECT_GT(allowed, 80) << "the requests no longer reach the services";
}

TEST_F(AccessTest, KeepsAdministratorsAuditorsAndAnalystsFromEveryPatient) {
  const Wire wire(clinic().server());
  int patient_methods = 0;
  for (const char* role : {"administrator", "auditor", "authority_analyst", "stock_custodian"}) {
    clinic().As(role);
    const Tokens tokens = SignedIn(clinic(), Clinic::LoginOf(role, "ALA1"), "ALA1");
    for (const MethodDescriptor* method : AllMethods()) {
      if (!RuleOf(*method).names_patient()) continue;
      ++patient_methods;
      EXPECT_EQ(wire.Call(*method, MakeCall(*method), tokens).status.code(),
                Code::kPermissionDenied)
          << role << " " << method->full_name();
    }
  }
  EXPECT_GE(patient_methods, 4 * 20);
}

TEST_F(AccessTest, KeepsADeviceOfNoSiteFromWhatIsOneSites) {
  const Wire wire(clinic().server());
  const std::string login = "everything-" + NewId();
  NewStaff(clinic(), login, AllRoles(), "");
  const Tokens tokens = SignedIn(clinic(), login, "");
  for (const MethodDescriptor* method : AllMethods()) {
    if (RuleOf(*method).effect() == v1::EFFECT_SESSION) continue;
    const absl::Status status = wire.Call(*method, MakeCall(*method), tokens).status;
    EXPECT_EQ(IsDenied(status), RuleOf(*method).scope() == v1::SCOPE_SITE)
        << method->full_name() << ": " << status;
  }
}

TEST_F(AccessTest, WritesADenialIntoTheTrail) {
  const std::string login = "auditor-" + NewId();
  NewStaff(clinic(), login, {"auditor"}, "ALA1");
  const Tokens tokens = SignedIn(clinic(), login, "ALA1");
  link::Link link(clinic().server(), {.token = tokens.device});
  link.set_session_token(tokens.session);
  EXPECT_EQ(Read(link).code(), Code::kPermissionDenied);
  EXPECT_EQ(clinic().Sql("SELECT method || ' ' || outcome FROM audit JOIN staff USING (staff_id) "
                         "WHERE method = 'ListOpenDoses' AND login = '" +
                         login + "'"),
            "ListOpenDoses permission_denied");
}

}  // namespace
}  // namespace oat::test
