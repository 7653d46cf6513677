// Somebody displaced, as the contract says it.
#pragma once

#include "oat/v1/transfer.pb.h"
#include "services/transfers/reception_store.h"

namespace oat::transfers {

void FillProposal(const Advice& advice, v1::DisplacedProposal* out);
void FillReception(const Reception& reception, v1::Reception* out);

}  // namespace oat::transfers
