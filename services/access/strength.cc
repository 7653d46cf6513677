#include "services/access/strength.h"

#include <zxcvbn.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "services/access/rules.h"
#include "services/base/status.h"

namespace oat::access {
namespace {

// What somebody who guesses at this door tries before all else, in lower case.
std::vector<std::string> WordsOfContext(const std::string& login, const std::string& site_code) {
  std::vector<std::string> words = {"jalgas",    "oat",           "clinic",  "nurse",
                                    "methadone", "buprenorphine", "naloxone"};
  words.push_back(absl::AsciiStrToLower(login));
  if (!site_code.empty()) words.push_back(absl::AsciiStrToLower(site_code));
  for (absl::string_view part :
       absl::StrSplit(login, absl::ByAnyChar(" .-_@"), absl::SkipEmpty())) {
    words.push_back(absl::AsciiStrToLower(part));
  }
  return words;
}

}  // namespace

absl::Status CheckPassword(const char* field, const Secret& password, const std::string& login,
                           const std::string& site_code) {
  const std::vector<std::string> words = WordsOfContext(login, site_code);
  std::vector<const char*> context;
  for (const std::string& word : words) context.push_back(word.c_str());
  context.push_back(nullptr);
  const double bits = ZxcvbnMatch(password.Reveal().c_str(), context.data(), nullptr);
  if (bits >= kBitsOfAPassword) return absl::OkStatus();
  return Invalid(field, "one that is guessed early",
                 "a longer one, of words that nobody puts together");
}

absl::Status CheckPin(const char* field, const Secret& pin) {
  if (IsPin(pin.Reveal())) return absl::OkStatus();
  return Invalid(field, "another text", "6 to 12 digits, neither all alike nor in a row");
}

}  // namespace oat::access
