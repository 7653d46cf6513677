// A drawn label as a file and as dots.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "clients/label/drawing.h"

namespace oat::label {

// One label a page, each page as large as its label.
std::string Pdf(const std::vector<Drawing>& labels);
// Pages of one size, drawn one after another, so that a long document need not stand in memory.
std::string PdfOfPages(Size size, int pages,
                       const std::function<void(int page, cairo_t* pen)>& draw);
// For looking at it on a screen.
std::string Png(const Drawing& label);

// A label as a printer of labels burns it: row by row, eight dots a byte, the first in the highest
// bit, a row filled up to a whole byte.
struct Dots {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> bytes;

  int bytes_per_row() const { return (width + 7) / 8; }
  bool IsDark(int x, int y) const {
    return (bytes[static_cast<size_t>(y * bytes_per_row() + x / 8)] & (0x80 >> (x % 8))) != 0;
  }
  bool operator==(const Dots&) const = default;
};
Dots DotsOf(const Drawing& label);

}  // namespace oat::label
