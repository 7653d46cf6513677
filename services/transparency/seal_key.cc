#include "services/transparency/seal_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/status.h"

namespace oat::transparency {
namespace {

constexpr char kSecretHeading[] = "jalgas-seal-key-1 ";
constexpr char kPublicHeading[] = "jalgas-seal-public-key-1 ";

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

absl::Status Failure(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
}

absl::Status WriteNew(const std::string& path, mode_t mode, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, mode);
  if (file < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(absl::StrCat(path, " exists: keys are never overwritten"));
  }
  if (file < 0) return Failure(path);
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  close(file);
  return written ? absl::OkStatus() : Failure(path);
}

// A file of one line: a heading and so many bytes in hexadecimal.
absl::StatusOr<std::string> ReadLine(const std::string& path, const char* heading, size_t bytes) {
  std::ifstream stream(path);
  if (!stream) return absl::NotFoundError(absl::StrCat(path, ": ", strerror(errno)));
  std::stringstream content;
  content << stream.rdbuf();
  const std::string text = content.str();
  absl::string_view digits = text;
  std::string read;
  if (absl::ConsumePrefix(&digits, heading) && absl::ConsumeSuffix(&digits, "\n") &&
      digits.find_first_not_of("0123456789abcdef") == digits.npos && digits.size() == 2 * bytes) {
    read = absl::HexStringToBytes(digits);
  }
  if (read.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not a key's file"));
  }
  return read;
}

}  // namespace

std::string PublicKeyFileOf(const std::string& path) { return path + ".pub"; }

absl::Status SealKey::CreateKeyFile(const std::string& path) {
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret_key(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_keypair(Bytes(public_key), Bytes(secret_key));
  OAT_RETURN_IF_ERROR(
      WriteNew(path, 0600, absl::StrCat(kSecretHeading, absl::BytesToHexString(secret_key), "\n")));
  sodium_memzero(secret_key.data(), secret_key.size());
  return WriteNew(PublicKeyFileOf(path), 0644,
                  absl::StrCat(kPublicHeading, absl::BytesToHexString(public_key), "\n"));
}

absl::StatusOr<SealKey> SealKey::Open(const std::string& path) {
  OAT_ASSIGN_OR_RETURN(std::string secret_key,
                       ReadLine(path, kSecretHeading, crypto_sign_SECRETKEYBYTES));
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return Failure(path);
  if ((status.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " can be read by others, wanted mode 0600"));
  }
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  crypto_sign_ed25519_sk_to_pk(Bytes(public_key), Bytes(secret_key));
  return SealKey(std::move(public_key), Secret(std::move(secret_key)));
}

void SealKey::Sign(TreeHead* head) const {
  head->key_id = KeyIdOf(public_key_);
  head->signature.resize(crypto_sign_BYTES);
  const std::string words = SignedWords(*head);
  crypto_sign_detached(Bytes(head->signature), nullptr, Bytes(words), words.size(),
                       Bytes(secret_key_.Reveal()));
}

absl::StatusOr<std::string> ReadPublicKey(const std::string& path) {
  return ReadLine(path, kPublicHeading, crypto_sign_PUBLICKEYBYTES);
}

}  // namespace oat::transparency
