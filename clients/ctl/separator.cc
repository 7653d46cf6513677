#include "clients/ctl/separator.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

struct Separator {
  char character;
  const char* word;
};
constexpr Separator kSeparators[] = {{',', "comma"}, {';', "semicolon"}, {'\t', "tab"}};

// Names in a header, were this the separator. Within quotes nothing separates.
int64_t CountWanted(absl::string_view header, char separator,
                    absl::Span<const absl::string_view> wanted) {
  int64_t count = 0;
  bool quoted = false;
  size_t begin = 0;
  for (size_t i = 0; i <= header.size(); ++i) {
    if (i < header.size() && header[i] == '"') quoted = !quoted;
    if (i < header.size() && (quoted || header[i] != separator)) continue;
    absl::string_view name = TrimBlanks(header.substr(begin, i - begin));
    if (absl::ConsumePrefix(&name, "\"")) absl::ConsumeSuffix(&name, "\"");
    count += std::count(wanted.begin(), wanted.end(), TrimBlanks(name));
    begin = i + 1;
  }
  return count;
}

}  // namespace

absl::StatusOr<char> ReadSeparator(const std::string& word) {
  for (const Separator& one : kSeparators) {
    if (word == one.word) return one.character;
  }
  return Invalid("--separator", word, "comma, semicolon or tab");
}

absl::StatusOr<char> FindSeparator(absl::string_view header,
                                   absl::Span<const absl::string_view> wanted) {
  char found = kSeparators[0].character;
  int64_t most = -1;
  bool is_tied = false;
  for (const Separator& one : kSeparators) {
    if (header.find(one.character) == absl::string_view::npos) continue;
    const int64_t count = CountWanted(header, one.character, wanted);
    if (count < most) continue;
    is_tied = count == most;
    found = one.character;
    most = count;
  }
  if (!is_tied) return found;
  return Invalid("file", "a header line in which two characters could separate the columns",
                 "to be told: --separator comma, semicolon or tab");
}

absl::string_view TrimBlanks(absl::string_view text) {
  constexpr absl::string_view kBlanks[] = {" ", "\t", "\xC2\xA0", "\xE2\x80\xAF", "\xEF\xBB\xBF"};
  for (bool more = true; more;) {
    more = false;
    for (absl::string_view blank : kBlanks) {
      more = absl::ConsumePrefix(&text, blank) || absl::ConsumeSuffix(&text, blank) || more;
    }
  }
  return text;
}

}  // namespace oat::ctl
