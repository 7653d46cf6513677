// Things that exist in a clinic, so that a request about them is answered and not merely not found.
#pragma once

#include <memory>

#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class Things {
 public:
  // Made by calls of the clinic's people; `tokens`: of whoever sends the requests about them.
  Things(Clinic& clinic, Tokens tokens);
  ~Things();
  // What a request of this method has to name.
  Known For(const google::protobuf::MethodDescriptor& method);

 private:
  class Maker;
  std::unique_ptr<Maker> maker_;
};

}  // namespace oat::test
