// Sites, their closures and their stations, as kept.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
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
// The declared closures of some sites from a day on.
using Closures = std::set<std::pair<std::string, Day>>;
Closures LoadClosures(db::Transaction& transaction, const std::vector<std::string>& codes,
                      Day from_day);
void RecordClosure(db::Transaction& transaction, const std::string& code, Day day,
                   const std::string& reason, StaffId declared_by, absl::Time now);

// How a site is reached, as it stands on a label.
struct Contact {
  std::string name;
  std::string address;
  std::string telephone;
  std::string emergency_telephone;
};
void RecordContact(db::Transaction& transaction, const std::string& code, const Contact& contact,
                   StaffId by, absl::Time now);
// Of every site that has one, by its code.
std::map<std::string, Contact> LoadContacts(db::Transaction& transaction);

bool HasStation(db::Transaction& transaction, const std::string& code, const std::string& station);
// Does nothing when it is known.
void RecordStation(db::Transaction& transaction, const std::string& code,
                   const std::string& station, absl::Time now);

}  // namespace oat::sites
