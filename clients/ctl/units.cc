#include "clients/ctl/units.h"

#include "services/base/status.h"

namespace oat::ctl {

absl::StatusOr<v1::ListProductsResponse> LoadProducts(Terminal& t) {
  return Ask(t, &link::Link::stock, &v1::StockService::Stub::ListProducts,
             v1::ListProductsRequest());
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

}  // namespace oat::ctl
