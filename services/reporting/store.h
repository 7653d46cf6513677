// What reports are made of, counted; the releases; the estimates they are held against.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/reporting/rules.h"
#include "services/reporting/tables.h"

namespace oat::reporting {

// A calendar month, as its days.
struct Month {
  Day first;
  Day last;
};

// Two releases at once must see each other.
void LockReleases(db::Transaction& transaction);

// The month's episodes, alike ones counted together. On treatment: with a dose on the last
// `covered_within_days` days of the month.
std::vector<EpisodeCount> CountEpisodes(db::Transaction& transaction, const Month& month,
                                        int32_t covered_within_days);
// Decisions of the month on applications, imported ones too.
std::vector<DecisionCount> CountDecisions(db::Transaction& transaction, const Month& month);

// Days from application to the decision that ended the wait, for those it ended in the month; days
// so far for those who wait at its end.
struct Waits {
  std::vector<int32_t> decided;
  std::vector<int32_t> still_waiting;
};
Waits LoadWaits(db::Transaction& transaction, const Month& month);

// Site code to the number of the month's days on which the site recorded a dose or a fact.
std::map<std::string, int32_t> CountRecordedDays(db::Transaction& transaction, const Month& month);
// Site code to the declared closures of the month.
std::multimap<std::string, Day> LoadClosures(db::Transaction& transaction, const Month& month);

// A release beside its figures: what was published, byte for byte.
struct Publication {
  Uuid id;
  Release release;
  db::Bytes body;
};
void RecordRelease(db::Transaction& transaction, const Publication& publication,
                   StaffId recorded_by, absl::Time now);
// With their figures, the oldest first.
std::vector<Release> LoadReleases(db::Transaction& transaction);
// What was published of the latest month that is no later than this one; the latest revision where
// `revision` is 0.
std::optional<db::Bytes> LoadBody(db::Transaction& transaction, Day month, int32_t revision);
// What was published, the oldest first.
std::vector<db::Bytes> LoadBodies(db::Transaction& transaction);

std::vector<PopulationEstimate> LoadEstimates(db::Transaction& transaction);
void RecordEstimate(db::Transaction& transaction, const PopulationEstimate& estimate,
                    StaffId recorded_by, absl::Time now);

}  // namespace oat::reporting
