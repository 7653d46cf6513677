// Things of people who move and of sites that close.
#pragma once

#include <string>

#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class ContinuityThings {
 public:
  explicit ContinuityThings(Clinic& clinic) : clinic_(clinic) {}
  // What a request of this method has to name, made where it has to be there.
  void Add(const std::string& method, Known* known);

 private:
  void Ask(const std::string& number, const std::string& from, const std::string& to);
  void Prepare(const std::string& number, const std::string& at);
  void AddTransfer(const std::string& name, Known* known);
  std::string NewClosure();
  void Move(const std::string& closure, const std::string& number);
  void AddClosure(const std::string& name, Known* known);
  void AddInstitution(const std::string& name, Known* known);
  void Merge(const std::string& number, const std::string& duplicate);
  void AddMerge(const std::string& name, Known* known);

  Clinic& clinic_;
  bool has_ward_ = false;
};

}  // namespace oat::test
