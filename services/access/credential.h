// Passwords and tokens.
#pragma once

#include <string>

#include "services/base/secret.h"
#include "services/db/value.h"

namespace oat::access {

// Argon2id with libsodium's interactive limits; about a tenth of a second.
std::string HashPassword(const Secret& password);
// False for an empty hash too, in the same time, so that an unknown login answers no faster.
bool VerifyPassword(const std::string& hash, const Secret& password);

// 256 random bits, base64url.
Secret MakeToken();
// What is kept of a token. Tokens are random, so a plain hash is enough.
db::Bytes HashToken(const Secret& token);

}  // namespace oat::access
