#include "tests/server/things.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/link/lists.h"
#include "oat/v1/card.grpc.pb.h"
#include "oat/v1/consent.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.grpc.pb.h"
#include "oat/v1/interruption.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/access/credential.h"
#include "tests/server/continuity_things.h"
#include "tests/server/stock_things.h"

namespace oat::test {

using google::protobuf::MethodDescriptor;

class Things::Maker {
 public:
  Maker(Clinic& clinic, Tokens tokens)
      : clinic_(clinic),
        tokens_(std::move(tokens)),
        wire_(clinic.server()),
        stock_(clinic),
        continuity_(clinic) {}

  Known For(const MethodDescriptor& method) {
    const std::string& name = method.name();
    Known known = {{"patient_number", clinic_.Admit()},
                   {"station", "W1"},
                   {"product_code", "METHADONE-5MG-ML"},
                   {"lot_number", "LOT-1"},
                   {"expires_on", "2027-12-31"},
                   {"site_code", "ALA1"},
                   {"login", "bystander"},
                   {"day", name == "DeclareClosure" ? "2026-12-24" : "2026-11-21"}};
    AddBottle(name, &known);
    stock_.Add(name, &known);
    continuity_.Add(name, &known);
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
    if (name == "OpenEmergencyAccess") known["patient_number"] = clinic_.Admit("SEM1");
    if (name == "AttachBarrierReport" || name == "AnswerBarrierReport") {
      known["barrier_id"] = NewBarrierReport();
    }
    if (name == "ReviewAlarm") known["alarm_id"] = RaiseAlarm();
    const std::set<std::string> of_a_card = {"RevokeCard", "ReadCard", "ReportCardReading"};
    if (of_a_card.contains(name)) known["card"] = NewCard(known["patient_number"]);
    if (name == "CorrectIdentity") known["uic"] = NewId();
    if (name == "RecordLanguage") known["language"] = "kk";
    if (name == "StorePhoto") known["jpeg"] = "\xff\xd8\xff" + std::string(100, 'x') + "\xff\xd9";
    if (name == "PutRulePackInForce" || name == "WithdrawRulePack") {
      known["text"] =
          "name: \"replayed\" version: \"1\" jurisdiction { country: \"ZZ\" } governing_document { "
          "title: \"t\" issued_by: \"b\" reference: \"r\" } effective_from: \"2026-01-01\" "
          "effective_mark: MARK_VERIFIED_PRIMARY";
      known["from_day"] = "2026-11-21";
    }
    if (name == "EndDowntimeList")
      Must(link::ReadDowntimeList(clinic_.As("nurse", "ALA1", "W1")).status());
    const std::set<std::string> of_a_dose = {"ConfirmDose",   "VoidDose",    "AdoptDose",
                                             "CarryDose",     "ResolveDose", "ReverseDose",
                                             "SignSupplement"};
    if (!of_a_dose.contains(name)) return known;
    auto authorise = Clinic::AuthoriseRequest(known["patient_number"]);
    Must(clinic_.Authorise(authorise));
    known["dose_id"] = authorise.request_id();
    if (name != "SignSupplement" && name != "ReverseDose") return known;
    Must(clinic_.Confirm(known["patient_number"], known["dose_id"]));
    return known;
  }

 private:
  Answer Send(const MethodDescriptor& method, const Messages& messages) {
    return wire_.Call(method, messages, tokens_);
  }

  std::string OpenApplication(const std::string& uic = "") {
    v1::OpenApplicationRequest open;
    open.set_request_id(NewId());
    open.set_uic(uic);
    open.set_sex(v1::SEX_MALE);
    open.set_birth_year(1980);
    open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
    open.set_history(v1::TREATMENT_HISTORY_UNKNOWN);
    open.set_consents_to_duplicate_check(true);
    link::Link& nurse = clinic_.As("nurse");
    Must(nurse.Call(&v1::EnrolmentService::Stub::OpenApplication, open));
    return open.request_id();
  }

  // A review that waits: two people with one code.
  std::string OpenReview() {
    const std::string uic = NewId();
    OpenApplication(uic);
    const std::string second = OpenApplication(uic);
    return clinic_.Sql("SELECT review_id FROM duplicate_review WHERE application_id = '" + second +
                       "'");
  }

  std::string NewConsent(const std::string& number) {
    v1::RecordConsentRequest consent;
    consent.set_request_id(NewId());
    consent.set_patient_number(number);
    consent.set_recipient_kind(v1::RECIPIENT_KIND_COURT);
    consent.set_recipient("City court");
    consent.set_purpose("a hearing");
    consent.add_elements(v1::DISCLOSURE_ELEMENT_EPISODES);
    consent.set_until_day("2026-11-25");
    consent.set_manner(v1::CONSENT_MANNER_SIGNED);
    link::Link& nurse = clinic_.As("nurse");
    Must(nurse.Call(&v1::ConsentService::Stub::RecordConsent, consent));
    return consent.request_id();
  }

