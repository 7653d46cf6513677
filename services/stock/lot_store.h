// Lots and packs, as kept: whether one may be used, what came with it, and where it went.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/stock/store.h"

namespace oat::stock {

// By whom, and when.
struct Signed {
  StaffId staff;
  std::optional<StaffId> second;
  absl::Time at;
};

// A code of oat.v1.LotStanding.
std::string StandingOf(db::Transaction& transaction, const std::string& product_code,
                       const std::string& lot_number);
void RecordStanding(db::Transaction& transaction, const std::string& product_code,
                    const std::string& lot_number, const std::string& standing,
                    const std::string& reason, const Signed& by);

std::optional<std::string> ProductOfGtin(db::Transaction& transaction, const std::string& gtin);
// The product that the GTIN is of from now on, or was before.
std::string LinkGtin(db::Transaction& transaction, const std::string& gtin,
                     const std::string& product_code, const Signed& by);

struct Receipt {
  Uuid entry;
  std::string delivery_note;
  StockQuantity noted;
  std::optional<std::string> gtin;
  std::optional<std::string> serial;
  std::string supplier;
  std::optional<Uuid> supply_order = {};  // that it answers
};
bool IsPackKnown(db::Transaction& transaction, const std::optional<std::string>& gtin,
                 const std::string& serial);
// False where the key says that the pack came at this moment elsewhere.
bool RecordReceipt(db::Transaction& transaction, const Receipt& receipt);

struct LotAtSite {
  std::string site_code;
  StockQuantity on_hand;
  StockQuantity given;
  StockQuantity taken_home;
  int32_t patients = 0;
};
std::vector<LotAtSite> LotEverywhere(db::Transaction& transaction, const std::string& product_code,
                                     const std::string& lot_number);

// Of the calling site's people.
struct LotGiven {
  std::string patient_number;
  Day clinical_day;
  std::optional<std::string> serial;  // of a bottle
  StockQuantity quantity;
};
std::vector<LotGiven> LotGivenHere(db::Transaction& transaction, const std::string& product_code,
                                   const std::string& lot_number);

}  // namespace oat::stock
