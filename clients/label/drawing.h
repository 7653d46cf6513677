// A label that was drawn once, to be put out in any form: as lines and letters, not as dots.
#pragma once

#include <cairo.h>

#include <memory>

#include "absl/status/status.h"

namespace oat::label {

// Everything is drawn in points, 1/72 of an inch, as fonts are measured.
constexpr double Mm(double millimetres) { return millimetres * 72 / 25.4; }

// Label printers of 203 dots an inch have 8 a millimetre.
inline constexpr int kDotsPerMillimetre = 8;

// The nearest place where a dot of such a printer begins.
double WholeDots(double at);

// Of the paper, in millimetres.
struct Size {
  int width = 0;
  int height = 0;
};

// INVALID_ARGUMENT names the size: less than a label needs, or more than a sheet of paper.
absl::Status CheckSize(Size size, Size least);

class Drawing {
 public:
  explicit Drawing(Size size);

  const Size& size() const { return size_; }
  double width() const { return Mm(size_.width); }
  double height() const { return Mm(size_.height); }

  // What is drawn with it stands on the label.
  cairo_t* pen() { return pen_.get(); }
  // Draws all of it again, with another pen.
  void Replay(cairo_t* pen) const;

 private:
  Size size_;
  std::shared_ptr<cairo_surface_t> ink_;
  std::shared_ptr<cairo_t> pen_;
};

}  // namespace oat::label
