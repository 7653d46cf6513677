#include "clients/desk/photo.h"

#include <chafa.h>
#include <turbojpeg.h>

#include <memory>

#include "absl/strings/str_split.h"

namespace oat::desk {
namespace {

constexpr int kBytesPerPixel = 3;
// A character of most terminals is about half as wide as it is high.
constexpr gfloat kWidthToHeight = 0.5F;

struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> rgb;
};

std::optional<Pixels> Decode(const std::string& jpeg) {
  const std::unique_ptr<void, int (*)(void*)> decoder(tjInitDecompress(), tjDestroy);
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  Pixels pixels;
  int subsampling = 0, colourspace = 0;
  if (!decoder || tjDecompressHeader3(decoder.get(), bytes, jpeg.size(), &pixels.width,
                                      &pixels.height, &subsampling, &colourspace) != 0) {
    return std::nullopt;
  }
  const auto is_drawn = [](int side) { return side > 0 && side <= kMostPixels; };
  if (!is_drawn(pixels.width) || !is_drawn(pixels.height)) return std::nullopt;
  pixels.rgb.resize(static_cast<size_t>(pixels.width) * static_cast<size_t>(pixels.height) *
                    kBytesPerPixel);
  // Half a face is no face: a warning, as of a file that ends too soon, counts too.
  if (tjDecompress2(decoder.get(), bytes, jpeg.size(), pixels.rgb.data(), pixels.width, 0,
                    pixels.height, TJPF_RGB, 0) != 0) {
    return std::nullopt;
  }
  return pixels;
}

}  // namespace

std::optional<std::vector<std::string>> DrawPhoto(const std::string& jpeg, int columns, int rows,
                                                  const Screen::Abilities& abilities) {
  const auto pixels = Decode(jpeg);
  if (!pixels) return std::nullopt;
  // Its own threads would be there for one small picture.
  chafa_set_n_threads(1);
  gint width = columns, height = rows;
  chafa_calc_canvas_geometry(pixels->width, pixels->height, &width, &height, kWidthToHeight, TRUE,
                             FALSE);
  const std::unique_ptr<ChafaSymbolMap, void (*)(ChafaSymbolMap*)> symbols(chafa_symbol_map_new(),
                                                                           chafa_symbol_map_unref);
  chafa_symbol_map_add_by_tags(
      symbols.get(), abilities.has_blocks ? static_cast<ChafaSymbolTags>(CHAFA_SYMBOL_TAG_BLOCK |
                                                                         CHAFA_SYMBOL_TAG_SPACE)
                                          : CHAFA_SYMBOL_TAG_ASCII);
  const std::unique_ptr<ChafaCanvasConfig, void (*)(ChafaCanvasConfig*)> config(
      chafa_canvas_config_new(), chafa_canvas_config_unref);
  chafa_canvas_config_set_geometry(config.get(), width, height);
  chafa_canvas_config_set_symbol_map(config.get(), symbols.get());
  chafa_canvas_config_set_canvas_mode(
      config.get(), abilities.colours ? CHAFA_CANVAS_MODE_INDEXED_256 : CHAFA_CANVAS_MODE_FGBG);
  const std::unique_ptr<ChafaCanvas, void (*)(ChafaCanvas*)> canvas(chafa_canvas_new(config.get()),
                                                                    chafa_canvas_unref);
  chafa_canvas_draw_all_pixels(canvas.get(), CHAFA_PIXEL_RGB8, pixels->rgb.data(), pixels->width,
                               pixels->height, pixels->width * kBytesPerPixel);
  const std::unique_ptr<GString, void (*)(GString*)> text(
      chafa_canvas_print(canvas.get(), nullptr),
      [](GString* string) { g_string_free(string, TRUE); });
  return absl::StrSplit(text->str, '\n', absl::SkipEmpty());
}

}  // namespace oat::desk
