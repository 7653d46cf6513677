// Counts and their differences, as kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/stock/store.h"

namespace oat::stock {

struct CountLine {
  std::string product_code;
  std::string lot_number;
  StockQuantity counted;
  StockQuantity expected;
  StockQuantity tolerance;
  std::optional<std::string> cause;  // a code of oat.v1.VarianceCause
  std::string note;

  StockQuantity Difference() const { return counted - expected; }
  bool IsWithin() const { return Difference() <= tolerance && -Difference() <= tolerance; }
};

struct Count {
  Uuid id;
  std::string station;     // empty: the safe
  bool of_bottle = false;  // of what was left in one bottle, and no count of all that is there
  StaffId staff;
  StaffId second;
  std::string login;
  std::string second_login;
  absl::Time at;
  std::vector<CountLine> lines;
};

void RecordCount(db::Transaction& transaction, const std::string& site_code, const Count& count);
// The counts of the calling site, the newest first; with a difference that nobody has explained, or
// all.
std::vector<Count> LoadCounts(db::Transaction& transaction, const std::string& site_code,
                              bool unexplained_only, int32_t limit);
// A line of a count of a site's; absent: there is none.
std::optional<CountLine> LoadCountLine(db::Transaction& transaction, const std::string& site_code,
                                       const Uuid& count, const std::string& product_code,
                                       const std::string& lot_number);
struct Variance {
  Uuid count;
  std::string product_code;
  std::string lot_number;
  std::string cause;
  std::string note;
  StaffId staff;
  StaffId second;
};
// False when it was said before.
bool RecordVariance(db::Transaction& transaction, const Variance& variance, absl::Time now);

// What was taken from each lot of a place since its last count: (product, lot) to quantity.
using Drawn = std::map<std::pair<std::string, std::string>, StockQuantity>;
Drawn DrawnSinceCount(db::Transaction& transaction, const std::string& site_code,
                      const std::string& station);
// The differences of a product at a place, all its lots together, of the last counts.
std::vector<StockQuantity> LastDifferences(db::Transaction& transaction,
                                           const std::string& site_code, const std::string& station,
                                           const std::string& product_code, int32_t limit);
// Doses that were authorised at a window, are not settled, and were not carried out of it.
int32_t CountOpenDoses(db::Transaction& transaction, const std::string& site_code,
                       const std::string& station);

}  // namespace oat::stock
