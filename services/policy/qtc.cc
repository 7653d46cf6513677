#include "services/policy/qtc.h"

namespace oat::policy {
namespace {

using rules::v1::QtcBand;

// Both ends excluded; an end of 0 is none.
bool Contains(const QtcBand& band, int32_t milliseconds) {
  return band.above_ms() < milliseconds && (band.below_ms() == 0 || milliseconds < band.below_ms());
}

QtcVerdict VerdictOf(const rules::v1::Qtc& qtc, int32_t milliseconds) {
  for (const QtcBand& band : qtc.bands()) {
    if (!Contains(band, milliseconds)) continue;
    switch (band.advice()) {
      case rules::v1::QTC_ADVICE_NONE:
        return QtcVerdict::kNone;
      case rules::v1::QTC_ADVICE_MONITOR:
        return QtcVerdict::kMonitor;
      default:
        return QtcVerdict::kConsiderReducing;
    }
  }
  return QtcVerdict::kSilent;
}

}  // namespace

std::optional<QtcAnswer> AdviceOnQtc(const Stack& stack, int32_t milliseconds) {
  std::optional<QtcAnswer> pressing;
  for (const auto& pack : stack) {
    if (pack->says.qtc().bands().empty()) continue;
    const QtcVerdict verdict = VerdictOf(pack->says.qtc(), milliseconds);
    if (!pressing || verdict > pressing->verdict) pressing = {verdict, pack->Id()};
  }
  return pressing;
}

std::optional<EcgThreshold> ExtraEcgThreshold(const Stack& stack) {
  std::optional<EcgThreshold> lowest;
  for (const auto& pack : stack) {
    const auto& value = pack->says.qtc().extra_ecg_above_mg();
    if (!value.has_is()) continue;
    const Micrograms above = Milligrams(value.is());
    if (!lowest || above < lowest->above) lowest = {above, pack->Id()};
  }
  return lowest;
}

}  // namespace oat::policy
