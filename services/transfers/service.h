// TransferService: people who move. Its methods stand in asking.cc (asked for, prepared, declined,
// amended, cancelled), moving.cc (what changes which site has a person), displaced.cc (whose site
// cannot be reached) and lists.cc.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oat/v1/transfer.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"
#include "services/transfers/store.h"

namespace oat::transfers {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}
  absl::Status RequestTransfer(access::Call& call, const v1::RequestTransferRequest& request,
                               v1::RequestTransferResponse* response) const;
  absl::Status PrepareTransfer(access::Call& call, const v1::PrepareTransferRequest& request,
                               v1::PrepareTransferResponse* response) const;
  absl::Status AcceptTransfer(access::Call& call, const v1::AcceptTransferRequest& request,
                              v1::AcceptTransferResponse* response) const;
  absl::Status DeclineTransfer(access::Call& call, const v1::DeclineTransferRequest& request,
                               v1::DeclineTransferResponse* response) const;
  absl::Status AmendTransfer(access::Call& call, const v1::AmendTransferRequest& request,
                             v1::AmendTransferResponse* response) const;
  absl::Status CancelTransfer(access::Call& call, const v1::CancelTransferRequest& request,
                              v1::CancelTransferResponse* response) const;
  absl::Status TakeBackPatient(access::Call& call, const v1::TakeBackPatientRequest& request,
                               v1::TakeBackPatientResponse* response) const;
  absl::Status ReceiveDisplaced(access::Call& call, const v1::ReceiveDisplacedRequest& request,
                                v1::ReceiveDisplacedResponse* response) const;
  absl::Status ListTransfers(access::Call& call, const v1::ListTransfersRequest& request,
                             v1::ListTransfersResponse* response) const;

 private:
  const policy::Book& book_;
};

// Words of a state, as the contract has them.
const char* CodeOf(State state);

// The person's latest transfer, loaded under the person's lock, where the calling site may do a
// thing to it. Where it may not, the outcome says in which state it is.
std::optional<Kept> TransferFor(access::Call& call, PersonId person, Event event,
                                v1::Outcome* outcome);

// Records a step of the calling site. The days stay as they were.
Step StepOf(const access::Call& call, const Kept& kept, const char* event, bool ends);

// Makes a stay of a transfer true: from a day on the destination has the person.
void MoveTo(access::Call& call, const Kept& kept, Day from_day, std::optional<Day> until_day);

}  // namespace oat::transfers
