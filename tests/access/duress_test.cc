// Somebody who was forced to sign in: an empty clinic by every method of the contract, nothing
// done, the auditor told, and nothing on the screen that says so.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/link/lists.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/base/patient_number.h"
#include "services/contract/code.h"
#include "tests/access/sign_in_test.h"

namespace oat::test {
namespace {

using google::protobuf::MethodDescriptor;
using testing::IsEmpty;
using testing::Not;

constexpr char kDuress[] = "seven grey horses by the sea";

class DuressTest : public SignInTest {
 protected:
  static absl::Status ChooseDuress(link::Link& desk, const std::string& duress) {
    v1::ChooseDuressPasswordRequest request;
    request.set_password(Clinic::kPassword);
    request.set_duress_password(duress);
    return Call(desk, &Stub::ChooseDuressPassword, request).status();
  }
  // Somebody with a role at ALA1, signed in twice: as herself, and as one who was forced.
  struct Two {
    std::string login;
    Tokens real;
    Tokens forced;
  };
  static Two NewTwo(const std::string& role) {
    Two two{.login = NewPerson(role)};
    two.real = SignedIn(clinic(), two.login, "ALA1", "");
    link::Link real(clinic().server(), {.token = two.real.device});
    real.set_session_token(two.real.session);
    Must(ChooseDuress(real, kDuress));
    two.forced = NewTokens(clinic(), "ALA1");
    link::Link forced(clinic().server(), {.token = two.forced.device});
    two.forced.session = clinic().SignIn(forced, two.login, kDuress).session_token();
    return two;
  }
  static link::Link LinkOf(const Tokens& tokens) {
    link::Link link(clinic().server(), {.token = tokens.device});
    link.set_session_token(tokens.session);
    return link;
  }
  // How many rows each table has, but for the trail, the log that seals it and the sessions.
  static std::string Everything() {
    const std::string tables = clinic().Sql(
        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND "
        "relnamespace = 'public'::regnamespace AND relname NOT IN ('audit', 'sealed_leaf', "
        "'sealed_node', 'tree_head', 'session')");
    std::string counts;
    for (absl::string_view table : absl::StrSplit(tables, ' ')) {
      absl::StrAppend(&counts, counts.empty() ? "SELECT " : " || ", "'", table,
                      " ' || (SELECT count(*) FROM ", table, ") || E'\\n'");
    }
    return clinic().Sql(counts);
  }
};

bool MayCall(const v1::AccessRule& rule, const std::string& role) {
  for (int one : rule.roles()) {
    if (contract::Code(static_cast<v1::Role>(one)) == role) return true;
  }
  return rule.roles().empty();
}

TEST_F(DuressTest, ShowsAnEmptyClinicByEveryMethodAndDoesNothing) {
  // Somebody in treatment with a dose on the way, an incident, an application and a request from
  // outside, so that every list has something to show.
  v1::NameAndBirthDate name;
  name.set_family_name("Ешкімбаева");
  name.set_given_name("Лия");
  name.set_birth_date("1990-02-03");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  Must(clinic().SignOrder(number, {80}, "2026-11-21", 3, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  const Known known = {{"patient_number", number}, {"station", "W1"},
                       {"overridden", "too_soon"}, {"day", "2026-11-21"},
                       {"from_day", "2026-11-22"}, {"until_day", "2026-11-22"}};
  const Known nobody = [&] {
    Known other = known;
    other["patient_number"] = PatientNumber::Make().text();
    return other;
  }();
  const Wire wire(clinic().server());
  std::map<std::string, Two> people;
  for (const std::string& role : AllRoles()) people[role] = NewTwo(role);
  const std::string before = Everything();
  int unknown = 0;
  for (const auto& [role, two] : people) {
    for (const MethodDescriptor* method : AllMethods()) {
      const v1::AccessRule& rule = RuleOf(*method);
      if (rule.credential() == v1::CREDENTIAL_DEVICE || method->name() == "SignOut") continue;
      SCOPED_TRACE(absl::StrCat(method->name(), " as ", role));
      // The one request that names a station only beside lines.
      const auto call = [&, method = method](Known filled) {
        if (method->name() == "RecordAdministration") filled.erase("station");
        return MakeCall(*method, filled);
      };
      const Answer forced = wire.Call(*method, call(known), two.forced);
      for (const std::string& message : forced.messages) {
        EXPECT_FALSE(absl::StrContains(message, number));
        EXPECT_FALSE(absl::StrContains(message, name.family_name()));
      }
      EXPECT_NE(forced.status.code(), Code::kInternal) << forced.status;
      EXPECT_EQ(forced.status.code() == Code::kPermissionDenied, !MayCall(rule, role))
          << forced.status;
      // What opens patients' cards does not reach a desk that somebody else has in hand.
      if (MayCall(rule, role) &&
          (method->name() == "GetCardKeys" || method->name() == "ReportCardReading")) {
        EXPECT_EQ(forced.status.code(), Code::kUnavailable) << forced.status;
      }
      if (!rule.names_patient() || !MayCall(rule, role)) continue;
      // A desk keeps these and asks again when its nurse is free.
      if (method->name() == "ConfirmDose" || method->name() == "VoidDose" ||
          method->name() == "RecordAdministration") {
        EXPECT_EQ(forced.status.code(), Code::kUnavailable) << forced.status;
        continue;
      }
      EXPECT_EQ(forced.status.code(), Code::kNotFound) << forced.status;
      // Word for word what she reads, unforced, of somebody who does not exist.
      EXPECT_EQ(forced.status, wire.Call(*method, call(nobody), two.real).status);
      ++unknown;
    }
  }
  EXPECT_GT(unknown, 40) << "the requests no longer reach the methods";
  EXPECT_EQ(Everything(), before);
}

TEST_F(DuressTest, ShowsEmptyLists) {
  const std::string number = clinic().Admit();
  Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  const Two nurse = NewTwo("nurse");
  link::Link real = LinkOf(nurse.real);
  link::Link forced = LinkOf(nurse.forced);
  EXPECT_THAT(Must(link::ReadWorklist(real)), Not(IsEmpty()));
  EXPECT_THAT(Must(link::ReadWorklist(forced)), IsEmpty());
  const auto doses = [](link::Link& link) {
    return Must(link.Call(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()))
        .doses_size();
  };
  EXPECT_GT(doses(real), 0);
  EXPECT_EQ(doses(forced), 0);
}

TEST_F(DuressTest, RaisesAnAlarmForTheAuditorAndShowsItToNobodyForced) {
  const Two auditor = NewTwo("auditor");
  const Two nurse = NewTwo("nurse");
  const auto alarms = [&](const Tokens& tokens) {
    link::Link link = LinkOf(tokens);
    std::vector<std::string> logins;
    const auto listed =
        Must(link.Call(&v1::OversightService::Stub::ListAlarms, v1::ListAlarmsRequest()));
    for (const v1::Alarm& alarm : listed.alarms()) {
      if (alarm.kind() == v1::ALARM_KIND_DURESS) {
        EXPECT_EQ(alarm.site_code(), "ALA1");
        logins.push_back(alarm.login());
      }
    }
    return logins;
  };
  EXPECT_THAT(alarms(auditor.real), testing::Contains(nurse.login));
  EXPECT_THAT(alarms(auditor.forced), IsEmpty());
}

TEST_F(DuressTest, LooksLikeAnyOtherSignIn) {
  const std::string login = NewPerson("nurse");
  auto desk = DeskOf(login);
  Must(ChooseDuress(*desk, kDuress));
  auto device = NewDesk();
  auto real = Must(Show(*device, WithPassword(login)));
  auto forced = Must(Show(*device, WithPassword(login, kDuress)));
  real.clear_session_token();
  forced.clear_session_token();
  EXPECT_EQ(real.SerializeAsString(), forced.SerializeAsString());
  EXPECT_EQ(Show(*device, WithPassword(login, "eight grey horses by the sea")).status(),
            Show(*device, WithPassword("nobody-of-this-name", kDuress)).status());
}

TEST_F(DuressTest, ChangesNoSecretAndEndsNoOtherSession) {
  const Two nurse = NewTwo("nurse");
  link::Link real = LinkOf(nurse.real);
  link::Link forced = LinkOf(nurse.forced);
  // The one who forces her sees it done.
  v1::ChangePasswordRequest change;
  change.set_password(kDuress);
  change.set_new_password("three of us by the river");
  EXPECT_TRUE(Call(forced, &Stub::ChangePassword, change).ok());
  EXPECT_TRUE(ChoosePin(forced, "104729", kDuress).ok());
  Secret key;
  EXPECT_TRUE(Begin(forced, &key, "", kDuress).ok());
  EXPECT_TRUE(Confirm(forced, CodeAt(key)).ok());
  EXPECT_EQ(ChoosePin(forced, "104729", "not the password at all").code(), Code::kUnauthenticated);
  EXPECT_EQ(clinic().Sql("SELECT (SELECT count(*) FROM staff_pin JOIN staff USING (staff_id) "
                         "WHERE login = '" +
                         nurse.login +
                         "') + (SELECT count(*) FROM "
                         "one_time_key JOIN staff USING (staff_id) WHERE login = '" +
                         nurse.login + "')"),
            "0");
  EXPECT_TRUE(Ping(real).ok()) << "her own session is not ended";
  EXPECT_TRUE(Show(*NewDesk(), WithPassword(nurse.login)).ok());
  EXPECT_FALSE(Show(*NewDesk(), WithPassword(nurse.login, change.new_password())).ok());

  const auto listed = Must(Call(forced, &Stub::ListSessions, v1::ListSessionsRequest()));
  ASSERT_EQ(listed.sessions_size(), 1) << "her own ones are not shown";
  EXPECT_TRUE(listed.sessions(0).current());
  Must(Call(forced, &Stub::SignOut, v1::SignOutRequest()).status());
  EXPECT_EQ(Ping(forced).code(), Code::kUnauthenticated) << "she may leave";
}

TEST_F(DuressTest, DoesNotShowWhatARequestWasAnsweredBefore) {
  const Two nurse = NewTwo("nurse");
  const std::string number = clinic().Admit();
  const auto request = Clinic::AuthoriseRequest(number);
  link::Link real = LinkOf(nurse.real);
  Must(real.Call(&v1::DosingService::Stub::AuthoriseDose, request).status());
  link::Link forced = LinkOf(nurse.forced);
  EXPECT_EQ(forced.Call(&v1::DosingService::Stub::AuthoriseDose, request).status().code(),
            Code::kNotFound);
}

TEST_F(DuressTest, MakesAnApprovalThatIsNone) {
  const Two second = NewTwo("nurse");
  link::Link& nurse = clinic().As("nurse");
  v1::SignWasteRequest waste;
  waste.set_request_id(NewId());
  waste.set_station("W1");
  waste.set_approval_id(
      Must(nurse.Approve(second.login, kDuress, "oat.v1.StockService.SignWaste", waste)));
  EXPECT_EQ(nurse.Call(&v1::StockService::Stub::SignWaste, waste).status().code(),
            Code::kFailedPrecondition);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM alarm JOIN staff USING (staff_id) WHERE kind = "
                         "'duress' AND login = '" +
                         second.login + "'"),
            "2");
}

TEST_F(DuressTest, TakesNoPasswordThatIsInUse) {
  auto desk = DeskOf(NewPerson("nurse"));
  EXPECT_EQ(ChooseDuress(*desk, Clinic::kPassword).code(), Code::kInvalidArgument);
  EXPECT_EQ(ChooseDuress(*desk, "password1234").code(), Code::kInvalidArgument);
  Must(ChooseDuress(*desk, kDuress));
  v1::ChangePasswordRequest change;
  change.set_password(Clinic::kPassword);
  change.set_new_password(kDuress);
  EXPECT_EQ(Call(*desk, &Stub::ChangePassword, change).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace oat::test
