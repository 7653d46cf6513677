// Numbered forms, as kept: what came and was handed on, where each is, and what became of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/forms/rules.h"

namespace oat::forms {

// Queues with everybody who receives forms of a series.
void LockSeries(db::Transaction& transaction, const std::string& series);
// Queues with everybody who uses, ends or moves these forms; what is loaded after it, in a
// statement of its own, stays true.
void LockForms(db::Transaction& transaction, const Range& range);

// Those of a range that there are, in the order of their numbers.
std::vector<Form> LoadForms(db::Transaction& transaction, const Range& range);
std::optional<Form> LoadForm(db::Transaction& transaction, const std::string& series,
                             int64_t number);

struct Move {
  Uuid id;
  Range range;
  std::optional<std::string> from_site;  // absent: received
  std::optional<StaffId> from_holder;
  std::string site_code;
  std::optional<StaffId> holder;    // absent: into the safe
  std::optional<std::string> note;  // of what was received
  StaffId staff;
};
// The database refuses what is not all unused and there.
void RecordMove(db::Transaction& transaction, const Move& move, absl::Time now);

struct Use {
  std::string series;
  int64_t number = 0;
  std::string site_code;             // whose it was
  std::optional<Uuid> order;         // that is written on it
  std::optional<std::string> ended;  // or how it was lost
  std::optional<std::string> note;
  StaffId staff;
};
// The database lets a form end once.
void RecordUse(db::Transaction& transaction, const Use& use, absl::Time now);

struct Held {
  Range range;
  std::string login;  // empty: in the safe
};
// The unused forms of a site, by series, holder and number.
std::vector<Held> LoadHeld(db::Transaction& transaction, const std::string& site_code);
// The series of which the site has unused forms, or used some since.
std::vector<SeriesCount> CountSeries(db::Transaction& transaction, const std::string& site_code,
                                     absl::Time since);

// What became of one form.
struct History {
  std::string ended;  // empty: it is unused
  std::string site_code;
  std::string login;  // who holds it, or ended it; empty: in the safe
  std::optional<absl::Time> at;
};
std::optional<History> LookUp(db::Transaction& transaction, const std::string& series,
                              int64_t number);

}  // namespace oat::forms
