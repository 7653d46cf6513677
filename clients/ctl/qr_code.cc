#include "clients/ctl/qr_code.h"

#include <qrencode.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace oat::ctl {
namespace {

// ISO/IEC 18004 asks for four modules of margin.
constexpr int kMargin = 4;
constexpr char kBlackOnWhite[] = "\x1b[30;107m";
constexpr char kAsBefore[] = "\x1b[0m";
constexpr const char* kHalves[2][2] = {{" ", "\u2584"}, {"\u2580", "\u2588"}};

}  // namespace

absl::StatusOr<std::string> QrCode(const std::string& text, bool on_screen) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString8bit(text.c_str(), /*version=*/0, QR_ECLEVEL_M), QRcode_free);
  if (code == nullptr) return absl::ResourceExhaustedError("no QR code can be made of this");
  const int width = code->width;
  const auto is_dark = [&](int x, int y) {
    const bool is_inside = x >= 0 && y >= 0 && x < width && y < width;
    return is_inside && (code->data[y * width + x] & 1) != 0;
  };
  std::string lines;
  for (int y = -kMargin; y < width + kMargin; y += 2) {
    if (on_screen) absl::StrAppend(&lines, kBlackOnWhite);
    for (int x = -kMargin; x < width + kMargin; ++x) {
      absl::StrAppend(&lines, kHalves[is_dark(x, y)][is_dark(x, y + 1)]);
    }
    absl::StrAppend(&lines, on_screen ? kAsBefore : "", "\n");
  }
  return lines;
}

}  // namespace oat::ctl
