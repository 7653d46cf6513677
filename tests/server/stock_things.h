// Things of the stock and of what is kept like it: counts, losses, shipments, forms, orders to
// suppliers.
#pragma once

#include <string>

#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class StockThings {
 public:
  explicit StockThings(Clinic& clinic) : clinic_(clinic) {}
  // What a request of this method has to name, made where it has to be there.
  void Add(const std::string& method, Known* known);

 private:
  std::string NewCount();
  void AddStock(const std::string& name, Known* known);
  std::string NewLoss();
  void AddLoss(const std::string& name, Known* known);
  std::string NewShipment(const std::string& from, const std::string& to);
  void AddShipments(const std::string& name, Known* known);
  void AddForms(const std::string& name, Known* known);
  void AddSupply(const std::string& name, Known* known);
  std::string NewPump();
  void VerifyPump(const std::string& pump);
  std::string NewPour(const std::string& pump, const std::string& dose);
  void AddPump(const std::string& name, Known* known);

  Clinic& clinic_;
  int64_t forms_ = 0;  // numbers that were asked about
};

}  // namespace oat::test
