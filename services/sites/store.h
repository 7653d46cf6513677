// Sites, their closures and their stations, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/sites/rules.h"

namespace oat::sites {

std::optional<Site> Load(db::Transaction& transaction, const std::string& code);
// By code.
std::vector<Site> LoadAll(db::Transaction& transaction);

// Records a new site, or a new revision of a known one.
void Record(db::Transaction& transaction, const Site& site, absl::Time now);

// The declared closure of a day: its reason, if there is one.
std::optional<std::string> ClosureOn(db::Transaction& transaction, const std::string& code,
                                     Day day);
void RecordClosure(db::Transaction& transaction, const std::string& code, Day day,
                   const std::string& reason, StaffId declared_by, absl::Time now);

bool HasStation(db::Transaction& transaction, const std::string& code, const std::string& station);
// Does nothing when it is known.
void RecordStation(db::Transaction& transaction, const std::string& code,
                   const std::string& station, absl::Time now);

}  // namespace oat::sites
