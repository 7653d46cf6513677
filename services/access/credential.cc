#include "services/access/credential.h"

#include <sodium.h>

#include <array>

#include "absl/base/internal/raw_logging.h"

namespace oat::access {

std::string HashPassword(const Secret& password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.Reveal().data(), password.Reveal().size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    ABSL_RAW_LOG(FATAL, "no memory to hash a password");
  }
  return hash.data();
}

bool VerifyPassword(const std::string& hash, const Secret& password) {
  // The hash of a random token: it matches nothing and takes as long as any other.
  static const std::string* const nobody = new std::string(HashPassword(MakeToken()));
  const std::string& compared = hash.empty() ? *nobody : hash;
  return crypto_pwhash_str_verify(compared.c_str(), password.Reveal().data(),
                                  password.Reveal().size()) == 0;
}

Secret MakeToken() {
  std::array<unsigned char, 32> bits;
  randombytes_buf(bits.data(), bits.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bits.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(), kVariant);
  text.pop_back();  // the terminating zero
  return Secret(text);
}

db::Bytes HashToken(const Secret& token) {
  db::Bytes hash{std::string(crypto_generichash_BYTES, '\0')};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.value.data()), hash.value.size(),
                     reinterpret_cast<const unsigned char*>(token.Reveal().data()),
                     token.Reveal().size(), nullptr, 0);
  return hash;
}

}  // namespace oat::access
