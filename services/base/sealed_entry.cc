#include "services/base/sealed_entry.h"

#include <sodium.h>

namespace oat {
namespace {

constexpr size_t kLocatorBytes = 16;

unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }
const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// What a number comes to under a list's key; `use` keeps what is seen from what opens.
std::string Derive(const Secret& list_key, char use, const std::string& patient_number,
                   size_t size) {
  const std::string input = use + patient_number;
  std::string derived(size, '\0');
  crypto_generichash(Bytes(&derived), size, Bytes(input), input.size(), Bytes(list_key.Reveal()),
                     list_key.Reveal().size());
  return derived;
}

std::string KeyOf(const Secret& list_key, const std::string& patient_number) {
  return Derive(list_key, 'k', patient_number, crypto_secretbox_KEYBYTES);
}

}  // namespace

Secret MakeListKey() {
  std::string key(crypto_generichash_KEYBYTES, '\0');
  randombytes_buf(key.data(), key.size());
  return Secret(std::move(key));
}

std::string LocatorOf(const Secret& list_key, const std::string& patient_number) {
  return Derive(list_key, 'l', patient_number, kLocatorBytes);
}

SealedEntry SealEntry(const Secret& list_key, const std::string& patient_number,
                      const Secret& content) {
  const std::string key = KeyOf(list_key, patient_number);
  const std::string& text = content.Reveal();
  std::string box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
  randombytes_buf(box.data(), crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(Bytes(&box) + crypto_secretbox_NONCEBYTES, Bytes(text), text.size(),
                        Bytes(box), Bytes(key));
  return {LocatorOf(list_key, patient_number), std::move(box)};
}

std::optional<Secret> OpenEntry(const Secret& list_key, const std::string& patient_number,
                                const std::string& box) {
  constexpr size_t kAround = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (box.size() < kAround) return std::nullopt;
  const std::string key = KeyOf(list_key, patient_number);
  std::string content(box.size() - kAround, '\0');
  if (crypto_secretbox_open_easy(Bytes(&content), Bytes(box) + crypto_secretbox_NONCEBYTES,
                                 box.size() - crypto_secretbox_NONCEBYTES, Bytes(box),
                                 Bytes(key)) != 0) {
    return std::nullopt;
  }
  return Secret(std::move(content));
}

}  // namespace oat
