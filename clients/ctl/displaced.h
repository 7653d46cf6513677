// Somebody displaced whose site cannot be reached: received, and listed.
#pragma once

#include <ostream>

#include "clients/ctl/command.h"
#include "oat/v1/transfer.pb.h"

namespace oat::ctl {

// oatctl transfers receive.
Command ReceiveCommand();
void PrintReception(const v1::Reception& reception, std::ostream& out);

}  // namespace oat::ctl
