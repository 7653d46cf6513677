#include "clients/ctl/random.h"

#include <sodium.h>

#include <array>

namespace oat::ctl {

std::string NewToken() {
  std::array<unsigned char, 32> bits;
  randombytes_buf(bits.data(), bits.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bits.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(), kVariant);
  text.pop_back();
  return text;
}

std::string NewResetWord() {
  // Without i, l, o and u: 32 signs, five bits each.
  constexpr char kSigns[] = "0123456789abcdefghjkmnpqrstvwxyz";
  constexpr int kGroups = 4;
  constexpr int kOfGroup = 5;
  std::string word;
  for (int i = 0; i < kGroups * kOfGroup; ++i) {
    if (i > 0 && i % kOfGroup == 0) word += '-';
    word += kSigns[randombytes_uniform(sizeof kSigns - 1)];
  }
  return word;
}

}  // namespace oat::ctl
