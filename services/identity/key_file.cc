#include "services/identity/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/status.h"
#include "services/identity/cipher.h"

namespace oat::identity {
namespace {

constexpr absl::string_view kHeading = "jalgas-keys 2";
constexpr int32_t kLastVersion = 9999;

std::string ToBase64(const Secret& key) {
  const std::string& bytes = key.Reveal();
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

// Empty where it is no key.
Secret FromBase64(absl::string_view text) {
  std::string key(NewKey().Reveal().size(), '\0');
  size_t length = 0;
  const bool is_key = sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                                        text.data(), text.size(), nullptr, &length, nullptr,
                                        sodium_base64_VARIANT_ORIGINAL) == 0 &&
                      length == key.size();
  return is_key ? Secret(key) : Secret();
}

void Append(const char* kind, const KeysByVersion& keys, std::string* text) {
  for (const auto& [version, key] : keys) {
    absl::StrAppend(text, kind, " ", version, " ", ToBase64(key), "\n");
  }
}

std::string ToText(const KeyFile& keys) {
  std::string text = absl::StrCat(kHeading, "\n");
  Append("master", keys.masters, &text);
  Append("index", keys.indexes, &text);
  return text;
}

// A line: `master 1 KEY` or `index 1 KEY`.
bool ReadLine(const std::string& line, KeyFile* keys) {
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  int32_t version = 0;
  if (words.size() != 3 || (words[0] != "master" && words[0] != "index")) return false;
  if (!absl::SimpleAtoi(words[1], &version) || version < 1 || version > kLastVersion) return false;
  const Secret key = FromBase64(words[2]);
  if (key.empty()) return false;
  KeysByVersion& kind = words[0] == "master" ? keys->masters : keys->indexes;
  return kind.emplace(version, key).second;
}

absl::Status Failed(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
}

// To the disk before it is reported.
absl::Status WriteNew(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  if (file < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(absl::StrCat(path, " exists: keys are never overwritten"));
  }
  if (file < 0) return Failed(path);
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  close(file);
  return written ? absl::OkStatus() : Failed(path);
}

}  // namespace

absl::Status CreateKeyFile(const std::string& path) {
  return WriteNew(path, ToText({.masters = {{1, NewKey()}}, .indexes = {{1, NewKey()}}}));
}

absl::StatusOr<KeyFile> ReadKeyFile(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return absl::NotFoundError(absl::StrCat(path, ": ", strerror(errno)));
  }
  if ((status.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " can be read by others, wanted mode 0600"));
  }
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  KeyFile keys;
  bool is_right = lines.size() > 2 && lines.front() == kHeading && lines.back().empty();
  for (size_t i = 1; is_right && i + 1 < lines.size(); ++i) is_right = ReadLine(lines[i], &keys);
  if (is_right && !keys.masters.empty() && !keys.indexes.empty()) return keys;
  return absl::FailedPreconditionError(absl::StrCat(path, " is not a key file"));
}

absl::Status ReplaceKeyFile(const std::string& path, const KeyFile& keys) {
  struct stat before {};
  if (stat(path.c_str(), &before) != 0) return Failed(path);
  const std::string beside = path + ".new";
  // What an earlier try left half done is no key that anything was sealed under.
  unlink(beside.c_str());
  OAT_RETURN_IF_ERROR(WriteNew(beside, ToText(keys)));
  // Whoever runs this, its reader stays its owner.
  if (chown(beside.c_str(), before.st_uid, before.st_gid) != 0) return Failed(beside);
  if (rename(beside.c_str(), path.c_str()) != 0) return Failed(path);
  const std::string folder = std::filesystem::absolute(path).parent_path();
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
  const bool kept = directory >= 0 && fsync(directory) == 0;
  if (directory >= 0) close(directory);
  return kept ? absl::OkStatus() : Failed(folder);
}

}  // namespace oat::identity
