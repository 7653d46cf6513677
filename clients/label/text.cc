#include "clients/label/text.h"

#include <pango/pangocairo.h>

#include "absl/strings/str_cat.h"

namespace oat::label {
namespace {

std::shared_ptr<PangoLayout> NewLayout() {
  const std::unique_ptr<PangoContext, void (*)(void*)> context(
      pango_font_map_create_context(pango_cairo_font_map_get_default()), g_object_unref);
  const std::unique_ptr<cairo_font_options_t, void (*)(cairo_font_options_t*)> options(
      cairo_font_options_create(), cairo_font_options_destroy);
  // Letters stand where they were measured, whatever they are put out on.
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context.get(), options.get());
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  return {pango_layout_new(context.get()), g_object_unref};
}

void SetFont(PangoLayout* layout, const Style& style) {
  const std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)> font(
      pango_font_description_from_string(kFont), pango_font_description_free);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(),
                                    style.is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout, font.get());
}

// The heading in the usual weight though the rest is bold, and no hyphen where a line breaks within
// a word: it would look like one of a lot or a serial.
void SetAttributes(PangoLayout* layout, size_t heading) {
  const std::unique_ptr<PangoAttrList, void (*)(PangoAttrList*)> attributes(pango_attr_list_new(),
                                                                            pango_attr_list_unref);
  PangoAttribute* light = pango_attr_weight_new(PANGO_WEIGHT_NORMAL);
  light->start_index = 0;
  light->end_index = static_cast<guint>(heading);
  pango_attr_list_insert(attributes.get(), light);
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout, attributes.get());
}

PangoAlignment AlignmentOf(Side side) {
  switch (side) {
    case Side::kLeft:
      return PANGO_ALIGN_LEFT;
    case Side::kCentre:
      return PANGO_ALIGN_CENTER;
    case Side::kRight:
      return PANGO_ALIGN_RIGHT;
  }
  return PANGO_ALIGN_LEFT;
}

PangoRectangle Extents(PangoLayout* layout) {
  PangoRectangle logical;
  pango_layout_get_extents(layout, nullptr, &logical);
  return logical;
}

}  // namespace

Text::Text(const std::string& heading, const std::string& text, const Style& style, double width)
    : layout_(NewLayout()),
      is_utf8_(g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE),
      letters_(is_utf8_
                   ? static_cast<int>(g_utf8_strlen(text.data(), static_cast<gssize>(text.size())))
                   : 0) {
  SetFont(layout_.get(), style);
  const std::string before = heading.empty() ? "" : absl::StrCat(heading, " ");
  const std::string all = absl::StrCat(before, is_utf8_ ? text : "");
  pango_layout_set_text(layout_.get(), all.data(), static_cast<int>(all.size()));
  SetAttributes(layout_.get(), before.size());
  pango_layout_set_width(layout_.get(), static_cast<int>(width * PANGO_SCALE));
  // A word that is longer than a line is broken within.
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout_.get(), AlignmentOf(style.side));
}

double Text::height() const {
  return static_cast<double>(Extents(layout_.get()).height) / PANGO_SCALE;
}

double Text::natural_width() const {
  return static_cast<double>(Extents(layout_.get()).width) / PANGO_SCALE;
}

int Text::lines() const { return pango_layout_get_line_count(layout_.get()); }

int Text::unknown_letters() const { return pango_layout_get_unknown_glyphs_count(layout_.get()); }

void Text::Draw(cairo_t* pen, double x, double y) const {
  cairo_move_to(pen, x, y);
  pango_cairo_show_layout(pen, layout_.get());
}

}  // namespace oat::label
