// What this side makes by chance: secrets that are shown or kept once, and of which the server
// keeps a hash.
#pragma once

#include <string>

namespace oat::ctl {

// 256 bits, base64url: a device's token, a badge.
std::string NewToken();

// 100 bits in groups that can be read out and typed: "k7m3q-...", four times five letters and
// digits, none of which is taken for another.
std::string NewResetWord();

}  // namespace oat::ctl
