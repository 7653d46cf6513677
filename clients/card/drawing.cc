#include "clients/card/drawing.h"

#include "clients/label/code.h"
#include "clients/label/page.h"
#include "services/base/status.h"

namespace oat::card {
namespace {

using label::Drawing;
using label::Mm;
using label::Placed;
using label::Style;
using label::Text;

// Four dots of a printer of 203 an inch: a code of 53 modules is 26.5 mm wide.
constexpr double kModule = Mm(0.5);
constexpr double kGutter = Mm(2);
constexpr double kLetters = 8;

// In Kazakh, Russian and English, so that it speaks to whoever finds it and tells nothing of whose
// it is.
constexpr const char* kIfFound[] = {
    "Тауып алсаңыз, иесіне қайтарыңыз немесе тастаңыз.",
    "Если вы нашли это, верните или выбросьте.",
    "If found, please return it or throw it away.",
};

std::vector<Placed> PlaceTexts(double left, double scale) {
  const double width = Mm(kCardSize.width) - label::kMargin - left;
  const double between = Mm(3);
  std::vector<Placed> texts;
  double height = -between;
  for (const char* text : kIfFound) {
    texts.push_back(
        {"text", 3, false, Text(text, Style{.size = label::Letters(kLetters, scale)}, width)});
    height += texts.back().text.height() + between;
  }
  double y = (Mm(kCardSize.height) - height) / 2;
  for (Placed& one : texts) {
    one.x = left;
    one.y = y;
    y += one.text.height() + between;
  }
  return texts;
}

}  // namespace

absl::StatusOr<Drawing> DrawCard(const std::string& card) {
  OAT_ASSIGN_OR_RETURN(const label::Code code, label::Code::OfCard(card));
  const double side = code.side(kModule);
  const double left = label::kMargin + side + kGutter;
  OAT_ASSIGN_OR_RETURN(const double scale, label::LargestScale(kCardSize, [&](double scale) {
                         auto texts = PlaceTexts(left, scale);
                         const bool has_room = texts.front().y >= label::kMargin;
                         return label::Trial{std::move(texts), has_room};
                       }));
  Drawing drawing(kCardSize);
  code.Draw(drawing.pen(), label::WholeDots(label::kMargin),
            label::WholeDots((Mm(kCardSize.height) - side) / 2), kModule);
  label::DrawTexts(drawing.pen(), PlaceTexts(left, scale));
  return drawing;
}

}  // namespace oat::card
