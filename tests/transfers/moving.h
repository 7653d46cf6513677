// What tests of people who move share: steps of a transfer, taken at a site.
#pragma once

#include <string>
#include <vector>

#include "oat/v1/transfer.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/contract/code.h"
#include "tests/support/outcome.h"
#include "tests/support/window.h"

namespace oat::test {

using Transfers = v1::TransferService::Stub;

inline v1::RequestTransferRequest Asking(const std::string& number, const std::string& to_site,
                                         const std::string& from_day,
                                         const std::string& until_day = "",
                                         v1::TransferKind kind = v1::TRANSFER_KIND_UNSPECIFIED) {
  v1::RequestTransferRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_to_site(to_site);
  request.set_from_day(from_day);
  request.set_until_day(until_day);
  request.set_reason(v1::TRANSFER_REASON_WORK);
  request.set_kind(kind != v1::TRANSFER_KIND_UNSPECIFIED ? kind
                   : until_day.empty()                   ? v1::TRANSFER_KIND_PERMANENT
                                                         : v1::TRANSFER_KIND_GUEST);
  return request;
}
// Any other step: what it wants is the person's number.
template <class Request>
Request StepFor(const std::string& number) {
  Request request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  return request;
}

class Moving : public WindowTest {
 protected:
  template <class Request, class Response>
  static std::string Do(Method<Transfers, Request, Response> method, const Request& request,
                        const std::string& site) {
    link::Link& desk = Desk("site_manager", site);
    return InWords(Must(desk.Call(method, request)).outcome());
  }
  static std::string Request(const v1::RequestTransferRequest& request,
                             const std::string& site = "ALA1") {
    return Do(&Transfers::RequestTransfer, request, site);
  }
  static std::string Prepare(const std::string& number, const std::string& site = "ALA1") {
    return Do(&Transfers::PrepareTransfer, StepFor<v1::PrepareTransferRequest>(number), site);
  }
  static std::string AcceptIt(const std::string& number, const std::string& site = "SEM1") {
    return Do(&Transfers::AcceptTransfer, StepFor<v1::AcceptTransferRequest>(number), site);
  }
  static std::string Decline(const std::string& number, const std::string& site = "SEM1") {
    auto request = StepFor<v1::DeclineTransferRequest>(number);
    request.set_reason(v1::DECLINE_REASON_NO_PLACE);
    return Do(&Transfers::DeclineTransfer, request, site);
  }
  static std::string Cancel(const std::string& number, const std::string& site = "ALA1") {
    return Do(&Transfers::CancelTransfer, StepFor<v1::CancelTransferRequest>(number), site);
  }
  static std::string Amend(const std::string& number, const std::string& from_day,
                           const std::string& until_day, const std::string& site = "ALA1") {
    auto request = StepFor<v1::AmendTransferRequest>(number);
    request.set_from_day(from_day);
    request.set_until_day(until_day);
    return Do(&Transfers::AmendTransfer, request, site);
  }
  static std::string TakeBack(const std::string& number, const std::string& site,
                              bool released = false) {
    auto request = StepFor<v1::TakeBackPatientRequest>(number);
    request.set_released(released);
    return Do(&Transfers::TakeBackPatient, request, site);
  }
  // Asked for at home, prepared and accepted.
  static void Move(const v1::RequestTransferRequest& request, const std::string& from = "ALA1") {
    ASSERT_EQ(Request(request, from), "accepted");
    ASSERT_EQ(Prepare(request.patient_number(), from), "accepted");
    ASSERT_EQ(AcceptIt(request.patient_number(), request.to_site()), "accepted");
  }
  static v1::ListTransfersResponse List(const std::string& site = "ALA1", bool open_only = false) {
    v1::ListTransfersRequest request;
    request.set_open_only(open_only);
    link::Link& desk = Desk("site_manager", site);
    return Must(desk.Call(&Transfers::ListTransfers, request));
  }
  // The latest of a person as a site sees it; without an id where it does not.
  static v1::Transfer Listed(const std::string& number, const std::string& site = "ALA1",
                             bool open_only = false) {
    v1::Transfer found;
    const auto listed = List(site, open_only);
    for (const v1::Transfer& one : listed.transfers()) {
      if (one.patient_number() != number) continue;
      if (found.transfer_id().empty() || one.has_due_at()) found = one;
    }
    return found;
  }
  static std::string StateOf(const std::string& number, const std::string& site = "ALA1") {
    return contract::Code(Listed(number, site).state());
  }

  // Which sites the custody names, day by day, from the 21st on: "ALA1 SEM1 SEM1 ALA1".
  static std::string SitesOf(const std::string& number, int days) {
    return clinic().Sql(
        "SELECT string_agg(coalesce((SELECT c.site_code FROM custody_start c JOIN patient_number n "
        "USING (person_id) WHERE n.patient_number = '" +
        number +
        "' AND c.from_day <= d ORDER BY c.from_day DESC, c.revision DESC LIMIT 1), '-'), ' ' "
        "ORDER BY d) FROM generate_series('2026-11-21'::date, '2026-11-21'::date + " +
        std::to_string(days - 1) + ", '1 day') AS s(d)");
  }
};

}  // namespace oat::test
