// Transfers and returns, as kept: each step a row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/ids.h"
#include "services/custody/rules.h"
#include "services/db/transaction.h"
#include "services/transfers/rules.h"

namespace oat::transfers {

// A transfer with what only a list of it wants.
struct Kept {
  Uuid id;
  PersonId person;
  std::string patient_number;
  int32_t turn = 0;
  int32_t sequence = 0;  // of the last event; 0: none
  Transfer transfer;
  std::string reason;
  bool patient_asked = false;
  std::string detail;   // of a decline: why
  std::string last_by;  // login
};

// The latest transfer of a person, whatever became of it.
std::optional<Kept> LoadLatest(db::Transaction& transaction, PersonId person);
// As many as a manager looks through; a site that moves more people in a month has a runbook for
// it.
inline constexpr int32_t kMostListed = 500;
// Of the calling site: from it, to it, asked at it; the newest first, and no more than `most`.
std::vector<Kept> LoadOfSite(db::Transaction& transaction, const std::string& site_code,
                             int32_t most);

// The person is locked, and an earlier transfer has ended.
void RecordRequest(db::Transaction& transaction, const Kept& request, StaffId staff,
                   absl::Time now);

struct Step {
  std::string event;
  std::string site_code;
  std::string detail;
  Day from_day;
  std::optional<Day> until_day;
  bool ends = false;  // the next may be asked for
};
void RecordStep(db::Transaction& transaction, const Kept& kept, const Step& step, StaffId staff,
                absl::Time now);
bool HasEnded(db::Transaction& transaction, const Kept& kept);
// Where the person would be, from the transfer's first day on, had it never been accepted: a start
// for each day on which one was written.
std::vector<custody::Start> LoadFormerStarts(db::Transaction& transaction, const Kept& kept);

struct Return {
  Uuid id;
  PersonId person;
  std::string site_code;
  std::string from_site;
  Day day;
  bool released = false;
};
void RecordReturn(db::Transaction& transaction, const Return& back, StaffId staff, absl::Time now);

// Somebody who came out of an institution and had no dose since.
struct Restart {
  std::string patient_number;
  std::string from_site;
  absl::Time released_at;
};
std::vector<Restart> LoadRestarts(db::Transaction& transaction, const std::string& site_code);

}  // namespace oat::transfers
