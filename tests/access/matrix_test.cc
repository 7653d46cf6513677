// The matrix: every method that names a patient, as every role, at a device of the patient's site,
// of another and of none, for a person of this site, of another and of nobody. What is expected
// comes of the contract; what another site may do beyond it stands below, method by method.
#include <gmock/gmock.h>

#include <iostream>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "oat/v1/contract.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/patient_number.h"
#include "services/contract/code.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Code = absl::StatusCode;
using google::protobuf::MethodDescriptor;

// What a site does for a person who is not its own.
const std::map<std::string, std::string> kElsewhere = {
    // One identity a call, and of a stranger none: the number alone.
    {"FindPatient", "answered"},
    // Refused as a value, with whom to call.
    {"AuthoriseDose", "refused other_site"},
    // What was swallowed is recorded anywhere, by two people as at home (dosing/record_test.cc).
    {"RecordAdministration", "refused same_person"},
    // What was seen is told wherever the person is treated by now; it opens nothing.
    {"RecordDowntimeLook", "answered"},
    // The way in against the rule, which alarms.
    {"OpenEmergencyAccess", "answered"}};

class Matrix : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  static std::vector<const MethodDescriptor*> MethodsOfANumber() {
    std::vector<const MethodDescriptor*> methods;
    for (const MethodDescriptor* method : AllMethods()) {
      if (RuleOf(*method).names_patient() &&
          method->input_type()->FindFieldByName("patient_number") != nullptr) {
        methods.push_back(method);
      }
    }
    return methods;
  }

  static Tokens NewSession(const std::string& role, const std::string& site) {
    const std::string login = role + "-" + NewId();
    NewStaff(clinic(), login, {role}, site);
    return SignedIn(clinic(), login, site);
  }

  static Answer Send(const MethodDescriptor& method, const std::string& number,
                     const Tokens& tokens) {
    Known known = {{"patient_number", number},  {"station", "W1"},
                   {"day", "2026-11-21"},       {"from_day", "2026-11-22"},
                   {"until_day", "2026-11-22"}, {"overridden", "too_soon"}};
    if (method.name() == "RecordAdministration") known.erase("station");
    if (method.input_type()->FindFieldByName("duplicate_number") != nullptr) {
      known["duplicate_number"] = NewPatient("ALA1");
    }
    return wire().Call(method, MakeCall(method, known), tokens);
  }

  // In words: denied, unknown (the number), answered, accepted, refused with its reasons, or the
  // status.
  static std::string InWords(const MethodDescriptor& method, const Answer& answer) {
    const absl::Status& status = answer.status;
    if (status.code() == Code::kPermissionDenied) return "denied";
    if (status.code() == Code::kNotFound &&
        absl::StartsWith(status.message(), "patient_number: ")) {
      return "unknown";
    }
    if (!status.ok()) return absl::StatusCodeToString(status.code());
    std::unique_ptr<google::protobuf::Message> response(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(method.output_type())
            ->New());
    response->ParseFromString(answer.messages.at(0));
    const auto* field = method.output_type()->FindFieldByName("outcome");
    if (field == nullptr || field->message_type() != v1::Outcome::descriptor()) return "answered";
    const auto& outcome =
        static_cast<const v1::Outcome&>(response->GetReflection()->GetMessage(*response, field));
    return outcome.accepted() ? "accepted" : "refused " + Reasons(outcome);
  }

  // Somebody with a name, new to every call: what one call does must not decide the next.
  static std::string NewPatient(const std::string& site) {
    static int people = 0;
    v1::NameAndBirthDate name;
    name.set_family_name(kFamilyName);
    name.set_given_name("Лия");
    name.set_birth_date(FormatDay(Day(1950, 1, 1) + ++people));
    return clinic().AdmitWithoutOrder(site, &name);
  }

  static const Wire& wire() {
    static const auto* const wire = new Wire(clinic().server());
    return *wire;
  }

  static constexpr char kFamilyName[] = "Матрицына";

 private:
  static inline Clinic* clinic_ = nullptr;
};

bool MayCall(const v1::AccessRule& rule, const std::string& role) {
  for (int one : rule.roles()) {
    if (contract::Code(static_cast<v1::Role>(one)) == role) return true;
  }
  return rule.roles().empty();
}

// What shows a name: each for a purpose that it declares.
const std::set<std::string> kReveals = {"FindPatient", "RevealForLabel", "RevealForCorrection"};

// A record: what was done for somebody or is known of her. It is shown where it is open.
bool ShowsARecord(const v1::AccessRule& rule) {
  return rule.effect() == v1::EFFECT_READ && rule.purpose() != v1::PURPOSE_IDENTITY_CHECK;
}

TEST_F(Matrix, OfPatientsIsWhatTheContractSays) {
  int cells = 0;
  int yes = 0;
  for (const std::string& role : AllRoles()) {
    const Tokens here = NewSession(role, "ALA1");
    const Tokens nowhere = NewSession(role, "");
    for (const MethodDescriptor* method : MethodsOfANumber()) {
      const v1::AccessRule& rule = RuleOf(*method);
      const bool may = MayCall(rule, role);
      for (const bool at_site : {true, false}) {
        for (const std::string of : {"ALA1", "SEM1", "nobody"}) {
          const std::string number = of == "nobody" ? PatientNumber::Make().text() : NewPatient(of);
          const Answer answer = Send(*method, number, at_site ? here : nowhere);
          const std::string got = InWords(*method, answer);
          SCOPED_TRACE(absl::StrCat(method->name(), " as ", role,
                                    at_site ? " of ALA1" : " of no site", " for a patient of ", of,
                                    ": ", got));
          ++cells;
          EXPECT_NE(got, "UNIMPLEMENTED");
          yes += got == "answered" || got == "accepted" ? 1 : 0;
          const bool named =
              !answer.messages.empty() && absl::StrContains(answer.messages[0], kFamilyName);
          EXPECT_EQ(named, may && at_site && of == "ALA1" && kReveals.contains(method->name()));
          const bool reaches = at_site || rule.scope() == v1::SCOPE_NETWORK;
          if (!may || !reaches) {
            EXPECT_EQ(got, "denied");
          } else if (of == "nobody") {
            EXPECT_EQ(got, "unknown");
          } else if (at_site && of == "ALA1") {
            EXPECT_NE(got, "denied");
            EXPECT_NE(got, "unknown");
          } else if (at_site && kElsewhere.contains(method->name())) {
            EXPECT_EQ(got, kElsewhere.at(method->name()));
          } else if (ShowsARecord(rule)) {
            EXPECT_EQ(got, !at_site && role == "prescriber" ? "answered" : "denied");
          } else if (rule.scope() == v1::SCOPE_NETWORK) {
            // A prescriber signs and ends from afar; what she writes names its author.
            EXPECT_NE(got, "denied");
          } else {
            EXPECT_NE(got, "accepted");
            EXPECT_NE(got, "answered");
          }
        }
      }
    }
  }
  std::cout << cells << " cells, " << yes << " a yes\n";
  EXPECT_GT(cells, 7 * 20 * 6);
  EXPECT_GT(yes, 40) << "the requests no longer reach the services";
}

}  // namespace
}  // namespace oat::test
