// The label inside: a black band that warns, then what to drink and when, then the rest, and at the
// foot whom to call.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/label/code.h"
#include "clients/label/label.h"
#include "clients/label/page.h"
#include "clients/label/pictogram.h"
#include "clients/label/words.h"
#include "oat/v1/takehome.pb.h"
#include "services/base/status.h"

namespace oat::label {
namespace {

constexpr Size kSmallest = {60, 40};

constexpr double kPictogram = Mm(10.5);
constexpr double kPadding = Mm(0.75);
constexpr double kLeastGap = Mm(0.5);
// Between two columns.
constexpr double kGutter = Mm(2);
// Four dots of a printer of 203 an inch.
constexpr double kModule = Mm(0.5);
// The code with its serial below.
constexpr double kCodeColumn = Mm(21);
// Of the width of the foot, what its heading takes.
constexpr double kEmergencyHeading = 0.35;
constexpr double kFrame = Mm(0.375);

struct Rectangle {
  double x, y, width, height;
};

class BottlePage {
 public:
  BottlePage(const v1::BottleLabel& bottle, v1::LabelLanguage language, const Secret& name,
             const Code& code, Size size, double scale, double gap)
      : bottle_(bottle),
        language_(language),
        code_(code),
        width_(Mm(size.width) - 2 * kMargin),
        scale_(scale),
        gap_(gap) {
    PlaceWarning();
    PlaceCode();
    PlaceMedication();
    PlaceFacts(name);
    PlaceStorage();
    y_ = std::max(y_, code_bottom_ + gap_);
    PlaceEmergency();
  }

  double height() const { return y_ - gap_ + kMargin; }
  // Gaps between its parts.
  int gaps() const { return parts_ - 1; }
  const std::vector<Placed>& texts() const { return texts_; }

  void Draw(cairo_t* pen) const {
    cairo_set_source_rgb(pen, 0, 0, 0);
    cairo_rectangle(pen, band_.x, band_.y, band_.width, band_.height);
    cairo_fill(pen);
    DrawNotForChildren(pen, pictogram_.x, pictogram_.y, pictogram_.width);
    code_.Draw(pen, code_at_.x, code_at_.y, kModule);
    if (frame_.width > 0) {
      cairo_set_source_rgb(pen, 0, 0, 0);
      cairo_set_line_width(pen, kFrame);
      cairo_rectangle(pen, frame_.x + kFrame / 2, frame_.y + kFrame / 2, frame_.width - kFrame,
                      frame_.height - kFrame);
      cairo_stroke(pen);
    }
    DrawTexts(pen, texts_);
  }

 private:
  Style Bold(double size) const { return {.size = Letters(size, scale_), .is_bold = true}; }
  Style Plain(double size) const { return {.size = Letters(size, scale_)}; }

  void Add(const char* field, int expected_lines, Text text, double x, double y,
           Ink ink = Ink::kBlack) {
    texts_.push_back({field, expected_lines, false, std::move(text), x, y, ink});
  }
  void AddWhole(const char* field, Text text, double x, double y) {
    texts_.push_back({field, 1, true, std::move(text), x, y});
  }
  // A part in which nothing was placed is none.
  void EndPart() {
    if (y_ == part_at_) return;
    y_ += gap_;
    part_at_ = y_;
    ++parts_;
  }

  void PlaceWarning() {
    const double left = kMargin + kPictogram + 2 * kPadding;
    Text text(bottle_.warning(), Bold(8.5), kMargin + width_ - kPadding - left);
    band_ = {kMargin, y_, width_, std::max(kPictogram, text.height()) + 2 * kPadding};
    pictogram_ = {kMargin + kPadding, y_ + (band_.height - kPictogram) / 2, kPictogram, kPictogram};
    const double y = y_ + (band_.height - text.height()) / 2;
    Add("warning", 3, std::move(text), left, y, Ink::kWhite);
    y_ += band_.height;
    EndPart();
  }

  // Right of all that follows, as far down as it reaches.
  void PlaceCode() {
    const double side = code_.side(kModule);
    const double column = kMargin + width_ - kCodeColumn;
    // No module is blurred.
    code_at_ = {WholeDots(column + (kCodeColumn - side) / 2), WholeDots(y_), side, side};
    Style style = Bold(6.5);
    style.side = Side::kCentre;
    Text serial(bottle_.serial(), style, kCodeColumn);
    code_bottom_ = code_at_.y + side + serial.height();
    AddWhole("serial", std::move(serial), column, code_at_.y + side);
  }

  // Of a text that begins here.
  double WidthHere() const { return y_ < code_bottom_ ? width_ - kCodeColumn - kGutter : width_; }

  void PlaceBelow(const char* field, int expected_lines, Text text) {
    const double height = text.height();
    Add(field, expected_lines, std::move(text), kMargin, y_);
    y_ += height;
  }

  void PlaceMedication() {
    if (!bottle_.medication().empty()) {
      PlaceBelow("medication", 2, Text(bottle_.medication(), Bold(9.5), WidthHere()));
    }
    PlaceDose();
    if (!bottle_.take_on().empty()) {
      PlaceBelow("take_on", 1,
                 Text(In(language_, Heading::kTakeOn), bottle_.take_on(), Bold(9.5), WidthHere()));
    }
    EndPart();
  }

