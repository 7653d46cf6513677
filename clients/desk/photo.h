// A photo drawn with characters, for the check at a window whose terminal knows no pictures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clients/desk/screen.h"

namespace oat::desk {

// A JPEG of at most so many pixels a side is drawn; a photo for a window has 240 by 320.
inline constexpr int kMostPixels = 2000;

// The lines of a picture of at most so many columns and rows, its sides in proportion; with what
// the terminal knows of colours and blocks. Absent: no JPEG that can be read whole.
std::optional<std::vector<std::string>> DrawPhoto(const std::string& jpeg, int columns, int rows,
                                                  const Screen::Abilities& abilities);

}  // namespace oat::desk
