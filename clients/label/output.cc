#include "clients/label/output.h"

#include <cairo-pdf.h>

#include <memory>

namespace oat::label {
namespace {

using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;
using Pen = std::unique_ptr<cairo_t, void (*)(cairo_t*)>;

constexpr int kPngDotsPerMillimetre = 16;
// Darker than half: what lies half over a dot's edge is drawn once.
constexpr uint8_t kDark = 128;

cairo_status_t Append(void* text, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

// Black ink on white paper.
Surface Rasterise(const Drawing& label, int dots_per_millimetre) {
  Surface image(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, label.size().width * dots_per_millimetre,
                                 label.size().height * dots_per_millimetre),
      cairo_surface_destroy);
  const Pen pen(cairo_create(image.get()), cairo_destroy);
  cairo_set_source_rgb(pen.get(), 1, 1, 1);
  cairo_paint(pen.get());
  cairo_scale(pen.get(), dots_per_millimetre / Mm(1), dots_per_millimetre / Mm(1));
  label.Replay(pen.get());
  cairo_surface_flush(image.get());
  return image;
}

}  // namespace

std::string Pdf(const std::vector<Drawing>& labels) {
  std::string text;
  const Surface pages(cairo_pdf_surface_create_for_stream(Append, &text, Mm(1), Mm(1)),
                      cairo_surface_destroy);
  for (const Drawing& label : labels) {
    cairo_pdf_surface_set_size(pages.get(), label.width(), label.height());
    const Pen pen(cairo_create(pages.get()), cairo_destroy);
    label.Replay(pen.get());
    cairo_show_page(pen.get());
  }
  cairo_surface_finish(pages.get());
  return text;
}

std::string PdfOfPages(Size size, int pages,
                       const std::function<void(int page, cairo_t* pen)>& draw) {
  std::string text;
  const Surface paper(
      cairo_pdf_surface_create_for_stream(Append, &text, Mm(size.width), Mm(size.height)),
      cairo_surface_destroy);
  const Pen pen(cairo_create(paper.get()), cairo_destroy);
  for (int page = 0; page < pages; ++page) {
    draw(page, pen.get());
    cairo_show_page(pen.get());
  }
  cairo_surface_finish(paper.get());
  return text;
}

std::string Png(const Drawing& label) {
  std::string bytes;
  cairo_surface_write_to_png_stream(Rasterise(label, kPngDotsPerMillimetre).get(), Append, &bytes);
  return bytes;
}

Dots DotsOf(const Drawing& label) {
  const Surface image = Rasterise(label, kDotsPerMillimetre);
  Dots dots{.width = cairo_image_surface_get_width(image.get()),
            .height = cairo_image_surface_get_height(image.get())};
  dots.bytes.resize(static_cast<size_t>(dots.bytes_per_row() * dots.height));
  const unsigned char* row = cairo_image_surface_get_data(image.get());
  for (int y = 0; y < dots.height; ++y, row += cairo_image_surface_get_stride(image.get())) {
    const auto* pixels = reinterpret_cast<const uint32_t*>(row);
    for (int x = 0; x < dots.width; ++x) {
      const bool is_dark = static_cast<uint8_t>(pixels[x]) < kDark;
      if (is_dark)
        dots.bytes[static_cast<size_t>(y * dots.bytes_per_row() + x / 8)] |= 0x80 >> (x % 8);
    }
  }
  return dots;
}

}  // namespace oat::label
