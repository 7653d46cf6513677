// A packet on one screen: what the next site needs first, and beside each part how sure it is.
#pragma once

#include <ostream>

#include "oat/v1/packet.pb.h"

namespace oat::ctl {

inline constexpr size_t kScreenLines = 24;
inline constexpr size_t kScreenColumns = 80;

// At most that many lines and columns, whatever stands in it; what does not fit is counted.
void PrintScreen(const v1::Packet& packet, std::ostream& out);

}  // namespace oat::ctl
