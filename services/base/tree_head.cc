#include "services/base/tree_head.h"

#include <sodium.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/status.h"

namespace oat {
namespace {

constexpr char kVersion[] = "jalgas-head-1";
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%E6SZ";

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<TreeHead> ParseLine(const std::string& line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  if (words.size() != 6) return std::nullopt;
  TreeHead head;
  std::string error;
  const auto root = merkle::FromHex(words[2]);
  const auto key_id = merkle::FromHex(words[4]);
  if (!absl::SimpleAtoi(words[1], &head.size) || !root || !key_id ||
      !absl::ParseTime(kTimeFormat, words[3], absl::UTCTimeZone(), &head.sealed_at, &error)) {
    return std::nullopt;
  }
  head.root = *root;
  head.key_id = *key_id;
  head.signature = absl::HexStringToBytes(words[5]);
  // Whatever else was read leniently: it must be the very line that would be written.
  if (HeadLine(head) != line) return std::nullopt;
  return head;
}

}  // namespace

std::string SignedWords(const TreeHead& head) {
  return absl::StrCat(kVersion, " ", head.size, " ", merkle::ToHex(head.root), " ",
                      absl::FormatTime(kTimeFormat, head.sealed_at, absl::UTCTimeZone()), " ",
                      merkle::ToHex(head.key_id));
}

merkle::Hash KeyIdOf(absl::string_view public_key) { return merkle::Sha256(public_key); }

bool IsSignedBy(const TreeHead& head, absl::string_view public_key) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES || head.key_id != KeyIdOf(public_key) ||
      head.signature.size() != crypto_sign_BYTES) {
    return false;
  }
  const std::string words = SignedWords(head);
  return crypto_sign_verify_detached(Bytes(head.signature), Bytes(words), words.size(),
                                     Bytes(public_key)) == 0;
}

std::string HeadLine(const TreeHead& head) {
  return absl::StrCat(SignedWords(head), " ", absl::BytesToHexString(head.signature));
}

absl::StatusOr<std::vector<TreeHead>> ParseHeads(absl::string_view text) {
  std::vector<TreeHead> heads;
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    const auto head = ParseLine(lines[i]);
    if (!head) {
      return Invalid(absl::StrCat("line ", i + 1), lines[i].substr(0, 80),
                     "jalgas-head-1 SIZE ROOT TIME KEY SIGNATURE");
    }
    heads.push_back(*head);
  }
  return heads;
}

}  // namespace oat
