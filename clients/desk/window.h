// A dispensing window: the state of a desk without its screen. It decides no rule; it keeps what
// was asked before it asks, shows who stands there only until told to hide it, and knows which
// doses are open here. Faces (a terminal, a window, a script) drive it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/desk/cards.h"
#include "clients/desk/downtime.h"
#include "clients/desk/journal.h"
#include "clients/desk/kept_head.h"
#include "clients/link/link.h"
#include "clients/link/lists.h"
#include "oat/v1/access.pb.h"
#include "oat/v1/closure.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/identity.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.pb.h"
#include "oat/v1/takehome.pb.h"
#include "oat/v1/transfer.pb.h"
#include "services/base/clock.h"

namespace oat::desk {

// What became of a request whose answer did not come when it was asked.
struct Belated {
  std::string method;  // AuthoriseDose, ConfirmDose, ...
  std::string dose_id;
  std::string patient_number;
  absl::Time asked_at;
  absl::Status status;                   // not OK: the server did not take it
  v1::Outcome outcome;                   // accepted: it was done
  v1::AuthoriseDoseResponse authorised;  // the dose it opened, for AuthoriseDose
  v1::ConfirmDoseResponse confirmed;     // for ConfirmDose
  // An AuthoriseDose that opened nothing and is too old to open anything now.
  bool is_given_up = false;
};

// How a dose is asked for, beside who stands there.
struct Circumstances {
  bool asked_desk = false;      // the nurse asked at the desk that the server said is away
  std::string own_bottle = {};  // the serial of the person's own, which is drunk here
};

// The clock of the machine.
const Clock* DeskClock();

class Window {
 public:
  enum class State {
    kLocked,       // nobody is signed in
    kReady,        // waiting for a person
    kIdentifying,  // a person is found and shown
  };

  // The link and the journal are this window's own; the clock outlives it.
  Window(link::Link link, Journal journal, const Clock* clock = DeskClock())
      : link_(std::move(link)),
        journal_(std::move(journal)),
        kept_head_(journal_.path() + ".head"),
        downtime_(journal_.path() + ".list", clock),
        cards_(journal_.path() + ".cards", clock),
        clock_(clock) {}

  // Signs a nurse in. What was asked before a crash and never answered is asked again first, under
  // the same ids; then the doses open at this station are taken up.
  absl::Status Unlock(const link::Credentials& who);
  // A role of hers counts only in a session that was opened with a one-time code, and she has
  // codes.
  bool wants_code() const { return wants_code_; }
  void Lock();

  // Asks again, oldest first, for what was asked and never answered; OK when nothing is left. An
  // authorisation older than a person waits at a window opens no dose any more: it is only looked
  // up whether it had opened one, so that nobody meets a dose for somebody who is not there.
  absl::Status AskAgain();
  // What AskAgain, Unlock and the calls below have learnt of older requests since the last time.
  std::vector<Belated> TakeBelated() { return std::exchange(belated_, {}); }
  static constexpr absl::Duration kWaitingAtWindow = absl::Minutes(15);

  // Between two people, now and then: asks for the head of the sealed log and keeps it. Unlock does
  // the same. A server that does not answer is asked another time.
  void AskForHead();
  static constexpr absl::Duration kHeadEvery = absl::Minutes(10);
  // The last head did not continue the one that is kept here: the auditor is to be called.
  bool is_past_broken() const { return is_past_broken_; }

  // The time without a server: after Unlock a face that can work without one takes the list. Tended
  // between two people and while the desk is locked.
  Downtime& downtime() { return downtime_; }
  Journal& journal() { return journal_; }
  // Cards that patients carry; with them the keys that the same face takes.
  Cards& cards() { return cards_; }
  void TakeList(const link::Credentials& who) {
    downtime_.SignedIn(link_, journal_, login_, ListSecret(who), station_);
    cards_.SignedIn(link_, journal_, login_, ListSecret(who));
  }
  void TendList() {
    downtime_.Tend(link_, journal_, state_ != State::kLocked);
    cards_.Tend();
  }

  // At the end of work; where the server is away the list stays, for a desk that is started again.
  void ReturnList() { downtime_.EndWork(link_, journal_); }

  // Takes today back for the person who stands here, from the site that has her. An answer that is
  // lost is asked for anew: a second one says that she is here already.
  absl::StatusOr<v1::TakeBackPatientResponse> TakeToday(const std::string& patient_number);

