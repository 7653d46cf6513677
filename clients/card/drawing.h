// A patient's card as it is printed: its code, and what whoever finds it is asked to do. Nothing
// else stands on it, not even who made it.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "clients/label/drawing.h"

namespace oat::card {

// Of a bank's card, in whole millimetres.
inline constexpr label::Size kCardSize = {85, 54};

// INVALID_ARGUMENT where the text is no card's.
absl::StatusOr<label::Drawing> DrawCard(const std::string& card);

}  // namespace oat::card
