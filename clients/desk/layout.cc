#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "clients/desk/keyboard.h"

namespace oat::desk {
namespace {

// The rows of the keyboard, each beside its Latin letters. The Kazakh layout has letters where the
// Russian one has digits.
constexpr std::pair<const char*, const char*> kRows[] = {
    {"йцукенгшщз", "qwertyuiop"}, {"ЙЦУКЕНГШЩЗ", "QWERTYUIOP"}, {"фывапролд", "asdfghjkl"},
    {"ФЫВАПРОЛД", "ASDFGHJKL"},   {"ячсмить", "zxcvbnm"},       {"ЯЧСМИТЬ", "ZXCVBNM"},
    {"әіңғүұқ", "2345890"},       {"ӘІҢҒҮҰҚ", "2345890"}};

// The Kazakh row of digits has three signs among its letters.
constexpr std::initializer_list<std::pair<absl::string_view, absl::string_view>> kSigns = {
    {"\"", "1"}, {",", "6"}, {".", "7"}};

// Every Cyrillic letter of the rows has two bytes.
std::map<std::string, char> MakeLayout() {
  std::map<std::string, char> layout;
  for (const auto& [cyrillic, latin] : kRows) {
    for (size_t i = 0; latin[i] != '\0'; ++i) layout[std::string(cyrillic + 2 * i, 2)] = latin[i];
  }
  return layout;
}

}  // namespace

std::string LatinKeys(absl::string_view text) {
  static const auto* const layout = new std::map<std::string, char>(MakeLayout());
  std::string keys;
  for (size_t i = 0; i < text.size();) {
    const auto found = layout->find(std::string(text.substr(i, 2)));
    if (found == layout->end()) {
      keys += text[i++];
    } else {
      keys += found->second;
      i += 2;
    }
  }
  // Alone the signs may mean themselves.
  return keys != text ? absl::StrReplaceAll(keys, kSigns) : keys;
}

std::string DigitKeys(absl::string_view text) {
  return absl::StrReplaceAll(LatinKeys(text), kSigns);
}

std::string KeyName(const Event& event) {
  if (event.text == "\"") return "1";
  return absl::AsciiStrToLower(LatinKeys(event.text));
}

size_t CountCharacters(absl::string_view text) {
  size_t count = 0;
  for (unsigned char byte : text) count += (byte & 0xc0) != 0x80;
  return count;
}

}  // namespace oat::desk
