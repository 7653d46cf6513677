// Days of the stock, as kept: what speaks against closing one, and what was signed.
#pragma once

#include <string>
#include <vector>

#include "services/stock/store.h"

namespace oat::stock {

// Places that hold stock, or did before a time, and were not counted since they last changed before
// it: "safe", or a station.
std::vector<std::string> PlacesNotCounted(db::Transaction& transaction,
                                          const std::string& site_code, absl::Time until);
// Doses of the site that are open, but for the persons' own bottles.
int32_t CountOpenDosesAt(db::Transaction& transaction, const std::string& site_code);

struct StockDay {
  std::string site_code;
  Day day;
  int32_t entries = 0;      // of the day
  int32_t unexplained = 0;  // differences of its counts without a cause
  StaffId staff;
  StaffId second;
  std::vector<Balance> on_hand;
};
// Fills entries and unexplained of what lies between two times.
void CountDay(db::Transaction& transaction, absl::Time from, absl::Time until, StockDay* day);
// False when the day was closed before.
bool RecordDay(db::Transaction& transaction, const StockDay& day, absl::Time now);

void RecordReturn(db::Transaction& transaction, const Uuid& entry, const std::string& recipient,
                  const std::string& reason);

}  // namespace oat::stock
