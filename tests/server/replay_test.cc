// One request id, one effect, one answer, for ever: asked of every method that leaves an effect.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/access/credential.h"
#include "services/contract/code.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using google::protobuf::MethodDescriptor;

class ReplayTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic(Clinic::Options{.workers = 8});
    clinic_->PutInForce("ua-normal");
    NewStaff(*clinic_, "everything", AllRoles(), "");
    NewStaff(*clinic_, "bystander", {}, "");
    tokens_ = new Tokens(SignedIn(*clinic_, "everything", "ALA1", "W1"));
    wire_ = new Wire(clinic_->server());
  }
  static void TearDownTestSuite() {
    delete wire_;
    delete tokens_;
    delete clinic_;
  }
  static Clinic& clinic() { return *clinic_; }

  static Answer Send(const MethodDescriptor& method, const Messages& messages) {
    return wire_->Call(method, messages, *tokens_);
  }

  static std::vector<const MethodDescriptor*> WritingMethods() {
    std::vector<const MethodDescriptor*> writing;
    for (const MethodDescriptor* method : AllMethods()) {
      if (RuleOf(*method).effect() == v1::EFFECT_WRITE) writing.push_back(method);
    }
    return writing;
  }

  static std::string OpenApplication(const std::string& uic = "") {
    v1::OpenApplicationRequest open;
    open.set_request_id(NewId());
    open.set_uic(uic);
    open.set_sex(v1::SEX_MALE);
    open.set_birth_year(1980);
    open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
    open.set_history(v1::TREATMENT_HISTORY_UNKNOWN);
    open.set_consents_to_duplicate_check(true);
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(nurse.enrolment(), &v1::EnrolmentService::Stub::OpenApplication, open));
    return open.request_id();
  }

  // A review that waits: two people with one code.
  static std::string OpenReview() {
    const std::string uic = NewId();
    OpenApplication(uic);
    const std::string second = OpenApplication(uic);
    return clinic().Sql("SELECT review_id FROM duplicate_review WHERE application_id = '" + second +
                        "'");
  }

  static std::string NewConsent(const std::string& number) {
    v1::RecordConsentRequest consent;
    consent.set_request_id(NewId());
    consent.set_patient_number(number);
    consent.set_recipient_kind(v1::RECIPIENT_KIND_COURT);
    consent.set_recipient("City court");
    consent.set_purpose("a hearing");
    consent.add_elements(v1::DISCLOSURE_ELEMENT_EPISODES);
    consent.set_until_day("2026-11-25");
    consent.set_manner(v1::CONSENT_MANNER_SIGNED);
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(nurse.consents(), &v1::ConsentService::Stub::RecordConsent, consent));
    return consent.request_id();
  }

  static std::string NewDisclosure(const std::string& number) {
    v1::RequestDisclosureRequest asked;
    asked.set_request_id(NewId());
    asked.set_patient_number(number);
    asked.set_recipient_kind(v1::RECIPIENT_KIND_POLICE);
    asked.set_recipient("Department 4");
    asked.set_basis(v1::LEGAL_BASIS_NONE);
    asked.add_elements(v1::DISCLOSURE_ELEMENT_IDENTITY);
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(nurse.consents(), &v1::ConsentService::Stub::RequestDisclosure, asked));
    return asked.request_id();
  }

  static std::string OpenIncident(const std::string& number) {
    v1::RecordAdministrationRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(500'000);
    request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic().now()) - 60);
    link::Link& nurse = clinic().As("nurse");
    request.set_approval_id(
        clinic().ApprovalFor(nurse, "ALA1", "oat.v1.DosingService.RecordAdministration", request));
    Must(nurse.Call(nurse.dosing(), &v1::DosingService::Stub::RecordAdministration, request));
    return clinic().Sql("SELECT incident_id FROM incident WHERE administration_id = '" +
                        request.request_id() + "' LIMIT 1");
  }

  // Somebody else's emergency, which waits for a review.
  static std::string RaiseAlarm() {
    v1::OpenEmergencyAccessRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(clinic().AdmitWithoutOrder("SEM1"));
    request.set_reason(v1::EMERGENCY_REASON_PATIENT_PRESENT);
    request.set_note("stands here and asks for help");
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(nurse.oversight(), &v1::OversightService::Stub::OpenEmergencyAccess, request));
    return clinic().Sql("SELECT alarm_id FROM alarm WHERE access_id = '" + request.request_id() +
                        "'");
  }

  // A day to take home, authorised; the authorisation's id.
  static std::string NewAuthorisation(const std::string& number) {
    v1::AuthoriseTakeHomeRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.add_doses()->set_clinical_day("2026-11-23");
    request.set_storage_explained(true);
    link::Link& prescriber = clinic().As("prescriber");
    Must(prescriber.Call(prescriber.take_home(), &v1::TakeHomeService::Stub::AuthoriseTakeHome,
                         request));
    return request.request_id();
  }
  // Filled; its serial.
  static std::string NewBottle(const std::string& number, const std::string& authorisation) {
    v1::PrepareBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_authorisation_id(authorisation);
    request.set_station("W1");
    link::Link& nurse = clinic().As("nurse");
    return Must(nurse.Call(nurse.take_home(), &v1::TakeHomeService::Stub::PrepareBottles, request))
        .bottles(0)
        .serial();
  }
  static void HandOut(const std::string& number, const std::string& authorisation) {
    v1::SupplyBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_authorisation_id(authorisation);
    request.set_collector(v1::COLLECTOR_PATIENT);
    request.set_identity_check(v1::IDENTITY_CHECK_PHOTO);
    request.set_assessment(v1::ASSESSMENT_WELL);
    link::Link& nurse = clinic().As("nurse");
    Must(nurse.Call(nurse.take_home(), &v1::TakeHomeService::Stub::SupplyBottles, request));
  }
  // What a method of the way of a bottle is about.
  static void AddBottle(const std::string& name, Known* known) {
    const std::string& number = (*known)["patient_number"];
    (*known)["clinical_day"] = "2026-11-23";
    (*known)["bring_back_until_day"] = "2026-11-24";
    const std::set<std::string> of_an_authorisation = {"RevokeTakeHome", "PrepareBottles",
                                                       "SupplyBottles"};
    const std::set<std::string> of_a_bottle = {"ReturnBottle", "ReportBottleLost", "ReplaceBottle"};
    if (of_an_authorisation.contains(name)) {
      (*known)["authorisation_id"] = NewAuthorisation(number);
      (*known)["collector"] = "patient";
      if (name == "SupplyBottles") NewBottle(number, (*known)["authorisation_id"]);
    }
    if (of_a_bottle.contains(name)) {
      const std::string authorisation = NewAuthorisation(number);
      (*known)["serial"] = NewBottle(number, authorisation);
      (*known)["condition"] = "intact";
      HandOut(number, authorisation);
    }
  }

  // A count of a window that found a difference.
  static std::string NewCount() {
    link::Link& nurse = clinic().As("nurse");
    v1::CountStockRequest count;
    count.set_request_id(NewId());
    count.set_station("W2");
    const auto balances = Must(
        nurse.Call(nurse.stock(), &v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()));
    for (const v1::StockAccount& one : balances.accounts()) {
      if (one.account() != v1::ACCOUNT_STATION || one.station() != "W2") continue;
      v1::CountedLot* lot = count.add_lots();
      lot->set_product_code(one.product_code());
      lot->set_lot_number(one.lot_number());
      lot->set_quantity(one.quantity() - 1000);
    }
    count.set_approval_id(
        clinic().ApprovalFor(nurse, "ALA1", "oat.v1.StockService.CountStock", count));
    Must(nurse.Call(nurse.stock(), &v1::StockService::Stub::CountStock, count));
    return count.request_id();
  }
  // What a method of the stock room is about.
  static void AddStock(const std::string& name, Known* known) {
    if (name == "LinkPackCode") (*known)["gtin"] = "04012345678901";
    if (name == "ExplainVariance") (*known)["count_id"] = NewCount();
    if (name == "CorrectStockEntry") {
      (*known)["entry_id"] = clinic().Sql(
          "SELECT entry_id FROM stock_entry WHERE kind = 'receipt' AND site_code = 'ALA1' LIMIT 1");
    }
  }

  // Another session of the calling person's.
  static std::string OtherSession() {
    SignedIn(clinic(), "everything", "ALA1");
    return clinic().Sql("SELECT max(session_number) FROM session");
  }

  // A colleague who has forgotten her password, and the consent of another to her reset.
  static void AddApproval(const MethodDescriptor& method, Known* known) {
    (*known)["login"] = "forgetful-" + NewId();
    NewStaff(clinic(), (*known)["login"], {"nurse"}, "ALA1");
    (*known)["request_id"] = NewId();
    link::Link link(clinic().server(), {.token = tokens_->device});
    link.set_session_token(tokens_->session);
    (*known)["approval_id"] =
        clinic().ApprovalFor(link, "ALA1", method.full_name(), *MakeCall(method, *known).front());
  }

  // Things that exist, so that a request about them is answered and not merely not found.
  static Known ThingsFor(const MethodDescriptor& method) {
    const std::string& name = method.name();
    Known known = {{"patient_number", clinic().Admit()},
                   {"station", "W1"},
                   {"product_code", "METHADONE-5MG-ML"},
                   {"lot_number", "LOT-1"},
                   {"expires_on", "2027-12-31"},
                   {"site_code", "ALA1"},
                   {"login", "bystander"},
                   {"day", name == "DeclareClosure" ? "2026-12-24" : "2026-11-21"}};
    AddBottle(name, &known);
    AddStock(name, &known);
    if (name == "CreateStaff") {
      known["login"] = "new-" + NewId();
      known["password"] = Clinic::kPassword;
    }
    if (name == "IssueBadge" || name == "RevokeBadge") {
      known["badge"] = access::MakeToken().Reveal();
    }
    if (name == "RevokeBadge") {
      const MethodDescriptor* issue = method.service()->FindMethodByName("IssueBadge");
      Must(Send(*issue, MakeCall(*issue, known)).status);
    }
    if (name == "EndSession") known["session_number"] = OtherSession();
    if (name == "ResetPassword") AddApproval(method, &known);
    if (name == "RegisterDevice") {
      known["device_name"] = absl::AsciiStrToUpper(NewId());
      known["device_token"] = access::MakeToken().Reveal();
      known["station"] = "W9";
    }
    if (name == "AddCertificate") known["fingerprint"] = access::MakeToken().Reveal().substr(0, 32);
    if (name == "RevokeDevice" || name == "AddCertificate") {
      known["device_name"] = absl::AsciiStrToUpper(NewId());
      const MethodDescriptor* add = method.service()->FindMethodByName("RegisterDevice");
      Known device = known;
      if (name == "RevokeDevice") device["device_token"] = access::MakeToken().Reveal();
      Must(Send(*add, MakeCall(*add, device)).status);
    }
    if (name == "RecordAssessment" || name == "DecideApplication") {
      known["application_id"] = OpenApplication();
      known["decision"] = "withdrawn";
    }
    if (name == "FreezeRelease") known["month"] = "2026-10-01";
    if (name == "OverrideRule") known["overridden"] = "too_soon";
    if (name == "RecordAdministration") known.erase("station");
    if (name == "OpenApplication") known["uic"] = NewId();
    if (name == "DecideDuplicate") known["review_id"] = OpenReview();
    if (name == "SignOrder") known["until_day"] = known["from_day"] = "2026-11-22";
    if (name == "ReviewIncident") known["incident_id"] = OpenIncident(known["patient_number"]);
    if (name == "RecordConsent") known["recipient_kind"] = "care_provider";
    if (name == "WithdrawConsent") known["consent_id"] = NewConsent(known["patient_number"]);
    if (name == "DecideDisclosure") known["disclosure_id"] = NewDisclosure(known["patient_number"]);
    if (name == "OpenEmergencyAccess") known["patient_number"] = clinic().Admit("SEM1");
    if (name == "ReviewAlarm") known["alarm_id"] = RaiseAlarm();
    if (name == "CorrectIdentity") known["uic"] = NewId();
    if (name == "StorePhoto") known["jpeg"] = "\xff\xd8\xff" + std::string(100, 'x') + "\xff\xd9";
    if (name == "PutRulePackInForce" || name == "WithdrawRulePack") {
      known["text"] =
          "name: \"replayed\" version: \"1\" jurisdiction { country: \"ZZ\" } governing_document { "
          "title: \"t\" issued_by: \"b\" reference: \"r\" } effective_from: \"2026-01-01\" "
          "effective_mark: MARK_VERIFIED_PRIMARY";
      known["from_day"] = "2026-11-21";
    }
    if (name == "EndDowntimeList") Must(clinic().As("nurse", "ALA1", "W1").DowntimeList().status());
    const std::set<std::string> of_a_dose = {"ConfirmDose", "VoidDose",    "AdoptDose",
                                             "ResolveDose", "ReverseDose", "SignSupplement"};
    if (!of_a_dose.contains(name)) return known;
    auto authorise = Clinic::AuthoriseRequest(known["patient_number"]);
    Must(clinic().Authorise(authorise));
    known["dose_id"] = authorise.request_id();
    if (name != "SignSupplement" && name != "ReverseDose") return known;
    Must(clinic().Confirm(known["patient_number"], known["dose_id"]));
    return known;
  }

 private:
  static inline Clinic* clinic_ = nullptr;
  static inline Tokens* tokens_ = nullptr;
  static inline Wire* wire_ = nullptr;
};

