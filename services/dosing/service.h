// DosingService: the dose at the window. Its methods stand in authorise.cc (the way in), outcome.cc
// (what became of a dose), carry.cc (a dose that leaves the window), record.cc (facts without an
// authorisation), lists.cc (what is shown) and preview.cc (whom other rules would touch).
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oat/v1/dosing.pb.h"
#include "services/access/caller.h"
#include "services/dosing/store.h"
#include "services/policy/book.h"

namespace oat::dosing {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

  absl::Status Worklist(access::Call& call, const v1::WorklistRequest& request,
                        std::vector<v1::WorklistResponse>* responses) const;
  absl::Status AuthoriseDose(access::Call& call, const v1::AuthoriseDoseRequest& request,
                             v1::AuthoriseDoseResponse* response) const;
  absl::Status ConfirmDose(access::Call& call, const v1::ConfirmDoseRequest& request,
                           v1::ConfirmDoseResponse* response) const;
  absl::Status CarryDose(access::Call& call, const v1::CarryDoseRequest& request,
                         v1::CarryDoseResponse* response) const;
  absl::Status VoidDose(access::Call& call, const v1::VoidDoseRequest& request,
                        v1::VoidDoseResponse* response) const;
  absl::Status AdoptDose(access::Call& call, const v1::AdoptDoseRequest& request,
                         v1::AdoptDoseResponse* response) const;
  absl::Status ResolveDose(access::Call& call, const v1::ResolveDoseRequest& request,
                           v1::ResolveDoseResponse* response) const;
  absl::Status ReverseDose(access::Call& call, const v1::ReverseDoseRequest& request,
                           v1::ReverseDoseResponse* response) const;
  absl::Status RecordAdministration(access::Call& call,
                                    const v1::RecordAdministrationRequest& request,
                                    v1::RecordAdministrationResponse* response) const;
  absl::Status GetDoseHistory(access::Call& call, const v1::GetDoseHistoryRequest& request,
                              v1::GetDoseHistoryResponse* response) const;
  absl::Status ListOpenDoses(access::Call& call, const v1::ListOpenDosesRequest& request,
                             v1::ListOpenDosesResponse* response) const;
  absl::Status ListIncidents(access::Call& call, const v1::ListIncidentsRequest& request,
                             v1::ListIncidentsResponse* response) const;
  absl::Status PreviewRules(access::Call& call, const v1::PreviewRulesRequest& request,
                            v1::PreviewRulesResponse* response) const;
  absl::Status ReviewIncident(access::Call& call, const v1::ReviewIncidentRequest& request,
                              v1::ReviewIncidentResponse* response) const;

 private:
  const policy::Book& book_;
};

// The dose a call names, its person locked. NOT_FOUND for one of another person or site: a wrong
// number on the desk must not settle somebody else's dose.
absl::StatusOr<Dose> LockDose(access::Call& call, const std::string& patient_number,
                              const std::string& dose_id);
// The account in which the content of a dose stands until it is settled.
const char* HeldIn(const Dose& dose);

// Fills what the window shows beside a dose, except for what a prescriber has yet to look at.
void FillContext(const Situation& situation, v1::DoseContext* context);
// Beside it what the rules in force say after the missed days.
void FillMissed(const Situation& situation, const Encounter& encounter, const policy::Rules& rules,
                v1::DoseContext* context);
// Fills the lines of a dose for the contract.
void FillLines(const std::vector<stock::DoseLine>& lines,
               google::protobuf::RepeatedPtrField<v1::DoseLine>* out);
// Fills an open or unresolved dose for the contract.
void FillOpenDose(const Dose& dose, const std::string& patient_number, v1::OpenDose* out);

}  // namespace oat::dosing
