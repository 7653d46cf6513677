// Consents and disclosures, through the real oatd: what the tests of the topic share.
#pragma once

#include <gmock/gmock.h>

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/consent.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/contract/code.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

using Code = absl::StatusCode;
using Elements = std::vector<v1::DisclosureElement>;
// Every element there is.
inline const Elements kEverything = {
    v1::DISCLOSURE_ELEMENT_IDENTITY,    v1::DISCLOSURE_ELEMENT_IN_TREATMENT,
    v1::DISCLOSURE_ELEMENT_EPISODES,    v1::DISCLOSURE_ELEMENT_ORDER,
    v1::DISCLOSURE_ELEMENT_LAST_DOSE,   v1::DISCLOSURE_ELEMENT_DOSES,
    v1::DISCLOSURE_ELEMENT_DEMOGRAPHICS};

class ConsentTest : public testing::Test {
 protected:
  using Stub = v1::ConsentService::Stub;

  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(const std::string& role,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request, const std::string& site = "ALA1") {
    link::Link& link = clinic().As(role, site);
    return link.Call(method, request);
  }

  // Days pass, and everybody signs in again.
  static void LetDaysPass(int days) {
    LetTimePass(clinic(), absl::Hours(24) * days, {"nurse", "prescriber", "site_manager"});
  }
  // A day so far from today at ALA1, which the clinic's clock has in its morning.
  static std::string DayFromNow(int days) {
    absl::TimeZone almaty;
    absl::LoadTimeZone("Asia/Almaty", &almaty);
    return FormatDay(absl::ToCivilDay(clinic().now(), almaty) + days);
  }

  // A consent to tell a hospital some of it for thirty days; what a test is about is changed.
  static v1::RecordConsentRequest Consent(const std::string& number,
                                          const Elements& elements = kEverything) {
    v1::RecordConsentRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_recipient_kind(v1::RECIPIENT_KIND_CARE_PROVIDER);
    request.set_recipient("Hospital 7");
    request.set_purpose("an operation");
    for (auto element : elements) request.add_elements(element);
    request.set_until_day(DayFromNow(30));
    request.set_manner(v1::CONSENT_MANNER_SIGNED);
    return request;
  }
  static std::string Record(const v1::RecordConsentRequest& request) {
    return Reasons(Must(Call("nurse", &Stub::RecordConsent, request)).outcome());
  }
  static void Withdraw(const std::string& number, const std::string& consent,
                       const std::string& site = "ALA1") {
    v1::WithdrawConsentRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_consent_id(consent);
    Must(Call("nurse", &Stub::WithdrawConsent, request, site));
  }
  static std::vector<v1::Consent> Consents(const std::string& number) {
    v1::ListConsentsRequest request;
    request.set_patient_number(number);
    auto response = Must(Call("nurse", &Stub::ListConsents, request));
    return {response.consents().begin(), response.consents().end()};
  }

  // A court's request with an order for everything; what a test is about is changed.
  static v1::RequestDisclosureRequest Asked(const std::string& number,
                                            const Elements& elements = kEverything) {
    v1::RequestDisclosureRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_recipient_kind(v1::RECIPIENT_KIND_COURT);
    request.set_recipient("City court");
    request.set_basis(v1::LEGAL_BASIS_COURT_ORDER);
    request.set_reference("2-1437/2026");
    for (auto element : elements) request.add_elements(element);
    return request;
  }
  // The hospital's request that rests on a consent.
  static v1::RequestDisclosureRequest AskedOn(const v1::RecordConsentRequest& consent,
                                              const Elements& elements = kEverything) {
    v1::RequestDisclosureRequest request = Asked(consent.patient_number(), elements);
    request.set_recipient_kind(consent.recipient_kind());
    request.set_recipient(consent.recipient());
    request.set_basis(v1::LEGAL_BASIS_CONSENT);
    request.set_consent_id(consent.request_id());
    return request;
  }
  static std::string Ask(const v1::RequestDisclosureRequest& request,
                         const std::string& site = "ALA1") {
    return Reasons(Must(Call("nurse", &Stub::RequestDisclosure, request, site)).outcome());
  }

  static v1::DecideDisclosureRequest Decision(const std::string& disclosure,
                                              const Elements& elements) {
    v1::DecideDisclosureRequest request;
    request.set_request_id(NewId());
    request.set_disclosure_id(disclosure);
    for (auto element : elements) request.add_elements(element);
    return request;
  }
  static absl::StatusOr<v1::DecideDisclosureResponse> Decide(
      const v1::DecideDisclosureRequest& request) {
    return Call("site_manager", &Stub::DecideDisclosure, request);
  }
  // The same with a prescriber's signature beside the manager's.
  static absl::StatusOr<v1::DecideDisclosureResponse> DecideByTwo(
      v1::DecideDisclosureRequest request) {
    clinic().As("prescriber");
    request.set_approval_id(
        Must(clinic().Approve(clinic().As("site_manager"), Clinic::LoginOf("prescriber", "ALA1"),
                              "oat.v1.ConsentService.DecideDisclosure", request)));
    return Decide(request);
  }
  static std::string Grant(const std::string& disclosure, const Elements& elements) {
    return Reasons(Must(DecideByTwo(Decision(disclosure, elements))).outcome());
  }

  static absl::StatusOr<v1::DisclosurePacket> Packet(const std::string& disclosure,
                                                     const std::string& site = "ALA1") {
    v1::GetDisclosurePacketRequest request;
    request.set_disclosure_id(disclosure);
    auto response = Call("site_manager", &Stub::GetDisclosurePacket, request, site);
    if (!response.ok()) return response.status();
    return response->packet();
  }
  static v1::Disclosure Listed(const std::string& disclosure) {
    auto response =
        Must(Call("site_manager", &Stub::ListDisclosures, v1::ListDisclosuresRequest()));
    for (const v1::Disclosure& one : response.disclosures()) {
      if (one.disclosure_id() == disclosure) return one;
    }
    throw std::runtime_error("not listed: " + disclosure);
  }

 private:
  static inline Clinic* clinic_ = nullptr;
};

}  // namespace oat::test
