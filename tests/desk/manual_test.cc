// The manual page and the program say the same.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/desk/pages.h"
#include "tests/support/process.h"

namespace oat::desk {
namespace {

using testing::ContainerEq;
using testing::HasSubstr;
using Words = std::set<std::string>;

std::string Page() {
  std::ostringstream text;
  text << std::ifstream(absl::StrCat(OAT_SOURCE_DIR, "/clients/desk/oat-desk.1")).rdbuf();
  return text.str();
}

Words Matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  Words words;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
    words.insert((*match)[1]);
  }
  return words;
}

// The keys that a section of the page explains.
Words KeysOf(const std::string& section) {
  const std::string page = Page();
  const size_t begin = page.find(absl::StrCat("\n.Ss ", section, "\n"));
  if (begin == std::string::npos) return {};
  const size_t end = page.find("\n.S", begin + 1);
  Words keys;
  for (const std::string& item : Matches(page.substr(begin, end - begin), "\n\\.It Ic ([^\n]*)")) {
    const std::string plain = absl::StrReplaceAll(item, {{" , No Enter", ""}, {"\\&", ""}});
    for (absl::string_view key : absl::StrSplit(plain, ',')) {
      keys.emplace(absl::StripAsciiWhitespace(key));
    }
  }
  return keys;
}

Words Named(const std::vector<Key>& keys) {
  Words words;
  for (const Key& key : keys) words.insert(key.key);
  return words;
}

TEST(TheManual, NamesEveryOptionOfTheHelpAndNoOther) {
  const std::string help = test::Run(absl::StrCat(OAT_DESK, " --help"));
  const Words options = Matches(help, "\n  (?:-h,)?--([a-z-]+)");
  EXPECT_GE(options.size(), 7u) << help;
  EXPECT_THAT(Matches(Page(), "\n\\.It (?:Fl h , )?Fl -([a-z-]+)"), ContainerEq(options));
}

TEST(TheManual, NamesEveryVariableOfTheHelp) {
  const Words variables = Matches(test::Run(absl::StrCat(OAT_DESK, " --help")), "Env:([A-Z_]+)");
  EXPECT_EQ(variables.size(), 3u);
  for (const std::string& variable : variables) EXPECT_THAT(Page(), HasSubstr(variable));
}

TEST(TheManual, NamesEveryKeyOfEveryScreenAndNoOther) {
  EXPECT_THAT(KeysOf("Ready"), ContainerEq(Named(kReadyKeys)));
  EXPECT_THAT(KeysOf("An open dose"), ContainerEq(Named(kDoseKeys)));
  EXPECT_THAT(KeysOf("Bottles to take home"), ContainerEq(Named(kBottleKeys)));
  Words person = Named(kPersonKeys);
  for (const auto& [key, sign] : kSigns) person.insert(key);
  EXPECT_THAT(KeysOf("A person at the window"), ContainerEq(person));
  EXPECT_THAT(KeysOf("The count of the window"), ContainerEq(Named(kCountKeys)));
  Words pump = Named(With(kReadyPumpKeys, kDosePumpKeys));
  for (const Key& key : kPumpKeys) pump.insert(key.key);
  EXPECT_THAT(KeysOf("A pump at the window"), ContainerEq(pump));
}

}  // namespace
}  // namespace oat::desk
