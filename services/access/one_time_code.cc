#include "services/access/one_time_code.h"

#include <liboath/oath.h>
#include <sodium.h>

#include <array>
#include <cstdlib>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace oat::access {
namespace {

constexpr int kDigits = 6;

// liboath's only failures are of memory and of a wrong build.
void Check(int result, const char* what) {
  if (result != OATH_OK) ABSL_RAW_LOG(FATAL, "%s: %s", what, oath_strerror(result));
}

// What is neither a letter nor a digit, as an address writes it.
std::string InAddress(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '.' || c == '-' || c == '_') {
      escaped += c;
    } else {
      absl::StrAppend(&escaped, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return escaped;
}

}  // namespace

int64_t CodeStepOf(absl::Time time) {
  return absl::ToUnixSeconds(time) / absl::ToInt64Seconds(kCodeStep);
}

Secret MakeCodeKey() {
  std::string key(20, '\0');
  randombytes_buf(key.data(), key.size());
  return Secret(key);
}

Secret CodeOf(const Secret& key, int64_t step) {
  static const int initialised = oath_init();
  Check(initialised, "oath_init");
  std::array<char, kDigits + 1> code{};
  const int64_t step_seconds = absl::ToInt64Seconds(kCodeStep);
  Check(oath_totp_generate(key.Reveal().data(), key.Reveal().size(), step * step_seconds,
                           static_cast<unsigned>(step_seconds), 0, kDigits, code.data()),
        "oath_totp_generate");
  return Secret(code.data());
}

std::optional<int64_t> MatchCode(const Secret& key, const Secret& code, absl::Time now,
                                 int64_t after) {
  if (code.Reveal().size() != kDigits) return std::nullopt;
  std::optional<int64_t> matched;
  const int64_t middle = CodeStepOf(now);
  for (int64_t step = middle - kCodeWindow; step <= middle + kCodeWindow; ++step) {
    const Secret right = CodeOf(key, step);
    const bool is_it =
        sodium_memcmp(right.Reveal().data(), code.Reveal().data(), code.Reveal().size()) == 0;
    if (is_it && step > after && !matched) matched = step;
  }
  return matched;
}

std::string KeyForTyping(const Secret& key) {
  char* text = nullptr;
  size_t length = 0;
  Check(oath_base32_encode(key.Reveal().data(), key.Reveal().size(), &text, &length),
        "oath_base32_encode");
  std::string typed(text, length);
  free(text);
  return typed;
}

std::string AddressOf(const Secret& key, const std::string& login) {
  return absl::StrCat("otpauth://totp/Jalgas:", InAddress(login), "?secret=", KeyForTyping(key),
                      "&issuer=Jalgas&algorithm=SHA1&digits=", kDigits,
                      "&period=", absl::ToInt64Seconds(kCodeStep));
}

}  // namespace oat::access
