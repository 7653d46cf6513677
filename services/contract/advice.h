// What is heard beside a yes.
#pragma once

#include <vector>

#include "services/contract/answer.h"

namespace oat::contract {

inline void Advise(oat::v1::Outcome* outcome, const std::vector<Reason>& reasons) {
  Refuse(outcome, reasons);
}

}  // namespace oat::contract
