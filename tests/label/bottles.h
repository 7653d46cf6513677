// Bottles to draw labels of, and what programs of others read from what was put out.
#pragma once

#include <string>
#include <vector>

#include "clients/label/label.h"
#include "clients/label/output.h"
#include "oat/v1/takehome.pb.h"

namespace oat::label {

struct InLanguage {
  v1::LabelLanguage language;
  const char* name;
};
inline constexpr InLanguage kLanguages[] = {{v1::LABEL_LANGUAGE_KAZAKH, "Kazakh"},
                                            {v1::LABEL_LANGUAGE_RUSSIAN, "Russian"},
                                            {v1::LABEL_LANGUAGE_ENGLISH, "English"}};

// With what the packs want where no law speaks, and with every field that any pack can want.
v1::BottleLabel UsualBottle(v1::LabelLanguage language);
v1::BottleLabel FullBottle(v1::LabelLanguage language);

// The texts of a page of a PDF, as pdftotext finds them, blanks and line breaks as one blank.
std::string TextOf(const std::string& pdf);
std::string OneLine(const std::string& text);
// What a scanner makes of an image, as zbarimg; a line a code.
std::string Scanned(const std::string& image, const std::string& kind);
// The first page of a PDF as a printer of 203 dots an inch would burn it, as pdftoppm draws it.
Dots Rendered(const std::string& pdf, Size size);
// The same bytes as an image file.
std::string BitmapOf(const Dots& dots);

// In a file that nobody else has.
std::string Kept(const std::string& bytes, const std::string& kind);

}  // namespace oat::label
