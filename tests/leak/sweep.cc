#include "tests/leak/sweep.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace oat::test {

std::vector<std::string> FormsOf(const std::string& text) {
  const std::string hex = absl::BytesToHexString(text);
  std::vector<std::string> forms = {text, hex, absl::AsciiStrToUpper(hex)};
  for (size_t before = 0; before < 3; ++before) {
    // What stands before and behind changes the characters at the seams: those are left out.
    const std::string coded = absl::Base64Escape(std::string(before, '\0') + text);
    const size_t from = before == 0 ? 0 : before + 1;
    const size_t whole = (before + text.size()) / 3 * 4;
    if (whole > from + 4) forms.push_back(coded.substr(from, whole - from));
  }
  return forms;
}

std::vector<std::string> Sweep(const std::vector<std::string>& folders,
                               const std::vector<std::string>& needles) {
  std::vector<std::string> found;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(stream), {}};
      for (const std::string& needle : needles) {
        if (content.find(needle) == std::string::npos) continue;
        found.push_back(absl::StrCat(entry.path().string(), ": ", needle));
      }
    }
  }
  return found;
}

}  // namespace oat::test
