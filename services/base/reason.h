// A reason of a clinical no, as rules give it: a code of oat.v1.ReasonCode, whose words the
// contract holds, and the values for their placeholders.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace oat {

struct Reason {
  std::string code;
  std::vector<std::pair<std::string, std::string>> parameters;
  bool operator==(const Reason&) const = default;
};

// The codes that rules use (tests: each is one of the contract's).
namespace reason {
inline constexpr char kNotInTreatment[] = "not_in_treatment";
inline constexpr char kNoOrder[] = "no_order";
inline constexpr char kOrderExpired[] = "order_expired";
inline constexpr char kOrderCancelled[] = "order_cancelled";
inline constexpr char kOnHold[] = "on_hold";
inline constexpr char kOtherSite[] = "other_site";
inline constexpr char kAlreadyDosed[] = "already_dosed";
inline constexpr char kDoseOpen[] = "dose_open";
inline constexpr char kUnresolvedDose[] = "unresolved_dose";
inline constexpr char kTooSoon[] = "too_soon";
inline constexpr char kOver24Hours[] = "over_24_hours";
inline constexpr char kOverDay[] = "over_day";
inline constexpr char kMissedDays[] = "missed_days";
inline constexpr char kIncidentReview[] = "incident_review";
inline constexpr char kLookAlike[] = "look_alike";
inline constexpr char kImpaired[] = "impaired";
inline constexpr char kNotMeasurable[] = "not_measurable";
inline constexpr char kStockShort[] = "stock_short";
inline constexpr char kOverMaximum[] = "over_maximum";
inline constexpr char kTenfold[] = "tenfold";
inline constexpr char kLargeChange[] = "large_change";
inline constexpr char kDeceased[] = "deceased";
inline constexpr char kDayBegun[] = "day_begun";
inline constexpr char kOutsideSteps[] = "outside_steps";
inline constexpr char kNoCustody[] = "no_custody";
inline constexpr char kSiteClosed[] = "site_closed";
inline constexpr char kSamePerson[] = "same_person";
inline constexpr char kWitnessRequired[] = "witness_required";
inline constexpr char kNoLegalBasis[] = "no_legal_basis";
inline constexpr char kNotInConsent[] = "not_in_consent";
inline constexpr char kNeverTold[] = "never_told";
inline constexpr char kListHeld[] = "list_held";
inline constexpr char kAskDesk[] = "ask_desk";
inline constexpr char kNobodyNamed[] = "nobody_named";
inline constexpr char kMissedReduced[] = "missed_reduced";
inline constexpr char kMissedInduction[] = "missed_induction";
inline constexpr char kRulesSilent[] = "rules_silent";
}  // namespace reason

}  // namespace oat