TEST_F(ReplayTest, AnswersTheSameRequestWithTheSameBytes) {
  clinic().As("nurse");
  const auto methods = WritingMethods();
  EXPECT_GE(methods.size(), 30U);
  for (const MethodDescriptor* method : methods) {
    SCOPED_TRACE(method->full_name());
    const Messages messages = MakeCall(*method, ThingsFor(*method));
    const Answer first = Send(*method, messages);
    ASSERT_TRUE(first.status.ok()) << first.status;
    // The world moves on; the answer does not.
    clinic().Advance(absl::Seconds(7));
    const Answer again = Send(*method, messages);
    EXPECT_TRUE(again.status.ok()) << again.status;
    EXPECT_EQ(again.messages, first.messages);
  }
}

TEST_F(ReplayTest, RefusesAKnownRequestIdWithOtherContent) {
  clinic().As("nurse");
  for (const MethodDescriptor* method : WritingMethods()) {
    SCOPED_TRACE(method->full_name());
    Messages messages = MakeCall(*method, ThingsFor(*method));
    const Answer first = Send(*method, messages);
    ASSERT_TRUE(first.status.ok()) << first.status;
    const std::string before = messages.back()->SerializeAsString();
    ASSERT_TRUE(
        Vary(messages.back().get(), {{"patient_number", clinic().AdmitWithoutOrder("ALA1")}}));
    ASSERT_NE(messages.back()->SerializeAsString(), before);
    const Answer other = Send(*method, messages);
    EXPECT_EQ(other.status.code(), absl::StatusCode::kAlreadyExists) << other.status;
    EXPECT_TRUE(absl::StartsWith(other.status.message(), "request_id")) << other.status;
  }
}

