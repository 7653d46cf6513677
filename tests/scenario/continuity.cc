#include "tests/scenario/continuity.h"

#include "absl/strings/str_cat.h"
#include "clients/link/lists.h"
#include "oat/v1/closure.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/transfer.grpc.pb.h"

namespace oat::scenario {
namespace {

using Closures = v1::ClosureService::Stub;
using Transfers = v1::TransferService::Stub;

constexpr char kClosing[] = "TRZ1";

void Accepted(const v1::Outcome& outcome, const char* what) {
  if (!outcome.accepted()) throw std::runtime_error(absl::StrCat(what, " was refused"));
}

struct Trip {
  const char* from;
  const char* to;
  v1::TransferKind kind;
  v1::TransferReason reason;
  int days;  // of a guest; 0: nobody knows
  const char* words;
};
constexpr Trip kTrips[] = {
    {"PVL1", "EKB1", v1::TRANSFER_KIND_PERMANENT, v1::TRANSFER_REASON_WORK, 0, "moves for work"},
    {"KRG1", "ALA1", v1::TRANSFER_KIND_GUEST, v1::TRANSFER_REASON_WORK, 3, "goes on a work trip"},
    {"OSK1", "OSKM", v1::TRANSFER_KIND_INSTITUTION, v1::TRANSFER_REASON_BIRTH, 0, "gives birth"},
    {"KST1", "PVLD", v1::TRANSFER_KIND_INSTITUTION, v1::TRANSFER_REASON_DETENTION, 0,
     "was arrested"}};

class Continuity {
 public:
  Continuity(Crew& crew, Day today, std::ostream& out) : crew_(crew), today_(today), out_(out) {}

  void Play(const Trip& trip) {
    auto origin = Manager(trip.from);
    const std::string number = SomebodyDosed(*origin);
    if (number.empty()) return;
    v1::RequestTransferRequest asked;
    asked.set_request_id(NewId());
    asked.set_patient_number(number);
    asked.set_kind(trip.kind);
    asked.set_reason(trip.reason);
    asked.set_to_site(trip.to);
    asked.set_from_day(FormatDay(today_ + 1));
    if (trip.days > 0) asked.set_until_day(FormatDay(today_ + trip.days));
    asked.set_patient_asks(trip.kind != v1::TRANSFER_KIND_INSTITUTION);
    Accepted(Must(origin->Call(&Transfers::RequestTransfer, asked), "transfer").outcome(),
             "a transfer");
    const auto prepare = For<v1::PrepareTransferRequest>(number);
    Accepted(Must(origin->Call(&Transfers::PrepareTransfer, prepare), "transfer").outcome(),
             "its preparation");
    // A ward and a cell have no desk: the site that had the person says where she is.
    auto taker = trip.kind == v1::TRANSFER_KIND_INSTITUTION ? std::move(origin) : Manager(trip.to);
    const auto accept = For<v1::AcceptTransferRequest>(number);
    const auto taken = Must(taker->Call(&Transfers::AcceptTransfer, accept), "transfer");
    Accepted(taken.outcome(), "its acceptance");
    out_ << "  " << number << " " << trip.words << ": " << trip.from << " -> " << trip.to
         << " from " << taken.from_day() << (trip.days > 0 ? " to " + asked.until_day() : "")
         << "\n";
  }

  // Declared by the manager and a prescriber, moved one by one, told.
  void CloseTaraz() {
    auto manager = Manager(kClosing);
    v1::DeclareSiteClosureRequest request;
    request.set_request_id(NewId());
    request.set_kind(v1::CLOSURE_KIND_SUSPENDED);
    request.set_from_day(FormatDay(today_ + 1));
    request.set_reason("the licence ends on 2026-12-15 and is not renewed");
    request.set_approval_id(crew_.ApprovalByPassword(
        *manager, "dr.kim", "oat.v1.ClosureService.DeclareSiteClosure", request));
    Accepted(Must(manager->Call(&Closures::DeclareSiteClosure, request), "closure").outcome(),
             "the closure");
    const std::string& closure = request.request_id();
    const auto board = BoardOf(*manager, closure);
    for (const v1::Placement& one : board.placements()) {
      if (one.to_site().empty()) continue;
      auto move = For<v1::MovePatientRequest>(one.patient_number());
      move.set_closure_id(closure);
      Accepted(Must(manager->Call(&Closures::MovePatient, move), "move").outcome(), "a move");
      auto told = For<v1::RecordPlacementRequest>(one.patient_number());
      told.set_closure_id(closure);
      Accepted(Must(manager->Call(&Closures::RecordPlacement, told), "told").outcome(), "a word");
    }
  }

  // False: it was never declared.
  bool ShowClosing() {
    auto manager = Manager(kClosing);
    const auto listed =
        Must(manager->Call(&Closures::ListClosures, v1::ListClosuresRequest()), "closures");
    for (const v1::Closure& one : listed.closures()) {
      const v1::ClosureCounts& counts = one.counts();
      out_ << "  " << one.site_code() << " closes from " << one.from_day() << ": "
           << counts.patients() << " patients, " << counts.dosed() << " dosed where they are now, "
           << counts.told() << " told and not dosed yet, " << counts.accounted_for()
           << " accounted for, " << counts.planned() + counts.moved() << " waiting\n";
    }
    return !listed.closures().empty();
  }

 private:
  template <class Request>
  static Request For(const std::string& number) {
    Request request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    return request;
  }
  std::unique_ptr<link::Link> Manager(const std::string& site) {
    return crew_.SignedIn(site + "-OFFICE", "manager." + site);
  }
  static v1::GetClosureResponse BoardOf(link::Link& manager, const std::string& closure) {
    v1::GetClosureRequest request;
    request.set_closure_id(closure);
    return Must(manager.Call(&Closures::GetClosure, request), "board");
  }
  // Who had today's dose and nothing else to be said of; empty on a day on which the site is
  // closed.
  static std::string SomebodyDosed(link::Link& office) {
    for (const v1::WorklistResponse& row : Must(link::ReadWorklist(office), "worklist")) {
      if (row.state() == v1::WORKLIST_STATE_DONE) return row.patient_number();
    }
    return "";
  }

  Crew& crew_;
  const Day today_;
  std::ostream& out_;
};

}  // namespace

void PlayContinuity(Crew& crew, Day today, std::ostream& out) {
  Continuity continuity(crew, today, out);
  out << "\nPeople who move\n";
  if (!continuity.ShowClosing()) {
    for (const Trip& trip : kTrips) continuity.Play(trip);
    continuity.CloseTaraz();
    continuity.ShowClosing();
  }
}

}  // namespace oat::scenario
