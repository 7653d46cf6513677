// A text in lines of a width. It is measured before it is drawn, so that nothing is cut unseen.
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include <memory>
#include <string>

namespace oat::label {

// Has every letter of Kazakh, Russian and English.
inline constexpr char kFont[] = "DejaVu Sans";

enum class Side { kLeft, kCentre, kRight };

struct Style {
  double size = 0;  // in points
  bool is_bold = false;
  Side side = Side::kLeft;
};

class Text {
 public:
  // A heading stands before it, lighter.
  Text(const std::string& heading, const std::string& text, const Style& style, double width);
  Text(const std::string& text, const Style& style, double width) : Text("", text, style, width) {}

  double height() const;
  // What it takes of the width.
  double natural_width() const;
  int lines() const;
  // Its heading not counted.
  int letters() const { return letters_; }
  // What is no text is drawn as none.
  bool is_utf8() const { return is_utf8_; }
  int unknown_letters() const;
  // With the left upper corner here.
  void Draw(cairo_t* pen, double x, double y) const;

 private:
  std::shared_ptr<PangoLayout> layout_;
  bool is_utf8_;
  int letters_;
};

}  // namespace oat::label
