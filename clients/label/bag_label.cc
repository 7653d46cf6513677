// The label outside.
#include "clients/label/code.h"
#include "clients/label/label.h"
#include "clients/label/page.h"
#include "clients/label/words.h"
#include "oat/v1/takehome.pb.h"
#include "services/base/status.h"

namespace oat::label {
namespace {

constexpr Size kSmallest = {40, 25};
constexpr double kGutter = Mm(1);
// Five dots of a printer of 203 an inch.
constexpr double kModule = Mm(0.625);

// Beside the code, one below the other, in the middle of the height.
std::vector<Placed> PlaceTexts(const Bag& bag, v1::LabelLanguage language, Size size, double left,
                               double scale) {
  const double width = Mm(size.width) - kMargin - left;
  const auto style = [&](double points, bool is_bold) {
    return Style{.size = Letters(points, scale), .is_bold = is_bold};
  };
  std::vector<Placed> texts;
  texts.push_back(
      {"heading", 3, false, Text(In(language, Heading::kFound), style(7, false), width)});
  texts.push_back(
      {"emergency_telephone", 1, true, Text(bag.emergency_telephone, style(9, true), width)});
  texts.push_back({"serial", 1, true, Text(bag.serial, style(8, false), width)});
  double height = 0;
  for (const Placed& one : texts) height += one.text.height();
  double y = (Mm(size.height) - height) / 2;
  for (Placed& one : texts) {
    one.x = left;
    one.y = y;
    y += one.text.height();
  }
  return texts;
}

}  // namespace

absl::StatusOr<Drawing> DrawBagLabel(const Bag& bag, v1::LabelLanguage language, Size size) {
  OAT_RETURN_IF_ERROR(CheckSize(size, kSmallest));
  if (bag.emergency_telephone.empty()) {
    return Invalid("emergency_telephone", "nothing", "the number that is answered day and night");
  }
  OAT_ASSIGN_OR_RETURN(const Code code, Code::Of(bag.serial));
  const double side = code.side(kModule);
  const double left = kMargin + side + kGutter;
  const auto try_at = [&](double scale) {
    auto texts = PlaceTexts(bag, language, size, left, scale);
    const bool has_room = texts.front().y >= kMargin;
    return Trial{std::move(texts), has_room};
  };
  OAT_ASSIGN_OR_RETURN(const double scale, LargestScale(size, try_at));
  Drawing drawing(size);
  code.Draw(drawing.pen(), kMargin, WholeDots((Mm(size.height) - side) / 2), kModule);
  DrawTexts(drawing.pen(), PlaceTexts(bag, language, size, left, scale));
  return drawing;
}

}  // namespace oat::label
