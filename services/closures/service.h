// ClosureService: a site that closes. Its methods stand in planning.cc (previewed, declared,
// reassigned, and what a plan has to know of sites), moving.cc (one patient's move, its taking
// back, what was said) and board.cc.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/closure.pb.h"
#include "services/access/caller.h"
#include "services/closures/store.h"

namespace oat::closures {

class Service {
 public:
  absl::Status PreviewClosure(access::Call& call, const v1::PreviewClosureRequest& request,
                              v1::PreviewClosureResponse* response) const;
  absl::Status DeclareSiteClosure(access::Call& call, const v1::DeclareSiteClosureRequest& request,
                                  v1::DeclareSiteClosureResponse* response) const;
  absl::Status ReassignPatient(access::Call& call, const v1::ReassignPatientRequest& request,
                               v1::ReassignPatientResponse* response) const;
  absl::Status MovePatient(access::Call& call, const v1::MovePatientRequest& request,
                           v1::MovePatientResponse* response) const;
  absl::Status UndoMove(access::Call& call, const v1::UndoMoveRequest& request,
                        v1::UndoMoveResponse* response) const;
  absl::Status RecordPlacement(access::Call& call, const v1::RecordPlacementRequest& request,
                               v1::RecordPlacementResponse* response) const;
  absl::Status GetClosure(access::Call& call, const v1::GetClosureRequest& request,
                          v1::GetClosureResponse* response) const;
  absl::Status ListClosures(access::Call& call, const v1::ListClosuresRequest& request,
                            v1::ListClosuresResponse* response) const;
  absl::Status RecordTravel(access::Call& call, const v1::RecordTravelRequest& request,
                            v1::RecordTravelResponse* response) const;
  absl::Status RecordSiteLanguages(access::Call& call,
                                   const v1::RecordSiteLanguagesRequest& request,
                                   v1::RecordSiteLanguagesResponse* response) const;
};

void Fill(const Counts& counts, v1::ClosureCounts* out);

}  // namespace oat::closures
