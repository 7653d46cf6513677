// Cases of theft and loss, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/policy/stock_keeping.h"
#include "services/stock/store.h"

namespace oat::losses {

struct LostLot {
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;
};

// What the rules asked for, and whether it was done.
struct Step {
  std::string name;
  Day due;
  std::optional<absl::Time> done_at;
  std::string done_by;  // a login
  std::string reference;

  bool IsOverdue(Day today) const { return !done_at && due < today; }
};

struct Loss {
  Uuid id;
  std::string site_code;
  std::string kind;     // a code of oat.v1.LossKind
  std::string station;  // empty: the safe
  absl::Time discovered_at;
  std::string note;
  StaffId staff;
  std::string login;
  std::vector<LostLot> lots;
  std::vector<Step> steps;
  std::optional<absl::Time> closed_at;
  std::string finding;
};

void Record(db::Transaction& transaction, const Loss& loss,
            const std::vector<policy::LossStep>& steps, absl::Time now);
// The cases of a site, the newest first.
std::vector<Loss> LoadAll(db::Transaction& transaction, const std::string& site_code,
                          bool open_only);
// One of them, locked: who says something of it waits for another who does. Absent: there is none.
std::optional<Loss> Lock(db::Transaction& transaction, const std::string& site_code,
                         const Uuid& id);
// False when it was said before.
bool RecordStepDone(db::Transaction& transaction, const Uuid& loss, const std::string& name,
                    const std::string& reference, StaffId staff, absl::Time now);
void RecordClose(db::Transaction& transaction, const Uuid& loss, const std::string& finding,
                 StaffId staff, StaffId second, absl::Time now);

}  // namespace oat::losses