  // Finds the person and shows them for the identity check.
  absl::StatusOr<v1::FindPatientResponse> Find(const v1::FindPatientRequest& key);
  // Who is shown; absent once hidden.
  const std::optional<v1::FindPatientResponse>& shown() const { return shown_; }
  // The photo of the person chosen, for the same check. NOT_FOUND: none is kept.
  absl::StatusOr<v1::GetPhotoResponse> Photo();
  // Takes name and birth date off; the person stays chosen.
  void Hide();
  // Lets the person go without a dose.
  void Dismiss();

  // Asks for the next portion of the person shown. Accepted: it is open here, under the id returned
  // in `dose_id`.
  struct Answer {
    std::string dose_id;
    v1::AuthoriseDoseResponse response;
  };
  absl::StatusOr<Answer> Authorise(v1::IdentityCheck check, v1::Assessment assessment,
                                   const Circumstances& circumstances = {});

  // Doses to take home (bottles.cc). Nothing of it is kept in the journal: who did not hear the
  // answer looks at the bottles again, which are known by their serials.
  absl::StatusOr<v1::GetTakeHomeResponse> TakeHome(const std::string& patient_number);
  absl::StatusOr<v1::SupplyBottlesResponse> HandOut(const std::string& patient_number,
                                                    const std::string& authorisation,
                                                    v1::IdentityCheck check);
  absl::StatusOr<v1::ReturnBottleResponse> TakeBack(const std::string& patient_number,
                                                    const std::string& serial, bool is_intact);

  // Settles an open dose of this window, in any order. `request` needs no ids: they are filled
  // here.
  absl::StatusOr<v1::ConfirmDoseResponse> Confirm(const std::string& dose_id,
                                                  v1::ConfirmDoseRequest request);
  // Lets it be carried out; it stays open here. The second person signs with what she shows.
  // `request` needs no ids and no approval: they are filled here.
  absl::StatusOr<v1::CarryDoseResponse> Carry(const std::string& dose_id,
                                              v1::CarryDoseRequest request,
                                              const link::Credentials& second);
  absl::StatusOr<v1::VoidDoseResponse> Void(const std::string& dose_id, v1::VoidReason reason,
                                            bool poured);

  // The site's open and unresolved doses, and taking one over that another desk left.
  absl::StatusOr<v1::ListOpenDosesResponse> SiteOpenDoses();
  // The network's sites that close, in counts, and the board of one.
  absl::StatusOr<v1::ListClosuresResponse> Closures();
  absl::StatusOr<v1::GetClosureResponse> Board(const std::string& closure_id);
  absl::StatusOr<v1::AdoptDoseResponse> Adopt(const v1::OpenDose& dose);

  absl::StatusOr<std::vector<v1::WorklistResponse>> Worklist(const std::string& day) {
    return link::ReadWorklist(link_, day);
  }

  // Doses open at this window: dose id to patient number.
  const std::map<std::string, std::string>& open() const { return open_; }
  State state() const { return state_; }
  const std::string& station() const { return station_; }
  // The site of this window, once unlocked.
  const v1::Site& site() const { return site_; }
  link::Link& link() { return link_; }

 private:
  // Keeps, sends until an answer comes or patience ends, settles.
  template <class Request, class Response>
  absl::StatusOr<Response> Send(const std::string& method,
                                grpc::Status (v1::DosingService::Stub::*call)(grpc::ClientContext*,
                                                                              const Request&,
                                                                              Response*),
                                const Request& request);
  // Asks again for what was asked before a request; all of it without one.
  absl::Status AskAgainBefore(const std::string& request_id);
  absl::StatusOr<Belated> AskAgainFor(const KeptRequest& kept);
  absl::Status LookUp(const v1::AuthoriseDoseRequest& request, Belated* belated);
  absl::Status TakeUpWork(const v1::SignInResponse& session);
  absl::Status TakeUpOpenDoses();
  absl::Status LearnSite(const std::string& site_code);
  absl::Status CheckOpen(const std::string& dose_id) const;

  link::Link link_;
  Journal journal_;
  KeptHead kept_head_;
  Downtime downtime_;
  Cards cards_;
  const Clock* clock_;
  State state_ = State::kLocked;
  bool wants_code_ = false;
  absl::Time asked_for_head_ = absl::InfinitePast();
  bool is_past_broken_ = false;
  std::string login_;  // of the nurse who unlocked it
  std::string station_;
  v1::Site site_;
  std::optional<v1::FindPatientResponse> shown_;
  std::string chosen_;  // patient number of the person at the window
  std::map<std::string, std::string> open_;
  std::vector<Belated> belated_;
};

}  // namespace oat::desk
