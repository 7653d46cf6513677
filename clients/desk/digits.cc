#include "clients/desk/digits.h"

namespace oat::desk {
namespace {

constexpr char kSigns[] = "0123456789.";
// Six columns a digit, two strokes wide, so that the digits are about as wide as they look high.
constexpr const char* kShapes[][kDigitLines] = {
    {"######", "##  ##", "##  ##", "##  ##", "######"},  // 0
    {"  ##  ", "####  ", "  ##  ", "  ##  ", "######"},  // 1
    {"######", "    ##", "######", "##    ", "######"},  // 2
    {"######", "    ##", "######", "    ##", "######"},  // 3
    {"##  ##", "##  ##", "######", "    ##", "    ##"},  // 4
    {"######", "##    ", "######", "    ##", "######"},  // 5
    {"######", "##    ", "######", "##  ##", "######"},  // 6
    {"######", "    ##", "   ## ", "  ##  ", "  ##  "},  // 7
    {"######", "##  ##", "######", "##  ##", "######"},  // 8
    {"######", "##  ##", "######", "    ##", "######"},  // 9
    {"  ", "  ", "  ", "  ", "##"},                      // .
};

}  // namespace

std::vector<std::string> LargeDigits(absl::string_view number, bool has_blocks) {
  std::vector<std::string> lines(kDigitLines);
  for (char sign : number) {
    const size_t shape = absl::string_view(kSigns).find(sign);
    for (int line = 0; line < kDigitLines; ++line) {
      absl::string_view row = shape == absl::string_view::npos ? "  " : kShapes[shape][line];
      if (!lines[line].empty()) lines[line] += "  ";
      for (char stroke : row)
        lines[line] += stroke == '#' && has_blocks ? "\u2588" : std::string(1, stroke);
    }
  }
  return lines;
}

}  // namespace oat::desk
