// The register of a site, as its ledger has it: what came into the site's keeping, and what left
// it.
#pragma once

#include <string>
#include <vector>

#include "services/stock/store.h"

namespace oat::stock {

// The clinical days of a site from one moment to another, of one product or (empty) of all.
struct RegisterPeriod {
  std::string site_code;
  absl::Time from;
  absl::Time until;
  std::string product_code;
};

struct Kept {
  std::string product_code;
  StockQuantity quantity;
};
// What the site keeps of each product that it ever had, as the period begins: in the safe, at
// windows, poured, held and on its way.
std::vector<Kept> LoadOpening(db::Transaction& transaction, const RegisterPeriod& period);

// One entry's change of what the site keeps of a lot. What is nobody's, or nothing's, stays empty.
struct RegisterLine {
  absl::Time recorded_at;
  absl::Time happened_at;  // before it was recorded, where it was told later
  std::string entry_kind;
  std::string account;  // that it left for, or came from
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;  // out of the site's keeping: negative
  std::string party;
  std::string patient_number;
  std::string prescriber;  // logins
  std::string staff;
  std::string second;
  std::string serial;
  std::string collector;  // a code of oat.v1.Collector
  std::string note;
  std::string identity_check;  // a code of oat.v1.IdentityCheck
};
// Product by product, in the order of writing.
std::vector<RegisterLine> LoadRegister(db::Transaction& transaction, const RegisterPeriod& period);

}  // namespace oat::stock
