// Applications, episodes and what imports brought, as kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/enrolment/rules.h"

namespace oat::enrolment {

struct Application {
  Uuid id;
  std::string site_code;
  std::string sex;
  int32_t birth_year = 0;
  bool under_code = false;
  std::string referral_source;
  std::string history;
  absl::Time opened_at;
  std::optional<PersonId> person;  // absent while a probable duplicate waits for review
  std::string state;
  std::string reason;
};
void RecordApplication(db::Transaction& transaction, const Application& application,
                       StaffId recorded_by);
// Absent: none of that id at the site. Queues on the application, so that two decisions follow each
// other.
std::optional<Application> LockApplication(db::Transaction& transaction, const Uuid& id,
                                           const std::string& site_code);
// Those of a site that wait for something, the oldest first.
std::vector<Application> ListWaiting(db::Transaction& transaction, const std::string& site_code);
void LinkPerson(db::Transaction& transaction, const Uuid& application, PersonId person,
                absl::Time now);
void RecordEvent(db::Transaction& transaction, const Uuid& application, const std::string& state,
                 const std::optional<std::string>& reason, StaffId recorded_by, absl::Time now);
// Sex and birth year as an application states them, for a person recorded after a review.
std::optional<Application> LoadApplication(db::Transaction& transaction, const Uuid& id);

struct Episode {
  Uuid id;
  PersonId person;
  std::string site_code;
  std::optional<Uuid> application;
  Day started_on;
  std::string history;
  bool ended = false;
  std::string end_reason;
};
void RecordEpisodes(db::Transaction& transaction, const std::vector<Episode>& episodes,
                    absl::Time now);
// The latest episode of a person, open or ended.
std::optional<Episode> LatestEpisode(db::Transaction& transaction, PersonId person);

// The days between which somebody was in treatment, both included.
struct Span {
  Day first;
  std::optional<Day> last;  // absent: not ended
  absl::Time recorded_at;   // after `first` where a roster told of it
};
// Of every episode of a person, the earliest first.
std::vector<Span> LoadSpans(db::Transaction& transaction, PersonId person);
// The site treats or has treated the person.
bool HasEpisodeAt(db::Transaction& transaction, PersonId person, const std::string& site_code);

struct EpisodeEnd {
  std::string reason;
  Day day;
  std::optional<std::string> death_source;
  std::optional<bool> death_certain;
  std::optional<std::string> death_cause;
};
// Absent `end`: the end recorded before is taken back.
void RecordEnd(db::Transaction& transaction, const Uuid& episode,
               const std::optional<EpisodeEnd>& end, StaffId recorded_by,
               std::optional<StaffId> second, absl::Time now);

// The rows of imported rosters: local number to the keyed digest of the row. In one statement, of
// those among `local_numbers` that were imported before.
using ImportedRows = std::map<std::string, db::Bytes>;
ImportedRows LoadImported(db::Transaction& transaction,
                          const std::vector<std::string>& local_numbers);
void RecordImported(db::Transaction& transaction, const ImportedRows& rows, absl::Time now);
// Waits for another import of the same kind, so that two of them see each other's rows.
void QueueImport(db::Transaction& transaction, const std::string& kind);

// Keeps applications of the past; how many of them were not known yet. Equal rows are told apart by
// their count: the second of two is another application.
int64_t RecordPastApplications(db::Transaction& transaction,
                               const std::vector<PastApplication>& applications,
                               StaffId recorded_by, absl::Time now);

}  // namespace oat::enrolment
