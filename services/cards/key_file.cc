#include "services/cards/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/status.h"

namespace oat::cards {
namespace {

// A line: this, the signing and the opening key in hexadecimal.
constexpr char kHeading[] = "jalgas-card-key-1";

absl::Status Failure(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
}

std::string NewLine() {
  const card::SigningKey key = card::MakeKey();
  return absl::StrCat(kHeading, " ", absl::BytesToHexString(key.signing.Reveal()), " ",
                      absl::BytesToHexString(key.opening_key.opening.Reveal()), "\n");
}

absl::Status WriteNew(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(absl::StrCat(path, " exists: keys are never overwritten"));
  }
  if (file < 0) return Failure(path);
  const bool is_written =
      write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fsync(file) == 0;
  close(file);
  return is_written ? absl::OkStatus() : Failure(path);
}

std::optional<std::string> FromHex(const std::string& digits, size_t bytes) {
  const bool is_hex = digits.find_first_not_of("0123456789abcdef") == digits.npos;
  if (!is_hex || digits.size() != 2 * bytes) return std::nullopt;
  return absl::HexStringToBytes(digits);
}

std::optional<card::SigningKey> ParseLine(const std::string& line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  if (words.size() != 3 || words[0] != kHeading) return std::nullopt;
  auto signing = FromHex(words[1], crypto_sign_SECRETKEYBYTES);
  auto opening = FromHex(words[2], crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  if (!signing || !opening) return std::nullopt;
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  crypto_sign_ed25519_sk_to_pk(reinterpret_cast<unsigned char*>(public_key.data()),
                               reinterpret_cast<const unsigned char*>(signing->data()));
  return card::SigningKey{{card::KeyIdOf(public_key), public_key, Secret(*std::move(opening))},
                          Secret(*std::move(signing))};
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) return absl::NotFoundError(absl::StrCat(path, ": ", strerror(errno)));
  return std::string{std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

absl::Status CreateKeyFile(const std::string& path) { return WriteNew(path, NewLine()); }

absl::Status AddKey(const std::string& path) {
  OAT_RETURN_IF_ERROR(Keys::Open(path).status());
  OAT_ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  const std::string fresh = path + ".new";
  OAT_RETURN_IF_ERROR(WriteNew(fresh, text + NewLine()));
  return rename(fresh.c_str(), path.c_str()) == 0 ? absl::OkStatus() : Failure(path);
}

absl::StatusOr<Keys> Keys::Open(const std::string& path) {
  OAT_ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return Failure(path);
  if ((status.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " can be read by others, wanted mode 0600"));
  }
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  const bool is_whole = lines.size() > 1 && lines.back().empty();
  lines.pop_back();
  std::vector<card::SigningKey> keys;
  for (const std::string& line : lines) {
    auto key = ParseLine(line);
    if (key) keys.push_back(*std::move(key));
  }
  if (!is_whole || keys.size() != lines.size()) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not a file of card keys"));
  }
  return Keys(std::move(keys));
}

std::vector<card::OpeningKey> Keys::opening_keys() const {
  std::vector<card::OpeningKey> keys;
  for (const card::SigningKey& key : keys_) keys.push_back(key.opening_key);
  return keys;
}

}  // namespace oat::cards
