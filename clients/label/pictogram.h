// Not for children, for whoever reads no language.
#pragma once

#include <cairo.h>

namespace oat::label {

// A child behind a prohibition sign, black on a white tile as wide and high as `side`, with the
// left upper corner here. Recognisable from 10 mm on.
void DrawNotForChildren(cairo_t* pen, double x, double y, double side);

}  // namespace oat::label