TEST_F(ReplayTest, RefusesAKnownRequestIdAtAnotherMethod) {
  const MethodDescriptor* authorise = AllMethods()[0];
  const MethodDescriptor* release = authorise;
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->name() == "ReleaseHold") release = method;
    if (method->name() == "CancelOrder") authorise = method;
  }
  const Known known = {{"patient_number", clinic().Admit()}, {"request_id", NewId()}};
  // Two methods whose requests have the same fields, so that the bytes are the same too.
  ASSERT_EQ(Bytes(MakeCall(*authorise, known)), Bytes(MakeCall(*release, known)));
  Must(Send(*authorise, MakeCall(*authorise, known)).status);
  EXPECT_EQ(Send(*release, MakeCall(*release, known)).status.code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(ReplayTest, AnswersOneRequestSentByEightAtOnceWithTheSameBytes) {
  clinic().As("nurse");
  constexpr int kThreads = 8;
  for (const MethodDescriptor* method : WritingMethods()) {
    SCOPED_TRACE(method->full_name());
    const Messages messages = MakeCall(*method, ThingsFor(*method));
    std::vector<Answer> answers(kThreads);
    std::vector<std::thread> threads;
    // None can commit before all are on their way.
    auto blocker = std::make_unique<Blocker>(clinic(), "LOCK TABLE request IN SHARE MODE");
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] { answers[i] = Send(*method, messages); });
    }
    EXPECT_NO_THROW(WaitUntilBlocked(clinic(), kThreads));
    blocker.reset();
    for (std::thread& thread : threads) thread.join();
    for (const Answer& answer : answers) {
      EXPECT_TRUE(answer.status.ok()) << answer.status;
      EXPECT_EQ(answer.messages, answers.front().messages);
    }
    const std::string id = clinic().Sql(
        "SELECT count(*) FILTER (WHERE outcome = 'replayed') || ' of ' || count(*) FROM audit "
        "WHERE request_id = (SELECT request_id FROM audit WHERE request_id IS NOT NULL "
        "ORDER BY audit_id DESC LIMIT 1)");
    EXPECT_EQ(id, "7 of 8");
  }
}

