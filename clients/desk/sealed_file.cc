#include "clients/desk/sealed_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace oat::desk {
namespace {

// The file: its kind, the day of deletion in seconds (20 digits), the wrapped key, the text's nonce
// and box. All that stands before the box is authenticated with it.
constexpr size_t kTimeDigits = 20;
constexpr size_t kKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kSalt = crypto_pwhash_SALTBYTES;
constexpr size_t kWrapped = kSalt + kNonce + kKey + kTag;

unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }
const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Random(size_t size) {
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), size);
  return bytes;
}

// A nonce and the box.
std::string Seal(const std::string& key, const std::string& beside, const std::string& text) {
  const std::string nonce = Random(kNonce);
  std::string box(text.size() + kTag, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(&box), nullptr, Bytes(text), text.size(),
                                             Bytes(beside), beside.size(), nullptr, Bytes(nonce),
                                             Bytes(key));
  return nonce + box;
}

std::optional<std::string> Unseal(const std::string& key, const std::string& beside,
                                  const std::string& sealed) {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  std::string text(sealed.size() - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(&text), nullptr, nullptr, Bytes(sealed) + kNonce, sealed.size() - kNonce,
          Bytes(beside), beside.size(), Bytes(sealed), Bytes(key)) != 0) {
    return std::nullopt;
  }
  return text;
}

// Absent: not enough memory.
std::optional<std::string> KeyOf(const Secret& password, const std::string& salt) {
  std::string key(kKey, '\0');
  if (crypto_pwhash(Bytes(&key), key.size(), password.Reveal().data(), password.Reveal().size(),
                    Bytes(salt), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                    crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return std::nullopt;
  }
  return key;
}

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

absl::Status ReplaceFile(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = file >= 0 &&
                       write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  if (file >= 0) close(file);
  if (written && rename(fresh.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(path, ": it cannot be written"));
}

absl::Status SealedFile::MakeKey(const Secret& password) {
  const std::string salt = Random(kSalt);
  auto wrapping = KeyOf(password, salt);
  if (!wrapping) return absl::ResourceExhaustedError("not enough memory to seal a file");
  key_ = Secret(Random(kKey));
  wrapped_ = salt + Seal(*wrapping, kind_ + salt, key_.Reveal());
  sodium_memzero(wrapping->data(), wrapping->size());
  return absl::OkStatus();
}

absl::Status SealedFile::Write(absl::Time keep_until, const std::string& text) {
  if (key_.empty()) return absl::FailedPreconditionError("the desk is locked");
  const std::string head =
      absl::StrCat(kind_, absl::StrFormat("%020d", absl::ToUnixSeconds(keep_until)), wrapped_);
  return ReplaceFile(path_, head + Seal(key_.Reveal(), head, text));
}

std::optional<std::string> SealedFile::Open(const Secret& password) {
  const std::string text = ReadFile(path_);
  const size_t head = kind_.size() + kTimeDigits;
  if (!absl::StartsWith(text, kind_) || text.size() < head + kWrapped) return std::nullopt;
  const std::string wrapped = text.substr(head, kWrapped);
  const std::string salt = wrapped.substr(0, kSalt);
  auto wrapping = KeyOf(password, salt);
  if (!wrapping) return std::nullopt;
  auto key = Unseal(*wrapping, kind_ + salt, wrapped.substr(kSalt));
  sodium_memzero(wrapping->data(), wrapping->size());
  if (!key) return std::nullopt;
  auto plain = Unseal(*key, text.substr(0, head + kWrapped), text.substr(head + kWrapped));
  if (!plain) return std::nullopt;
  key_ = Secret(*std::move(key));
  wrapped_ = wrapped;
  return plain;
}

std::optional<absl::Time> SealedFile::KeepUntil() const {
  const std::string text = ReadFile(path_);
  int64_t seconds = 0;
  if (text.size() < kind_.size() + kTimeDigits || !absl::StartsWith(text, kind_) ||
      !absl::SimpleAtoi(text.substr(kind_.size(), kTimeDigits), &seconds)) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(seconds);
}

void SealedFile::ForgetKey() { key_ = Secret(); }

void SealedFile::Delete() { std::remove(path_.c_str()); }

}  // namespace oat::desk
