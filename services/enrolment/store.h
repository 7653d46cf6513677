// Applications and episodes, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"

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
void RecordEpisode(db::Transaction& transaction, const Episode& episode, absl::Time now);
// The latest episode of a person, open or ended.
std::optional<Episode> LatestEpisode(db::Transaction& transaction, PersonId person);

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

// The keyed digest of an imported row of the network, by its local number.
std::optional<db::Bytes> ImportedDigest(db::Transaction& transaction,
                                        const std::string& local_number);
void RecordImported(db::Transaction& transaction, const std::string& local_number,
                    const db::Bytes& digest, absl::Time now);

}  // namespace oat::enrolment
