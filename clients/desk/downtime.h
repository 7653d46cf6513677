// The time without a server at a desk: the site's list, taken while the server is there; a person
// looked up in it, one at a time, when it is not; what was given, kept until it is entered. Every
// look and every dose is in the desk's journal before it is shown or done.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clients/desk/downtime_file.h"
#include "clients/desk/journal.h"
#include "clients/link/link.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/base/clock.h"

namespace oat::desk {

// What was given, or not, while the server was away.
struct GivenOffline {
  v1::DoseOutcome outcome = v1::DOSE_OUTCOME_GIVEN;  // given, partly given or refused
  v1::DrugForm drug_form = v1::DRUG_FORM_UNSPECIFIED;
  int64_t micrograms = 0;  // swallowed
  std::vector<v1::DoseLine> lines;
  std::optional<absl::Time> taken_at;  // absent: now
  std::string second_login;            // who signs it as the second once the server is back
};

// What became of entering.
struct Entered {
  int doses = 0;
  std::vector<v1::IncidentKind> incidents;
  // The first that was not taken; OK: all that the second person signs are in.
  absl::Status status;
};

// What the list opens to again. A PIN of a few digits would not protect a stolen disk; with the
// badge, which the desk does not hold, it does.
Secret ListSecret(const link::Credentials& who);

class Downtime {
 public:
  // The list lies in the file `path`; the clock outlives it.
  Downtime(std::string path, const Clock* clock);

  // The list is refreshed so often, between two people, and the server told so often that the desk
  // is there; one that was older than the third when the server went away is not opened; and it is
  // opened after so long without a server. By then the other windows ask here
  // (services/dosing/rules.h, kSilence), or two could dose one person.
  static constexpr absl::Duration kRefreshEvery = absl::Minutes(10);
  static constexpr absl::Duration kTellEvery = absl::Minutes(2);
  static constexpr absl::Duration kOldest = absl::Minutes(15);
  static constexpr absl::Duration kPatience = absl::Minutes(5);

  // After a sign-in at the server: asks for the list, which this secret of hers opens again.
  void SignedIn(link::Link& link, Journal& journal, const std::string& login, const Secret& secret,
                const std::string& station);
  // Now and then, between two people and while the desk is locked: refreshes the list when it is
  // due, gives it back where nobody is signed in to refresh it, deletes one that has run out.
  void Tend(link::Link& link, Journal& journal, bool is_signed_in);
  // Gives the list back, unless something given from it waits to be entered.
  void EndWork(link::Link& link, Journal& journal);
  // When Tend has something to do.
  absl::Time DueAt() const { return due_at_; }
  // The desk is locked: the key leaves the memory, the file stays.
  void Forget();

  // A call found no server, or found one.
  void SawAway();
  void SawServer();
  bool IsAway() const { return away_since_.has_value(); }
  // The window of this site that holds the list instead; empty: none is known.
  const std::string& holder() const { return holder_; }
  // A list lies here, open or not.
  bool HoldsList() const { return file_.Exists(); }
  // There is a list young enough, and the server has been away long enough.
  bool IsOffered() const;
  // Opens the list without the server. UNAUTHENTICATED: not hers, or another
  // password; FAILED_PRECONDITION: it is too early, or the list is too old.
  absl::Status UnlockOffline(const Secret& password);
  bool is_open() const { return list_.has_value(); }
  // Of the open list.
  const v1::DowntimeHeader& header() const { return list_->header(); }
  const std::string& station() const { return list_->station(); }

  // The person of a number, with what this desk gave since taken into its answer. NOT_FOUND: not on
  // the list.
  absl::StatusOr<v1::DowntimePerson> Open(Journal& journal, const std::string& number);
  // Keeps what was given, whatever the list says of it; refused, that it was.
  absl::Status Record(Journal& journal, const std::string& number, const GivenOffline& given);

  // Doses that are not entered yet, the oldest first.
  static absl::StatusOr<std::vector<v1::DowntimeDose>> Unsent(Journal& journal);
  static absl::StatusOr<bool> HasUnsent(Journal& journal, const std::string& number);
  // Enters them in order, each under the id it was kept with; those of another second person wait
  // for that one. Needs a session.
  // Once all are in, the list is taken anew where SignedIn was told what opens it, else given back.
  Entered Enter(link::Link& link, Journal& journal, const link::Credentials& second);

 private:
  void Refresh(link::Link& link);
  void Keep(link::Link& link);
  void GiveBack(link::Link& link);
  void Probe(link::Link& link);
  void Drop();
  bool IsUsable(const v1::DowntimeList& list) const;
  void TakeOwnDosesIn(const std::vector<KeptRequest>& doses, v1::DowntimePerson* person) const;
  absl::Status KeepLook(Journal& journal, const std::string& number, v1::DowntimeOutcome outcome);

  std::string path_;
  DowntimeFile file_;
  const Clock* clock_;
  std::optional<v1::DowntimeList> list_;
  std::string login_;
  std::string station_;
  std::string holder_;
  absl::Time due_at_ = absl::InfinitePast();
  absl::Time refresh_at_ = absl::InfinitePast();
  std::optional<absl::Time> away_since_;
};

}  // namespace oat::desk
