// What the coming days of a site hang on, as kept: its people with their orders, and its lots.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/db/transaction.h"
#include "services/stock/rules.h"
#include "services/supply/rules.h"

namespace oat::supply {

// Everybody who is under the calling site's custody on a day of the period.
std::vector<Person> LoadPeople(db::Transaction& transaction, Period period);
// Whom the calling site may dose on a day.
int32_t CountPeople(db::Transaction& transaction, Day day);

// A lot in the safe, at windows and in open bottles, together.
struct LotHere {
  std::string product_code;
  Day expires_on;
  StockQuantity quantity;
};
// Of a site, without lots that are kept back or expired before a day.
std::vector<LotHere> LoadLots(db::Transaction& transaction, const std::string& site_code, Day day);

}  // namespace oat::supply
