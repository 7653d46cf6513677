// Pumps, what was measured of them and what they were told to pour, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/pumps/rules.h"

namespace oat::pumps {

struct Placement {
  std::string site_code;
  std::string pump_id;
  int32_t revision = 0;
  std::string station;  // empty: out of use
  std::string product_code;
  std::string model;
};

struct Pump {
  Placement placement;
  std::optional<Verification> last;         // where it stands now
  std::optional<StockQuantity> unresolved;  // that it was told to pour

  bool is_in_use() const { return !placement.station.empty(); }
  Standing StandingOn(Day today) const {
    return StandingOf(is_in_use(), unresolved.has_value(), last, today);
  }
};

// Queues on a pump of a site; what is loaded after it, in a statement of its own, stays true.
// Taken before the window's balances, by everybody who takes both.
void LockPump(db::Transaction& transaction, const std::string& site_code,
              const std::string& pump_id);
std::optional<Pump> LoadPump(db::Transaction& transaction, const std::string& site_code,
                             const std::string& pump_id);
std::vector<Pump> LoadPumps(db::Transaction& transaction, const std::string& site_code);

// Under the revision after the pump's last one.
void RecordPlacement(db::Transaction& transaction, const Placement& placement, StaffId staff,
                     absl::Time now);

// Who did something, and when.
struct Signed {
  StaffId staff;
  std::optional<StaffId> second;
  Uuid request;
  absl::Time at;
};
void RecordVerification(db::Transaction& transaction, const Placement& at, const std::string& kind,
                        const std::string& lot_number, const Verification& verification,
                        const Signed& by);
void RecordCycle(db::Transaction& transaction, const Placement& at, const std::string& cycle,
                 const std::string& lot_number, StockQuantity wasted, const Signed& by);

struct Pour {
  Uuid id;
  std::string pump_id;
  std::string station;
  std::string lot_number;
  Uuid dose;
  StockQuantity quantity;
  absl::Time begun_at;
  std::string begun_by;
  std::optional<StockQuantity> poured;  // absent: live, or unresolved
};
// Begins the next turn of the pump. `line` counts the lines of the dose from 1. The one before must
// have ended: check first.
void RecordPour(db::Transaction& transaction, const Placement& at, const Uuid& dose, int32_t line,
                StockQuantity quantity, const Signed& by);
void RecordPourEnd(db::Transaction& transaction, const Uuid& pour, StockQuantity poured,
                   const std::string& fault, const Signed& by);
std::optional<Pour> LoadPour(db::Transaction& transaction, const std::string& site_code,
                             const Uuid& id);
// Those without an end, the oldest first.
std::vector<Pour> LoadUnresolved(db::Transaction& transaction, const std::string& site_code);
// Of one line of a dose, by whichever pump.
std::vector<Poured> LoadPoured(db::Transaction& transaction, const Uuid& dose, int32_t line);

}  // namespace oat::pumps
