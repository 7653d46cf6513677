// Which passwords and PINs staff may choose, after NIST SP 800-63B: long, and not among those that
// are guessed first. Nothing is asked about kinds of characters.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/base/secret.h"

namespace oat::access {

// A password that a guesser who knows the common ones, the words of languages, keyboards, dates,
// the login, the site and the programme meets within so many bits of tries is refused.
inline constexpr double kBitsOfAPassword = 30;

// INVALID_ARGUMENT for a password that is guessed early; its length the contract's rule has
// checked. The password is in no error. `site_code` may be empty.
absl::Status CheckPassword(const char* field, const Secret& password, const std::string& login,
                           const std::string& site_code);
absl::Status CheckPin(const char* field, const Secret& pin);

}  // namespace oat::access
