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
inline constexpr char kWrongState[] = "wrong_state";
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
inline constexpr char kBottleAtHome[] = "bottle_at_home";
inline constexpr char kBottlesUndecided[] = "bottles_undecided";
inline constexpr char kUnknownDays[] = "unknown_days";
inline constexpr char kTakeHomeNoRules[] = "take_home_no_rules";
inline constexpr char kTakeHomeSupply[] = "take_home_supply";
inline constexpr char kTakeHomeWeek[] = "take_home_week";
inline constexpr char kTakeHomeTwoWeeks[] = "take_home_two_weeks";
inline constexpr char kTakeHomeConsecutive[] = "take_home_consecutive";
inline constexpr char kTakeHomeCriteria[] = "take_home_criteria";
inline constexpr char kTakeHomeTooEarly[] = "take_home_too_early";
inline constexpr char kTakeHomeGround[] = "take_home_ground";
inline constexpr char kTakeHomeSilent[] = "take_home_silent";
inline constexpr char kNotTakeHome[] = "not_take_home";
inline constexpr char kNotForCollection[] = "not_for_collection";
inline constexpr char kNothingToHandOut[] = "nothing_to_hand_out";
inline constexpr char kStartFirstDose[] = "start_first_dose";
inline constexpr char kStartFirstDay[] = "start_first_day";
inline constexpr char kStartCaution[] = "start_caution";
inline constexpr char kWeeklyRise[] = "weekly_rise";
inline constexpr char kStepWaits[] = "step_waits";
inline constexpr char kVomitedTooLate[] = "vomited_too_late";
inline constexpr char kVomitedUnseen[] = "vomited_unseen";
inline constexpr char kVomitedLess[] = "vomited_less";
inline constexpr char kSwitchTooSoon[] = "switch_too_soon";
inline constexpr char kSwitchWithdrawal[] = "switch_withdrawal";
inline constexpr char kSwitchUnassessed[] = "switch_unassessed";
inline constexpr char kQtcMonitor[] = "qtc_monitor";
inline constexpr char kQtcConsiderReducing[] = "qtc_consider_reducing";
inline constexpr char kQtcSilent[] = "qtc_silent";
inline constexpr char kExtraEcg[] = "extra_ecg";
inline constexpr char kNotDue[] = "not_due";
inline constexpr char kDepotActs[] = "depot_acts";
inline constexpr char kDepotLate[] = "depot_late";
inline constexpr char kDepotWithoutRules[] = "depot_without_rules";
inline constexpr char kIntervalTooLong[] = "interval_too_long";
inline constexpr char kTakeHomeClosedDays[] = "take_home_closed_days";
inline constexpr char kCountIncomplete[] = "count_incomplete";
inline constexpr char kCountOpenDoses[] = "count_open_doses";
inline constexpr char kLotHeld[] = "lot_held";
inline constexpr char kNoteDiffers[] = "note_differs";
inline constexpr char kPackKnown[] = "pack_known";
inline constexpr char kBottleOpen[] = "bottle_open";
inline constexpr char kOpenBottleShort[] = "open_bottle_short";
inline constexpr char kLotExpired[] = "lot_expired";
inline constexpr char kPlaceNotCounted[] = "place_not_counted";
inline constexpr char kWasteUnsigned[] = "waste_unsigned";
inline constexpr char kStepStillDue[] = "step_still_due";
inline constexpr char kShipmentDiffers[] = "shipment_differs";
inline constexpr char kDoseCarried[] = "dose_carried";
inline constexpr char kFormNeeded[] = "form_needed";
inline constexpr char kFormNotYours[] = "form_not_yours";
inline constexpr char kFormsNotTogether[] = "forms_not_together";
inline constexpr char kPumpUnverified[] = "pump_unverified";
inline constexpr char kPumpOutOfTolerance[] = "pump_out_of_tolerance";
inline constexpr char kPourUnresolved[] = "pour_unresolved";
inline constexpr char kPoursTooMuch[] = "pours_too_much";
inline constexpr char kCardUnreadable[] = "card_unreadable";
inline constexpr char kCardKeyUnknown[] = "card_key_unknown";
inline constexpr char kCardAltered[] = "card_altered";
inline constexpr char kCardForged[] = "card_forged";
inline constexpr char kCardExpired[] = "card_expired";
inline constexpr char kCardSuperseded[] = "card_superseded";
inline constexpr char kCardRevoked[] = "card_revoked";
inline constexpr char kCardUnrecorded[] = "card_unrecorded";
inline constexpr char kCardOutsideTreatment[] = "card_outside_treatment";
}  // namespace reason

}  // namespace oat
