// The book of a site, read back as it was written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/stock/store.h"

namespace oat::stock {

struct BookLine {
  std::string account;
  std::string station;
  std::string product_code;
  std::string lot_number;
  StockQuantity quantity;
  StockQuantity balance;  // of the account, afterwards
};

struct BookEntry {
  Uuid id;
  absl::Time at;
  std::string kind;
  std::string login;
  std::string second_login;  // empty: one sufficed
  std::optional<Uuid> corrects;
  std::string reason;
  std::string delivery_note;
  std::vector<BookLine> lines;
};
// What was written from a moment on and before another, in the order of writing.
std::vector<BookEntry> LoadBook(db::Transaction& transaction, const std::string& site_code,
                                absl::Time from, absl::Time until);
// One entry of a site; absent: there is none.
std::optional<BookEntry> LoadEntry(db::Transaction& transaction, const std::string& site_code,
                                   const Uuid& id);
bool IsCorrected(db::Transaction& transaction, const Uuid& entry);

}  // namespace oat::stock
