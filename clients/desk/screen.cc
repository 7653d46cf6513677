#include "clients/desk/screen.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/desk/keyboard.h"

namespace oat::desk {
namespace {

// Home, the visible page, and what had been scrolled off: nobody reads a name there later.
constexpr char kClear[] = "\x1b[H\x1b[2J\x1b[3J";
constexpr char kStrong[] = "\x1b[1m";
constexpr char kWarning[] = "\x1b[1;31m";
constexpr char kPlain[] = "\x1b[0m";
constexpr size_t kNarrowest = 20;
constexpr size_t kRoomToType = 20;

// The length in bytes of the first `count` characters.
size_t BytesOf(absl::string_view text, size_t count) {
  size_t at = 0;
  for (; count > 0 && at < text.size(); --count) {
    do ++at;
    while (at < text.size() && (text[at] & 0xc0) == 0x80);
  }
  return at;
}

// Where the words before the last gap end; 0 where no word stands before one.
size_t EndBefore(absl::string_view text, absl::string_view gap) {
  const size_t at = text.rfind(gap);
  if (at == absl::string_view::npos) return 0;
  return text.find_last_not_of(' ', at) + 1;  // none: npos, which counts up to 0
}

std::string Coloured(const std::string& text, Tone tone, bool colours) {
  if (!colours || tone == Tone::kPlain || tone == Tone::kPicture) return text;
  return absl::StrCat(tone == Tone::kStrong ? kStrong : kWarning, text, kPlain);
}

}  // namespace

std::vector<std::string> Wrap(absl::string_view line, size_t columns) {
  std::vector<std::string> lines;
  while (CountCharacters(line) > columns) {
    const absl::string_view head = line.substr(0, BytesOf(line, columns + 1));
    // Columns and keys stand two blanks apart and stay whole where they can.
    size_t cut = EndBefore(head, "  ");
    if (cut == 0) cut = EndBefore(head, " ");
    if (cut == 0) cut = BytesOf(line, columns);
    lines.emplace_back(line.substr(0, cut));
    line.remove_prefix(std::min(line.find_first_not_of(' ', cut), line.size()));
  }
  lines.emplace_back(line);
  return lines;
}

void Screen::Show(const Page& page, absl::string_view typed) {
  const auto columns = std::max(kNarrowest, static_cast<size_t>(abilities_.columns()));
  std::string text = abilities_.clears ? kClear : std::string(abilities_.rows(), '\n');
  for (const Line& line : page.lines) {
    if (line.tone == Tone::kPicture) {
      absl::StrAppend(&text, line.text, "\n");
      continue;
    }
    for (const std::string& part : Wrap(line.text, columns)) {
      absl::StrAppend(&text, Coloured(part, line.tone, abilities_.colours), "\n");
    }
  }
  if (!page.prompt.empty()) {
    // Behind a long prompt what is typed gets a line of its own.
    const std::vector<std::string> prompt = Wrap(page.prompt, columns);
    const bool has_room = CountCharacters(prompt.back()) + kRoomToType <= columns;
    absl::StrAppend(&text, absl::StrJoin(prompt, "\n"), has_room ? "" : "\n", typed);
  }
  // One write, so that a page is never seen half drawn.
  out_ << text << std::flush;
}

}  // namespace oat::desk
