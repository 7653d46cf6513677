// The bottles that stand open at windows, as kept.
#pragma once

#include <optional>
#include <string>

#include "services/stock/store.h"

namespace oat::stock {

// A product at a window.
struct BottlePlace {
  std::string site_code;
  std::string station;
  std::string product_code;
};

// Absent: none of this product stands open there.
std::optional<std::string> LotOfOpenBottle(db::Transaction& transaction, const BottlePlace& place);

struct BottleChange {
  BottlePlace place;
  // Of the bottle that is open from now on; absent: none is.
  std::optional<std::string> lot_number;
  std::optional<StockQuantity> quantity;
  StaffId staff;
  std::optional<StaffId> second;
};
// False where somebody changed the bottle at this moment.
bool RecordBottleChange(db::Transaction& transaction, const BottleChange& change, absl::Time now);

// The account at a window from which a lot is drawn, and to which it goes back untouched: the open
// bottle, where that is of this lot.
const char* DrawnFrom(db::Transaction& transaction, const BottlePlace& place,
                      const std::string& lot_number);

// Doses that were made up from this product at a window, are open, and were not carried out of it.
int32_t CountOpenDosesOf(db::Transaction& transaction, const BottlePlace& place);

}  // namespace oat::stock
