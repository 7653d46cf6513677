// The two labels of a bottle to take home. The one inside says what it is and warns; the one on the
// neutral bag outside tells a finder whom to call, and nobody else anything.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/label/drawing.h"
#include "oat/v1/takehome.pb.h"
#include "services/base/secret.h"

namespace oat::label {

inline constexpr Size kBottleSize = {75, 50};
inline constexpr Size kBagSize = {50, 25};

// Both: INVALID_ARGUMENT names the field that cannot be drawn, or does not fit however small, and
// never repeats its text. Nothing is left out or cut.

// A text that is empty does not stand on it. The name stands where it is given.
absl::StatusOr<Drawing> DrawBottleLabel(const v1::BottleLabel& bottle, v1::LabelLanguage language,
                                        const Secret& name, Size size = kBottleSize);

// What a bag says, and all it can say.
struct Bag {
  std::string serial;
  std::string emergency_telephone;
};
absl::StatusOr<Drawing> DrawBagLabel(const Bag& bag, v1::LabelLanguage language,
                                     Size size = kBagSize);

}  // namespace oat::label
