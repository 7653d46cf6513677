#include "services/identity/cipher.h"

#include <sodium.h>

#include "absl/strings/str_cat.h"

namespace oat::identity {
namespace {

constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

Secret NewKey() { return Secret(RandomBytes(kKeyBytes)); }

db::Bytes Encrypt(const Secret& key, const std::string& plaintext, const std::string& beside) {
  std::string nonce = RandomBytes(kNonceBytes);
  std::string box(plaintext.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(box), nullptr, Bytes(plaintext),
                                             plaintext.size(), Bytes(beside), beside.size(),
                                             nullptr, Bytes(nonce), Bytes(key.Reveal()));
  return {nonce + box};
}

absl::StatusOr<std::string> Decrypt(const Secret& key, const db::Bytes& box,
                                    const std::string& beside) {
  const std::string& sealed = box.value;
  auto tampered = absl::DataLossError("a sealed record was altered, or sealed under another key");
  if (sealed.size() < kNonceBytes + kTagBytes || key.Reveal().size() != kKeyBytes) return tampered;
  std::string plaintext(sealed.size() - kNonceBytes - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plaintext), nullptr, nullptr, Bytes(sealed) + kNonceBytes,
          sealed.size() - kNonceBytes, Bytes(beside), beside.size(), Bytes(sealed),
          Bytes(key.Reveal())) != 0) {
    return tampered;
  }
  return plaintext;
}

db::Bytes KeyedDigest(const Secret& key, const std::string& purpose, const std::string& content) {
  const std::string message = absl::StrCat(purpose, "|", content);
  db::Bytes digest{std::string(crypto_generichash_BYTES, '\0')};
  crypto_generichash(Bytes(digest.value), digest.value.size(), Bytes(message), message.size(),
                     Bytes(key.Reveal()), key.Reveal().size());
  return digest;
}

}  // namespace oat::identity
