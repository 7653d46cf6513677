// Texts placed on a label, from above to below. What stands on it is placed first, at one size of
// letters after another until all of it fits, and then drawn.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/label/drawing.h"
#include "clients/label/text.h"

namespace oat::label {

// No letter is smaller, in points: an x of these is 0.96 mm high, and at 203 dots an inch the next
// smaller ones run together.
inline constexpr double kSmallestLetters = 5;
inline constexpr double kMargin = Mm(1.5);

enum class Ink { kBlack, kWhite };

struct Placed {
  std::string field;
  // How many lines the form of the label has for it.
  int expected_lines = 1;
  // A number or a serial, which nobody shall have to put together from two lines.
  bool is_whole = false;
  Text text;
  double x = 0;
  double y = 0;
  Ink ink = Ink::kBlack;
};

// Letters of a size at a scale, in points.
double Letters(double size, double scale);

// A label's texts at one scale, and whether they have room.
struct Trial {
  std::vector<Placed> texts;
  bool has_room = false;
};

// The largest scale at which all of it fits. INVALID_ARGUMENT where it does not at the smallest: it
// names the text that takes the most lines beyond its own, or the size of the paper where none
// does; and where letters are in no font here.
absl::StatusOr<double> LargestScale(Size size, const std::function<Trial(double scale)>& place);

void DrawTexts(cairo_t* pen, const std::vector<Placed>& texts);

}  // namespace oat::label
