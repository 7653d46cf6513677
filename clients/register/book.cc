#include "clients/register/book.h"

#include "oat/v1/stock_account.pb.h"

namespace oat::registers {

v1::Product Book::ProductOf(const std::string& code) const {
  const auto found = products.find(code);
  if (found != products.end()) return found->second;
  v1::Product product;
  product.set_product_code(code);
  return product;
}

std::map<std::string, Reckoned> Reckon(const v1::GetRegisterResponse& whole) {
  std::map<std::string, Reckoned> reckoned;
  for (const v1::StockAccount& kept : whole.opening()) {
    if (kept.quantity() == 0) continue;
    Reckoned& one = reckoned[kept.product_code()];
    one.opening = one.closing = one.booked = kept.quantity();
  }
  for (const v1::RegisterLine& line : whole.lines()) {
    Reckoned& one = reckoned[line.product_code()];
    if (one.booked + line.quantity() != line.balance()) ++one.torn;
    one.moved[line.kind()] += line.quantity();
    one.closing += line.quantity();
    one.booked = line.balance();
  }
  return reckoned;
}

}  // namespace oat::registers
