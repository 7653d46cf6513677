// What is out of the ordinary about a dose and slows the window down on purpose: the nurse reads a
// line of words for each, and types the milligrams instead of pressing one key.
#pragma once

#include <vector>

#include "oat/v1/dosing.pb.h"

namespace oat::desk {

enum class Caution {
  kFirstDose,     // none is known before it
  kMissedDays,    // expected days without a dose
  kLowered,       // the rules of missed days or of steps lowered it
  kOtherDose,     // not the milligrams of the last dose taken
  kOtherProduct,  // another product or strength than the last dose was made of
  kUnsigned,      // the order waits for a signature
  kEndsSoon,      // the order ends within the days below
  kReview,        // a prescriber has yet to look at something clinical
};

// An order that ends no later than so many days after today is said at every dose.
inline constexpr int kSoonDays = 3;

// The cautions of an authorised dose, in the order above; none for an ordinary one.
std::vector<Caution> CautionsOf(const v1::AuthoriseDoseResponse& dose);

}  // namespace oat::desk
