// A packet in the contract's words.
#pragma once

#include "oat/v1/packet.pb.h"
#include "services/packet/known.h"

namespace oat::packet {

void Fill(const Record& record, v1::Packet* out);

}  // namespace oat::packet
