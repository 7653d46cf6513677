#include "services/pumps/rules.h"

#include <algorithm>

namespace oat::pumps {

StockQuantity ToleranceOf(const stock::Product& product, StockQuantity asked,
                          std::optional<int64_t> per_mille) {
  if (!per_mille) return product.smallest_measure;
  return StockQuantity(asked.count() * *per_mille / 1000);
}

Verdict Judge(const std::vector<TestPour>& pours) {
  Verdict verdict{.passed = !pours.empty()};
  for (const TestPour& pour : pours) {
    const bool is_first_failure = verdict.passed && !pour.IsWithin();
    const bool is_of_the_worse_kind = pour.IsWithin() == verdict.passed;
    if (is_first_failure || (is_of_the_worse_kind && pour.Error() >= verdict.error)) {
      verdict.error = pour.Error();
      verdict.tolerance = pour.tolerance;
    }
    verdict.passed = verdict.passed && pour.IsWithin();
  }
  return verdict;
}

Standing StandingOf(bool is_in_use, bool has_unresolved, const std::optional<Verification>& last,
                    Day today) {
  if (has_unresolved) return Standing::kUnresolved;
  if (!is_in_use) return Standing::kOutOfUse;
  if (last && !Judge(last->pours).passed) return Standing::kOutOfTolerance;
  return last && last->clinical_day == today ? Standing::kVerified : Standing::kUnverified;
}

StockQuantity LeftToPour(StockQuantity line, const std::vector<Poured>& pours) {
  StockQuantity left = line;
  for (const Poured& pour : pours) left = left - pour.poured.value_or(pour.asked);
  return std::max(left, StockQuantity(0));
}

}  // namespace oat::pumps