  std::string NewDisclosure(const std::string& number) {
    v1::RequestDisclosureRequest asked;
    asked.set_request_id(NewId());
    asked.set_patient_number(number);
    asked.set_recipient_kind(v1::RECIPIENT_KIND_POLICE);
    asked.set_recipient("Department 4");
    asked.set_basis(v1::LEGAL_BASIS_NONE);
    asked.add_elements(v1::DISCLOSURE_ELEMENT_IDENTITY);
    link::Link& nurse = clinic_.As("nurse");
    Must(nurse.Call(&v1::ConsentService::Stub::RequestDisclosure, asked));
    return asked.request_id();
  }

  // Its text.
  std::string NewCard(const std::string& number) {
    v1::IssueCardRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_days(1);
    link::Link& nurse = clinic_.As("nurse");
    return Must(nurse.Call(&v1::CardService::Stub::IssueCard, request)).card();
  }

  std::string OpenIncident(const std::string& number) {
    v1::RecordAdministrationRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_cause(v1::ADMINISTRATION_CAUSE_DOWNTIME);
    request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    request.set_micrograms(500'000);
    request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic_.now()) - 60);
    link::Link& nurse = clinic_.As("nurse");
    request.set_approval_id(
        clinic_.ApprovalFor(nurse, "ALA1", "oat.v1.DosingService.RecordAdministration", request));
    Must(nurse.Call(&v1::DosingService::Stub::RecordAdministration, request));
    return clinic_.Sql("SELECT incident_id FROM incident WHERE administration_id = '" +
                       request.request_id() + "' LIMIT 1");
  }

  // Somebody else's emergency, which waits for a review.
  std::string RaiseAlarm() {
    v1::OpenEmergencyAccessRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(clinic_.AdmitWithoutOrder("SEM1"));
    request.set_reason(v1::EMERGENCY_REASON_PATIENT_PRESENT);
    request.set_note("stands here and asks for help");
    link::Link& nurse = clinic_.As("nurse");
    Must(nurse.Call(&v1::OversightService::Stub::OpenEmergencyAccess, request));
    return clinic_.Sql("SELECT alarm_id FROM alarm WHERE access_id = '" + request.request_id() +
                       "'");
  }

  std::string NewBarrierReport() {
    v1::ReportBarrierRequest request;
    request.set_request_id(NewId());
    request.set_barrier(v1::BARRIER_NO_PLACES);
    request.set_site_code("ALA1");
    request.set_day("2026-11-21");
    request.set_reporter(v1::BARRIER_REPORTER_PARALEGAL);
    link::Link& nurse = clinic_.As("nurse");
    Must(nurse.Call(&v1::InterruptionService::Stub::ReportBarrier, request));
    return request.request_id();
  }

  // A day to take home, authorised; the authorisation's id.
  std::string NewAuthorisation(const std::string& number) {
    v1::AuthoriseTakeHomeRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.add_doses()->set_clinical_day("2026-11-23");
    request.set_storage_explained(true);
    link::Link& prescriber = clinic_.As("prescriber");
    Must(prescriber.Call(&v1::TakeHomeService::Stub::AuthoriseTakeHome, request));
    return request.request_id();
  }
  // Filled; its serial.
  std::string NewBottle(const std::string& number, const std::string& authorisation) {
    v1::PrepareBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_authorisation_id(authorisation);
    request.set_station("W1");
    link::Link& nurse = clinic_.As("nurse");
    return Must(nurse.Call(&v1::TakeHomeService::Stub::PrepareBottles, request))
        .bottles(0)
        .serial();
  }
  void HandOut(const std::string& number, const std::string& authorisation) {
    v1::SupplyBottlesRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_authorisation_id(authorisation);
    request.set_collector(v1::COLLECTOR_PATIENT);
    request.set_identity_check(v1::IDENTITY_CHECK_PHOTO);
    request.set_assessment(v1::ASSESSMENT_WELL);
    link::Link& nurse = clinic_.As("nurse");
    Must(nurse.Call(&v1::TakeHomeService::Stub::SupplyBottles, request));
  }
  // What a method of the way of a bottle is about.
  void AddBottle(const std::string& name, Known* known) {
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

  // Another session of the calling person's.
  std::string OtherSession() {
    SignedIn(clinic_, "everything", "ALA1");
    return clinic_.Sql("SELECT max(session_number) FROM session");
  }

  // A colleague who has forgotten her password, and the consent of another to her reset.
  void AddApproval(const MethodDescriptor& method, Known* known) {
    (*known)["login"] = "forgetful-" + NewId();
    NewStaff(clinic_, (*known)["login"], {"nurse"}, "ALA1");
    (*known)["request_id"] = NewId();
    link::Link link(clinic_.server(), {.token = tokens_.device});
    link.set_session_token(tokens_.session);
    (*known)["approval_id"] =
        clinic_.ApprovalFor(link, "ALA1", method.full_name(), *MakeCall(method, *known).front());
  }

  Clinic& clinic_;
  const Tokens tokens_;
  const Wire wire_;
  StockThings stock_;
  ContinuityThings continuity_;
};

Things::Things(Clinic& clinic, Tokens tokens)
    : maker_(std::make_unique<Maker>(clinic, std::move(tokens))) {}
Things::~Things() = default;
Known Things::For(const MethodDescriptor& method) { return maker_->For(method); }

}  // namespace oat::test
