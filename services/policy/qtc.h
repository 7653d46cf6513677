// What the rules in force advise on the QT interval. It is advice: no answer of this file ever
// holds a dose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/base/quantity.h"
#include "services/policy/pack.h"

namespace oat::policy {

// From the mildest to the most pressing. What lies in no band the source leaves open: it is read as
// higher than the band below it.
enum class QtcVerdict { kNone, kMonitor, kSilent, kConsiderReducing };

struct QtcAnswer {
  QtcVerdict verdict = QtcVerdict::kNone;
  std::string pack;  // that said it

  bool operator==(const QtcAnswer&) const = default;
};

// The most pressing of what the packs say of a corrected interval; absent where none speaks of it.
std::optional<QtcAnswer> AdviceOnQtc(const Stack& stack, int32_t milliseconds);

// A daily dose of methadone above which another electrocardiogram is advised.
struct EcgThreshold {
  Micrograms above;
  std::string pack;

  bool operator==(const EcgThreshold&) const = default;
};
// The lowest of the packs.
std::optional<EcgThreshold> ExtraEcgThreshold(const Stack& stack);

}  // namespace oat::policy