  // The millilitres behind the milligrams, where there is room.
  void PlaceDose() {
    const double width = WidthHere();
    double behind = kMargin, height = 0;
    if (!bottle_.dose().empty()) {
      Text dose(In(language_, Heading::kDose), bottle_.dose(), Bold(14), width);
      height = dose.height();
      behind += dose.natural_width() + kGutter;
      Add("dose", 1, std::move(dose), kMargin, y_);
    }
    if (!bottle_.content().empty()) {
      Text content(bottle_.content(), Plain(8), width);
      if (behind + content.natural_width() > kMargin + width) {
        y_ += height;
        behind = kMargin;
        height = 0;
      }
      const double below = std::max(0.0, 0.85 * (height - content.height()));
      height = std::max(height, content.height());
      Add("content", 1, std::move(content), behind, y_ + below);
    }
    y_ += height;
  }

  // Two in a row where both are short.
  void PlaceFacts(const Secret& name) {
    PlaceFact("name", In(language_, Heading::kName), name.Reveal());
    PlaceFact("patient_number", In(language_, Heading::kPatientNumber), bottle_.patient_number());
    PlaceFact("prescriber", In(language_, Heading::kPrescriber), bottle_.prescriber());
    PlaceFact("dispensed_on", In(language_, Heading::kDispensedOn), bottle_.dispensed_on());
    PlaceFact("lot", In(language_, Heading::kLot), bottle_.lot());
    PlaceFact("expires", In(language_, Heading::kExpires), bottle_.expires());
    PlaceFact("telephone", In(language_, Heading::kTelephone), bottle_.telephone());
    PlaceFact("site", "", bottle_.site());
    EndRow();
    EndPart();
  }

  void PlaceFact(const char* field, const std::string& heading, const std::string& fact) {
    if (fact.empty()) return;
    const double half = (WidthHere() - kGutter) / 2;
    Text text(heading, fact, Bold(7), WidthHere());
    const bool is_long = text.natural_width() > half;
    if (is_long && row_height_ > 0) {
      // There may be more room below the code.
      EndRow();
      PlaceFact(field, heading, fact);
    } else if (is_long) {
      PlaceBelow(field, 2, std::move(text));
    } else if (row_height_ == 0) {
      row_height_ = text.height();
      Add(field, 1, std::move(text), kMargin, y_);
    } else {
      Add(field, 1, std::move(text), kMargin + half + kGutter, y_);
      EndRow();
    }
  }
  void EndRow() {
    y_ += row_height_;
    row_height_ = 0;
  }

  void PlaceStorage() {
    if (bottle_.storage().empty()) return;
    PlaceBelow("storage", 2, Text(bottle_.storage(), Plain(7), WidthHere()));
    EndPart();
  }

  void PlaceEmergency() {
    if (bottle_.emergency_telephone().empty()) return;
    const double left = kMargin + 2 * kPadding;
    const double width = width_ - 4 * kPadding - kGutter;
    Text heading(In(language_, Heading::kEmergency), Plain(7), width * kEmergencyHeading);
    Text number(bottle_.emergency_telephone(), Bold(13), width * (1 - kEmergencyHeading));
    frame_ = {kMargin, y_, width_, std::max(heading.height(), number.height()) + kPadding};
    const double middle = y_ + frame_.height / 2;
    const double heading_y = middle - heading.height() / 2;
    const double number_y = middle - number.height() / 2;
    Add("heading", 3, std::move(heading), left, heading_y);
    AddWhole("emergency_telephone", std::move(number), left + width * kEmergencyHeading + kGutter,
             number_y);
    y_ += frame_.height;
    EndPart();
  }

  const v1::BottleLabel& bottle_;
  const v1::LabelLanguage language_;
  const Code& code_;
  const double width_;
  const double scale_;
  const double gap_;
  double y_ = kMargin;
  double part_at_ = kMargin;
  int parts_ = 0;
  double code_bottom_ = 0;
  double row_height_ = 0;
  Rectangle band_ = {}, pictogram_ = {}, code_at_ = {}, frame_ = {};
  std::vector<Placed> texts_;
};

}  // namespace

absl::StatusOr<Drawing> DrawBottleLabel(const v1::BottleLabel& bottle, v1::LabelLanguage language,
                                        const Secret& name, Size size) {
  OAT_RETURN_IF_ERROR(CheckSize(size, kSmallest));
  OAT_ASSIGN_OR_RETURN(const Code code, Code::Of(bottle.serial()));
  const auto place = [&](double scale, double gap) {
    return BottlePage(bottle, language, name, code, size, scale, gap);
  };
  const auto try_at = [&](double scale) {
    const BottlePage page = place(scale, kLeastGap);
    return Trial{page.texts(), page.height() <= Mm(size.height)};
  };
  OAT_ASSIGN_OR_RETURN(const double scale, LargestScale(size, try_at));
  // What room is left parts the parts.
  const BottlePage tight = place(scale, kLeastGap);
  const double left = Mm(size.height) - tight.height();
  Drawing drawing(size);
  place(scale, kLeastGap + left / std::max(tight.gaps(), 1)).Draw(drawing.pen());
  return drawing;
}

}  // namespace oat::label