TEST_F(ReplayTest, LeavesOneEffectOfARequestSentByEightAtOnce) {
  const std::string number = clinic().Admit();
  const auto dose = Clinic::AuthoriseRequest(number);
  v1::ReceiveStockRequest receive;
  receive.set_request_id(NewId());
  receive.set_product_code("METHADONE-5MG-ML");
  receive.set_lot_number("LOT-" + NewId());
  receive.set_expires_on("2027-12-31");
  receive.set_quantity(1000);
  clinic().As("nurse");
  clinic().As("stock_custodian");
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      EXPECT_EQ(Reasons(Must(clinic().Authorise(dose)).outcome()), "accepted");
      link::Link& custodian = clinic().As("stock_custodian");
      Must(custodian.Call(custodian.stock(), &v1::StockService::Stub::ReceiveStock, receive));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM dose JOIN patient_number USING (person_id) WHERE "
                         "patient_number = '" +
                         number + "'"),
            "1");
  EXPECT_EQ(clinic().Sql("SELECT quantity FROM balance WHERE account = 'safe' AND lot_number = '" +
                         receive.lot_number() + "'"),
            "1000");
}

TEST_F(ReplayTest, KeepsNoAnswerOfACallThatFailed) {
  const MethodDescriptor* hold = nullptr;
  for (const MethodDescriptor* method : AllMethods()) {
    if (method->name() == "HoldOrder") hold = method;
  }
  const std::string id = NewId();
  const Answer failed = Send(*hold, MakeCall(*hold, {{"request_id", id}}));
  EXPECT_EQ(failed.status.code(), absl::StatusCode::kNotFound) << failed.status;
  const Known known = {{"request_id", id}, {"patient_number", clinic().Admit()}};
  EXPECT_TRUE(Send(*hold, MakeCall(*hold, known)).status.ok());
}

TEST_F(ReplayTest, KeepsNoSecretAndNoIdentityInWhatItStores) {
  v1::CreateStaffRequest create;
  create.set_request_id(NewId());
  create.set_login("stored-" + NewId());
  create.set_password("a password that is nowhere else");
  Must(clinic().admin().Call(clinic().admin().access(), &v1::AccessService::Stub::CreateStaff,
                             create));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM request WHERE position('nowhere else'::bytea IN "
                         "answer) > 0 OR position('nowhere else'::bytea IN digest) > 0"),
            "0");
  // A digest without the password: the same request with another password is the same request.
  create.set_password("a password of some other kind");
  EXPECT_TRUE(clinic()
                  .admin()
                  .Call(clinic().admin().access(), &v1::AccessService::Stub::CreateStaff, create)
                  .ok());
}

}  // namespace
}  // namespace oat::test
