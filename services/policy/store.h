// Packs and their coming into force, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"

namespace oat::policy {

struct KeptPack {
  std::string name;
  std::string version;
  std::string sha256;  // 32 bytes
  std::string text;
};
// False where other text is kept under its name and version, or this text under others.
bool KeepPack(db::Transaction& transaction, const KeptPack& pack, StaffId by, absl::Time now);
std::optional<KeptPack> LoadPack(db::Transaction& transaction, const std::string& name,
                                 const std::string& version);

struct Change {
  Uuid id;
  std::string name;
  std::optional<std::string> version;  // absent: withdrawn
  std::string place;                   // a region or a site; empty: the whole network
  Day from_day;
  bool signed_off = false;
  std::string reason;
  StaffId changed_by;
  StaffId second;
};
void RecordChange(db::Transaction& transaction, const Change& change, absl::Time now);
// How many changes there are: another number means that other rules may hold.
int64_t CountChanges(db::Transaction& transaction);

struct ListedChange {
  Change change;
  std::optional<std::string> sha256;
  std::string changed_by;  // logins
  std::string second;
  absl::Time recorded_at;
};
// The latest first.
std::vector<ListedChange> ListChanges(db::Transaction& transaction);

// A pack and the place that it was put in force at.
struct PackInForce {
  std::string place;
  KeptPack pack;
};
// What is in force on a day at a site of a region, by name and version; both empty: what is in
// force for the whole network.
std::vector<PackInForce> LoadInForce(db::Transaction& transaction, Day day,
                                     const std::string& region, const std::string& site_code);
// Whether a pack is in force on a day by a change at this very place, which a withdrawal there
// ends.
bool IsInForceAt(db::Transaction& transaction, const std::string& place, const std::string& name,
                 Day day);

}  // namespace oat::policy
