#include "clients/label/page.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::label {
namespace {

// In percent.
constexpr int kLargestScale = 130;
constexpr int kSmallestScale = 60;
constexpr int kStep = 5;

absl::Status CheckLetters(const std::vector<Placed>& texts) {
  for (const Placed& one : texts) {
    if (!one.text.is_utf8()) return Invalid(one.field, "bytes that are no text", "UTF-8");
    const int unknown = one.text.unknown_letters();
    if (unknown == 0) continue;
    return Invalid(one.field, absl::StrCat(unknown, " letters that no font here has"),
                   absl::StrCat("letters of ", kFont, ", installed"));
  }
  return absl::OkStatus();
}

bool AreWhole(const std::vector<Placed>& texts) {
  return std::all_of(texts.begin(), texts.end(),
                     [](const Placed& one) { return !one.is_whole || one.text.lines() == 1; });
}

absl::Status DoesNotFit(const std::vector<Placed>& texts, Size size) {
  const auto beyond = [](const Placed& one) { return one.text.lines() - one.expected_lines; };
  const auto worst =
      std::max_element(texts.begin(), texts.end(),
                       [&](const Placed& a, const Placed& b) { return beyond(a) < beyond(b); });
  const std::string paper = absl::StrCat(size.width, " x ", size.height, " mm");
  if (worst == texts.end() || beyond(*worst) <= 0) {
    return Invalid("size", paper, "a larger label: there is more to say than fits on this one");
  }
  return Invalid(worst->field, absl::StrCat(worst->text.letters(), " letters"),
                 absl::StrCat("so few that they fit on a label of ", paper, ", or a larger label"));
}

}  // namespace

double Letters(double size, double scale) { return std::max(size * scale, kSmallestLetters); }

absl::StatusOr<double> LargestScale(Size size, const std::function<Trial(double scale)>& place) {
  for (int percent = kLargestScale;; percent -= kStep) {
    const double scale = percent / 100.0;
    const Trial trial = place(scale);
    OAT_RETURN_IF_ERROR(CheckLetters(trial.texts));
    if (trial.has_room && AreWhole(trial.texts)) return scale;
    if (percent <= kSmallestScale) return DoesNotFit(trial.texts, size);
  }
}

void DrawTexts(cairo_t* pen, const std::vector<Placed>& texts) {
  for (const Placed& one : texts) {
    const double shade = one.ink == Ink::kWhite ? 1 : 0;
    cairo_set_source_rgb(pen, shade, shade, shade);
    one.text.Draw(pen, one.x, one.y);
  }
}

}  // namespace oat::label
