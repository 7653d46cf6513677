// What the desk shows: pages of lines, written to a stream one below the other. The only thing it
// asks of a terminal is to clear; where that cannot be, blank lines push the page before away.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace oat::desk {

enum class Tone {
  kPlain,
  kStrong,
  kWarning,
  kPicture,  // drawn as it is, colours and all
};

struct Line {
  std::string text;
  Tone tone = Tone::kPlain;
};

struct Page {
  std::vector<Line> lines;
  std::string prompt;  // stands last, what is typed goes behind it
  bool ticks = false;  // shows passing time: drawn anew every second

  Page& Add(std::string text, Tone tone = Tone::kPlain) {
    lines.push_back({std::move(text), tone});
    return *this;
  }
};

class Screen {
 public:
  struct Abilities {
    bool clears = false;
    bool colours = false;     // only ever an addition to words
    bool has_blocks = false;  // draws U+2588
    std::function<int()> columns = [] { return 80; };
    std::function<int()> rows = [] { return 24; };
  };
  Screen(std::ostream& out, Abilities abilities) : out_(out), abilities_(std::move(abilities)) {}

  // Takes the page before away and shows this one, `typed` behind its prompt.
  void Show(const Page& page, absl::string_view typed = "");
  const Abilities& abilities() const { return abilities_; }

 private:
  std::ostream& out_;
  const Abilities abilities_;
};

// A line broken at blanks into lines of at most so many characters; a longer word is cut.
std::vector<std::string> Wrap(absl::string_view line, size_t columns);

}  // namespace oat::desk
