// Products, lots and the ledger, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/stock/rules.h"

namespace oat::stock {

// The accounts of the ledger: codes of oat.v1.Account.
inline constexpr char kSupplier[] = "supplier";
inline constexpr char kSafe[] = "safe";
inline constexpr char kStation[] = "station";
inline constexpr char kReserved[] = "reserved";
inline constexpr char kGiven[] = "given";
inline constexpr char kHeldForWaste[] = "held_for_waste";
inline constexpr char kWaste[] = "waste";
inline constexpr char kVariance[] = "variance";
inline constexpr char kTakenHome[] = "taken_home";
inline constexpr char kOpenBottle[] = "open_bottle";
inline constexpr char kInTransit[] = "in_transit";
inline constexpr char kReturned[] = "returned";
inline constexpr char kTransferred[] = "transferred";
inline constexpr char kLost[] = "lost";

std::vector<Product> LoadProducts(db::Transaction& transaction);
std::optional<Product> LoadProduct(db::Transaction& transaction, const std::string& code);
// The strengths of a drug form that a site has ever held.
std::vector<Product> LoadStrengths(db::Transaction& transaction, const std::string& site_code,
                                   const std::string& drug_form);

// Queues on a window's balances; what is loaded after it, in a statement of its own, stays true.
void LockStation(db::Transaction& transaction, const std::string& site_code,
                 const std::string& station);
// What a window has on hand of a drug form, without lots that are kept back.
std::vector<LotOnHand> LoadOnHand(db::Transaction& transaction, const std::string& site_code,
                                  const std::string& station, const std::string& drug_form);

struct Lot {
  std::string product_code;
  std::string lot_number;
  Day expires_on;
};
// The day on which the lot expires, kept from its first recording.
Day RecordLot(db::Transaction& transaction, const Lot& lot, absl::Time now);
// The last day on which a lot may be used; absent: it was never received.
std::optional<Day> ExpiryOf(db::Transaction& transaction, const std::string& product_code,
                            const std::string& lot_number);
bool HasLot(db::Transaction& transaction, const std::string& product_code,
            const std::string& lot_number);

// One movement. Its lines are quantities of a lot that leave one account and enter another.
struct Entry {
  std::string site_code;
  std::string kind;  // receipt, issue, return_to_safe, reservation, confirmation, waste, count, ...
  std::optional<Uuid> dose;
  StaffId staff;
  std::optional<StaffId> second;
  std::optional<Uuid> bottle = {};
  std::optional<Uuid> count = {};     // that found the difference
  std::optional<Uuid> corrects = {};  // the entry that it takes back, and why
  std::optional<std::string> reason = {};
};
struct Movement {
  const char* from;
  std::string from_station;
  const char* to;
  std::string to_station;
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;
};
// The entry's id; does nothing without movements. A balance that would go below zero fails the
// whole call: check first.
Uuid Post(db::Transaction& transaction, const Entry& entry, const std::vector<Movement>& movements,
          absl::Time now);

// The account from which a line that was made up is drawn.
inline const char* DrawnFrom(const DoseLine& line) {
  return line.is_from_open_bottle ? kOpenBottle : kStation;
}

struct Balance {
  std::string account;
  std::string station;
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;
};
// Balances that are not zero.
std::vector<Balance> LoadBalances(db::Transaction& transaction, const std::string& site_code);
StockQuantity LoadBalance(db::Transaction& transaction, const std::string& site_code,
                          const Balance& account);
// True when every lot of the site sums to zero over its accounts and every balance is the sum of
// its postings.
bool IsBalanced(db::Transaction& transaction, const std::string& site_code);

}  // namespace oat::stock
