#include "services/base/uuid.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"

namespace oat {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

bool IsDash(size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

}  // namespace

Uuid MakeUuid(absl::Time now) {
  std::array<uint8_t, 16> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  uint64_t milliseconds = static_cast<uint64_t>(absl::ToUnixMillis(now));
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(milliseconds >> (40 - 8 * i));
  bytes[6] = static_cast<uint8_t>(0x70 | (bytes[6] & 0x0f));  // version 7
  bytes[8] = static_cast<uint8_t>(0x80 | (bytes[8] & 0x3f));  // the RFC's variant
  std::string text;
  for (uint8_t byte : bytes) {
    if (IsDash(text.size())) text.push_back('-');
    text.push_back(kHexDigits[byte >> 4]);
    text.push_back(kHexDigits[byte & 0x0f]);
  }
  return Uuid(text);
}

bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool right = IsDash(i) ? c == '-' : absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
    if (!right) return false;
  }
  return true;
}

bool IsUuidVersion7(absl::string_view text) {
  return IsUuid(text) && text[14] == '7' &&
         absl::string_view("89ab").find(text[19]) != absl::string_view::npos;
}

}  // namespace oat
