#include "clients/ctl/units.h"

#include <vector>

#include "absl/strings/str_split.h"
#include "clients/ctl/quantity.h"
#include "oat/v1/stock.grpc.pb.h"
#include "services/base/status.h"

namespace oat::ctl {

absl::StatusOr<v1::ListProductsResponse> LoadProducts(Terminal& t) {
  return Ask(t, &v1::StockService::Stub::ListProducts, v1::ListProductsRequest());
}

absl::StatusOr<Units> LoadUnits(Terminal& t) {
  OAT_ASSIGN_OR_RETURN(auto response, LoadProducts(t));
  Units units;
  for (const v1::Product& product : response.products()) {
    units[product.product_code()] = product.unit();
  }
  return units;
}

absl::StatusOr<v1::StockUnit> UnitOf(const Units& units, const std::string& product_code) {
  const auto unit = units.find(product_code);
  if (unit != units.end()) return unit->second;
  return Invalid("product", product_code, "a product that 'oatctl stock products' lists");
}

absl::StatusOr<LotQuantity> ReadLot(const Units& units, const std::string& text) {
  const std::vector<std::string> halves = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::vector<std::string> names = absl::StrSplit(halves.front(), absl::MaxSplits('/', 1));
  if (halves.size() != 2 || names.size() != 2) {
    return Invalid("lot", text, "PRODUCT/LOT=QUANTITY, such as METHADONE-5MG-ML/LOT-7=250mL");
  }
  LotQuantity lot{.product_code = names[0], .lot_number = names[1]};
  OAT_ASSIGN_OR_RETURN(const v1::StockUnit unit, UnitOf(units, lot.product_code));
  if (halves[1] == "0") return lot;
  OAT_ASSIGN_OR_RETURN(lot.quantity, ReadQuantity(halves[1], unit));
  return lot;
}

}  // namespace oat::ctl
