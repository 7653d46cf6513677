#include "tests/server/continuity_things.h"

#include "oat/v1/closure.grpc.pb.h"
#include "oat/v1/institution.grpc.pb.h"
#include "oat/v1/merge.grpc.pb.h"
#include "oat/v1/transfer.grpc.pb.h"
#include "tests/support/sites.h"

namespace oat::test {

using Stub = v1::TransferService::Stub;

// Of the person, from today on and for good.
void ContinuityThings::Ask(const std::string& number, const std::string& from,
                           const std::string& to) {
  v1::RequestTransferRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_kind(v1::TRANSFER_KIND_PERMANENT);
  request.set_to_site(to);
  request.set_from_day("2026-11-21");
  request.set_reason(v1::TRANSFER_REASON_WORK);
  Must(clinic_.As("nurse", from).Call(&Stub::RequestTransfer, request));
}

void ContinuityThings::Prepare(const std::string& number, const std::string& at) {
  v1::PrepareTransferRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  Must(clinic_.As("nurse", at).Call(&Stub::PrepareTransfer, request));
}

void ContinuityThings::Add(const std::string& name, Known* known) {
  AddTransfer(name, known);
  AddClosure(name, known);
  AddInstitution(name, known);
  AddMerge(name, known);
}

void ContinuityThings::AddTransfer(const std::string& name, Known* known) {
  std::string& number = (*known)["patient_number"];
  if (name == "RequestTransfer") {
    (*known)["to_site"] = "SEM1";
    (*known)["from_day"] = "2026-11-22";
  }
  if (name == "AmendTransfer") (*known)["from_day"] = "2026-11-23";
  if (name == "PrepareTransfer" || name == "AmendTransfer" || name == "CancelTransfer") {
    Ask(number, "ALA1", "SEM1");
  }
  if (name == "AcceptTransfer" || name == "DeclineTransfer") {
    number = clinic_.Admit("SEM1");
    Ask(number, "SEM1", "ALA1");
    Prepare(number, "SEM1");
  }
  if (name == "ReceiveDisplaced") {
    number = clinic_.Admit("SEM1");
    (*known)["until_day"] = "2026-11-23";
  }
  if (name == "TakeBackPatient") {
    Ask(number, "ALA1", "SEM1");
    Prepare(number, "ALA1");
    v1::AcceptTransferRequest accept;
    accept.set_request_id(NewId());
    accept.set_patient_number(number);
    Must(clinic_.As("site_manager", "SEM1").Call(&Stub::AcceptTransfer, accept));
  }
}

// The one closure of ALA1: a site closes once at a time.
std::string ContinuityThings::NewClosure() {
  const std::string open = clinic_.Sql("SELECT closure_id FROM closure WHERE site_code = 'ALA1'");
  if (!open.empty()) return open;
  v1::DeclareSiteClosureRequest request;
  request.set_request_id(NewId());
  request.set_kind(v1::CLOSURE_KIND_SUSPENDED);
  request.set_from_day("2026-11-21");
  request.set_reason("the licence was suspended");
  clinic_.As("prescriber");
  link::Link& manager = clinic_.As("site_manager");
  request.set_approval_id(
      Must(clinic_.Approve(manager, Clinic::LoginOf("prescriber", "ALA1"),
                           "oat.v1.ClosureService.DeclareSiteClosure", request)));
  Must(manager.Call(&v1::ClosureService::Stub::DeclareSiteClosure, request));
  return request.request_id();
}

void ContinuityThings::Move(const std::string& closure, const std::string& number) {
  v1::MovePatientRequest request;
  request.set_request_id(NewId());
  request.set_closure_id(closure);
  request.set_patient_number(number);
  Must(clinic_.As("site_manager").Call(&v1::ClosureService::Stub::MovePatient, request));
}

void ContinuityThings::AddClosure(const std::string& name, Known* known) {
  if (name == "DeclareSiteClosure") (*known)["from_day"] = "2026-11-21";
  if (name == "RecordTravel") {
    (*known)["from_site"] = "ALA1";
    (*known)["to_site"] = "SEM1";
  }
  if (name == "RecordSiteLanguages") (*known)["languages"] = "kk";
  const bool is_of_one = name == "ReassignPatient" || name == "MovePatient" || name == "UndoMove" ||
                         name == "RecordPlacement";
  if (!is_of_one) return;
  const std::string closure = NewClosure();
  const std::string& number = (*known)["patient_number"];
  (*known)["closure_id"] = closure;
  (*known)["to_site"] = "SEM1";
  // Who came after it was declared is not in its plan.
  clinic_.Sql(
      "INSERT INTO closure_placement (closure_id, person_id, revision, to_site, reason, "
      "staff_id, recorded_at) SELECT c.closure_id, n.person_id, 1, 'SEM1', 'nearest', "
      "c.staff_id, c.recorded_at FROM closure c, patient_number n WHERE c.closure_id = '" +
      closure + "' AND n.patient_number = '" + number + "' ON CONFLICT DO NOTHING");
  if (name == "UndoMove" || name == "RecordPlacement") Move(closure, number);
}

void ContinuityThings::AddInstitution(const std::string& name, Known* known) {
  if (name == "ReportDose") {
    (*known)["institution"] = "WRD1";
    if (!has_ward_) AddPlace(clinic_, "WRD1", "maternity");
    has_ward_ = true;
  }
  if (name != "AnswerEnquiry") return;
  v1::OpenEnquiryRequest request;
  request.set_request_id(NewId());
  request.set_patient_number((*known)["patient_number"]);
  request.set_asker("regional hospital, ward 3");
  request.set_role(v1::REPORTER_ROLE_PHYSICIAN);
  request.set_callback_number("+7 700 000 00 02");
  Must(clinic_.As("nurse").Call(&v1::InstitutionService::Stub::OpenEnquiry, request));
  (*known)["enquiry_id"] = request.request_id();
}

void ContinuityThings::Merge(const std::string& number, const std::string& duplicate) {
  v1::MergePatientsRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_duplicate_number(duplicate);
  clinic_.As("site_manager");
  link::Link& prescriber = clinic_.As("prescriber");
  request.set_approval_id(Must(clinic_.Approve(prescriber, Clinic::LoginOf("site_manager", "ALA1"),
                                               "oat.v1.MergeService.MergePatients", request)));
  Must(prescriber.Call(&v1::MergeService::Stub::MergePatients, request));
}

void ContinuityThings::AddMerge(const std::string& name, Known* known) {
  const bool is_of_two =
      name == "ComparePatients" || name == "MergePatients" || name == "SeparatePatients";
  if (!is_of_two) return;
  const std::string duplicate = clinic_.Admit();
  (*known)["duplicate_number"] = duplicate;
  if (name == "SeparatePatients") Merge((*known)["patient_number"], duplicate);
}

}  // namespace oat::test
