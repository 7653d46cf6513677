// Words of the command line that several commands of the stock take.
#pragma once

#include "clients/ctl/command.h"

namespace oat::ctl {

inline Parameter ProductParameter() {
  return {"product", "PRODUCT", "A code that 'oatctl stock products' lists"};
}
inline Parameter LotParameter() { return {"lot", "LOT", "The lot's number as printed"}; }
inline Parameter SupplyOrderParameter() {
  return {"--order", "ID", "The order that it answers, as 'oatctl supply orders' shows it"};
}

}  // namespace oat::ctl
