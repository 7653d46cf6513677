#include "clients/label/code.h"

#include <qrencode.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "services/base/status.h"

namespace oat::label {
namespace {

// ISO/IEC 18004 asks for four modules.
constexpr int kQuiet = 4;
// Of the contract.
constexpr size_t kLongestSerial = 20;

}  // namespace

absl::StatusOr<Code> Code::Of(const std::string& serial) {
  if (serial.empty() || serial.size() > kLongestSerial) {
    return Invalid("serial", absl::StrCat(serial.size(), " letters"),
                   absl::StrCat("1 to ", kLongestSerial));
  }
  auto code = Encode(serial);
  if (!code.ok()) return Invalid("serial", serial, "letters that a QR code can hold");
  return code;
}

absl::StatusOr<Code> Code::OfCard(const std::string& card) {
  const bool is_plain = std::all_of(card.begin(), card.end(), [](char letter) {
    return absl::ascii_isupper(letter) || absl::ascii_isdigit(letter);
  });
  if (card.empty() || !is_plain) return Invalid("card", "other letters", "the text of a card");
  return Encode(card);
}

absl::StatusOr<Code> Code::Encode(const std::string& text) {
  // A fifth of it may be torn or smeared.
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), /*version=*/0, QR_ECLEVEL_M, QR_MODE_8,
                          /*casesensitive=*/1),
      QRcode_free);
  if (code == nullptr) return absl::InvalidArgumentError("more than a QR code can hold");
  Code drawn;
  drawn.modules_ = code->width;
  for (int i = 0; i < code->width * code->width; ++i) {
    drawn.dark_.push_back((code->data[i] & 1) != 0 ? 1 : 0);
  }
  return drawn;
}

double Code::side(double module) const { return (modules_ + 2 * kQuiet) * module; }

void Code::Draw(cairo_t* pen, double x, double y, double module) const {
  cairo_set_source_rgb(pen, 1, 1, 1);
  cairo_rectangle(pen, x, y, side(module), side(module));
  cairo_fill(pen);
  cairo_set_source_rgb(pen, 0, 0, 0);
  for (int row = 0; row < modules_; ++row) {
    for (int column = 0; column < modules_; ++column) {
      if (dark_[static_cast<size_t>(row * modules_ + column)] == 0) continue;
      cairo_rectangle(pen, x + (column + kQuiet) * module, y + (row + kQuiet) * module, module,
                      module);
    }
  }
  // All in one stroke, so that no hair of white parts two modules.
  cairo_fill(pen);
}

}  // namespace oat::label
