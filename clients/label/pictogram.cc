#include "clients/label/pictogram.h"

#include <cmath>

namespace oat::label {
namespace {

constexpr double kWhole = 2 * M_PI;
// Of the tile, whose side is 1.
constexpr double kMiddle = 0.5;
constexpr double kRing = 0.445;
constexpr double kStroke = 0.075;

void Black(cairo_t* pen) { cairo_set_source_rgb(pen, 0, 0, 0); }
void White(cairo_t* pen) { cairo_set_source_rgb(pen, 1, 1, 1); }

void Disc(cairo_t* pen, double x, double y, double radius) {
  cairo_new_sub_path(pen);
  cairo_arc(pen, x, y, radius, 0, kWhole);
  cairo_fill(pen);
}

void Line(cairo_t* pen, double x1, double y1, double x2, double y2, double width) {
  cairo_set_line_width(pen, width);
  cairo_move_to(pen, x1, y1);
  cairo_line_to(pen, x2, y2);
  cairo_stroke(pen);
}

void Tile(cairo_t* pen) {
  constexpr double corner = 0.08;
  White(pen);
  cairo_new_sub_path(pen);
  cairo_arc(pen, 1 - corner, corner, corner, -M_PI_2, 0);
  cairo_arc(pen, 1 - corner, 1 - corner, corner, 0, M_PI_2);
  cairo_arc(pen, corner, 1 - corner, corner, M_PI_2, M_PI);
  cairo_arc(pen, corner, corner, corner, M_PI, M_PI + M_PI_2);
  cairo_close_path(pen);
  cairo_fill(pen);
}

// A big head on a short body with its arms up is a small child at any size.
void Child(cairo_t* pen) {
  Black(pen);
  Disc(pen, kMiddle, 0.30, 0.145);
  Line(pen, 0.44, 0.525, 0.25, 0.40, 0.08);
  Line(pen, 0.56, 0.525, 0.75, 0.40, 0.08);
  cairo_move_to(pen, 0.41, 0.475);
  cairo_line_to(pen, 0.59, 0.475);
  cairo_line_to(pen, 0.68, 0.73);
  cairo_line_to(pen, 0.32, 0.73);
  cairo_close_path(pen);
  cairo_fill(pen);
  Line(pen, 0.42, 0.72, 0.42, 0.83, 0.10);
  Line(pen, 0.58, 0.72, 0.58, 0.83, 0.10);
}

// The bar has a white edge, so that it parts from the child.
void Prohibition(cairo_t* pen) {
  const double reach = kRing * M_SQRT1_2;
  const double from = kMiddle - reach, to = kMiddle + reach;
  White(pen);
  Line(pen, from, from, to, to, kStroke + 0.05);
  Black(pen);
  Line(pen, from, from, to, to, kStroke);
  cairo_set_line_width(pen, kStroke);
  cairo_new_sub_path(pen);
  cairo_arc(pen, kMiddle, kMiddle, kRing, 0, kWhole);
  cairo_stroke(pen);
}

}  // namespace

void DrawNotForChildren(cairo_t* pen, double x, double y, double side) {
  cairo_save(pen);
  cairo_translate(pen, x, y);
  cairo_scale(pen, side, side);
  cairo_set_line_cap(pen, CAIRO_LINE_CAP_ROUND);
  Tile(pen);
  Child(pen);
  Prohibition(pen);
  cairo_restore(pen);
}

}  // namespace oat::label
