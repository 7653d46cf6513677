// What is told outside of a person, as a page that can be handed over.
#pragma once

#include <ostream>

#include "oat/v1/consent.pb.h"

namespace oat::ctl {

// To whom, the fields under their elements, and that they may not be passed on.
void PrintPacket(const v1::DisclosurePacket& packet, std::ostream& out);

}  // namespace oat::ctl
