#include "services/dosing/rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/dosing/absence.h"
#include "services/dosing/amounts.h"
#include "services/dosing/spacing.h"
#include "services/dosing/steps.h"

namespace oat::dosing {
namespace {

using prescribing::Step;
using prescribing::Supplement;

const slots::Slot* SlotOf(const Situation& situation, int32_t portion) {
  for (const slots::Slot& slot : situation.slots) {
    if (slot.clinical_day == situation.today && slot.portion == portion) return &slot;
  }
  return nullptr;
}

bool IsFree(const Situation& situation, int32_t portion) {
  const slots::Slot* slot = SlotOf(situation, portion);
  return slot == nullptr || slot->released;
}

int32_t NextTurn(const Situation& situation, int32_t portion) {
  const slots::Slot* slot = SlotOf(situation, portion);
  return slot == nullptr ? 0 : slot->turn + 1;
}

const Step* StepOfToday(const Situation& s) { return s.order ? s.order->StepOn(s.today) : nullptr; }

std::optional<Authorisation> NextPortionOf(const Situation& s, const Step* step) {
  if (step == nullptr) return std::nullopt;
  // What follows a portion already taken (its rest, its replacement) comes before the next portion,
  // once it is due.
  std::optional<Authorisation> later;
  for (const Supplement& supplement : s.supplements) {
    if (!IsFree(s, supplement.portion)) continue;
    const Authorisation one{supplement.portion, NextTurn(s, supplement.portion),
                            supplement.micrograms, supplement.id};
    if (supplement.not_before <= s.now) return one;
    if (!later) later = one;
  }
  for (size_t i = 0; i < step->portions.size(); ++i) {
    const auto portion = static_cast<int32_t>(i + 1);
    if (!IsFree(s, portion)) continue;
    return Authorisation{portion, NextTurn(s, portion), step->portions[i], std::nullopt};
  }
  return later;
}

// Collects reasons in the order in which they are asked.
class Inquiry {
 public:
  Inquiry(const Situation& situation, const Encounter& encounter, const policy::Rules& rules)
      : s_(situation),
        encounter_(encounter),
        rules_(rules),
        wait_(StepThatWaits(situation, rules)),
        step_(wait_ ? wait_->given : StepOfToday(situation)) {}

  Decision Run() {
    const auto missed = AfterMissedDays(s_, encounter_, rules_);
    AskPlace();
    AskUnsettled();
    AskReviews();
    const auto why_not = prescribing::WhyNotInForce(s_.order, s_.today);
    if (why_not) {
      reasons_.push_back(*why_not);
    } else if (auto portion = Portion()) {
      const bool is_of_order = !portion->supplement;
      if (wait_ && is_of_order && !portion->bottle) TellWait(&*portion);
      // What a prescriber signed today, after the miss, for this person is the answer to it.
      if (is_of_order) AskUnknown(missed);
      if (missed && is_of_order) AskMissed(*missed, &*portion);
      if (is_of_order && !portion->bottle) AskWhetherDue(&*portion);
      AskPortion(*portion);
      if (reasons_.empty()) return {.authorised = portion, .beside = beside_};
    } else if (reasons_.empty()) {
      AddWhyNothingIsLeft();
    }
    return {.reasons = reasons_};
  }

  std::vector<Reason> RunWithoutPortion() {
    AskPlace();
    AskUnsettled();
    AskReviews();
    const bool has_taken = std::any_of(s_.facts.begin(), s_.facts.end(), [&](const auto& fact) {
      return fact.clinical_day == s_.today;
    });
    if (!has_taken) AskBeforeAnyDose();
    AskEncounter();
    return reasons_;
  }

 private:
  void Add(const char* code, std::vector<std::pair<std::string, std::string>> parameters = {}) {
    reasons_.push_back({code, std::move(parameters)});
  }
  std::string Wall(absl::Time time) const { return FormatWallTime(time, s_.reckoning); }

  std::optional<Authorisation> Portion() const {
    return encounter_.own_bottle ? PortionOfBottle(s_, *encounter_.own_bottle)
                                 : NextPortionOf(s_, step_);
  }

  void AskPlace() {
    if (s_.deceased) return Add(reason::kDeceased);
    if (!s_.in_treatment) return Add(reason::kNotInTreatment);
    if (!s_.custody_site) return Add(reason::kNoCustody);
    if (*s_.custody_site != s_.site_code) {
      return Add(reason::kOtherSite, {{"site", *s_.custody_site}});
    }
    if (s_.closure) Add(reason::kSiteClosed);
  }

  void AskUnsettled() {
    for (const UnsettledDose& dose : s_.unsettled) {
      if (dose.unresolved) {
        Add(reason::kUnresolvedDose, {{"day", FormatDay(dose.clinical_day)}});
      } else {
        Add(reason::kDoseOpen, {{"station", dose.station}, {"time", Wall(dose.authorised_at)}});
      }
      if (dose.carried_to) Add(reason::kDoseCarried, {{"destination", *dose.carried_to}});
    }
  }

  void AskReviews() {
    if (s_.incident_waits) Add(reason::kIncidentReview);
    if (s_.hold_until) {
      Add(reason::kOnHold,
          {{"until",
            absl::StrCat(FormatDay(Day(absl::ToCivilMinute(*s_.hold_until, s_.reckoning.zone))),
                         " ", Wall(*s_.hold_until))}});
    }
  }

  // A prescriber who set the missed days aside for today has seen the person and gives the dose as
  // ordered; one who agreed to the lower dose gives that. Where the order itself no longer counts,
  // nothing but another order will do.
  void AskMissed(const policy::MissedAnswer& answer, Authorisation* portion) {
    using policy::MissedAction;
    const bool wants_order =
        answer.action == MissedAction::kNewInduction || answer.action == MissedAction::kCancelOrder;
    if (wants_order) return AddMissed(reason::kMissedInduction, answer);
    if (s_.overrides.contains(reason::kMissedDays)) return;
    const bool asks = answer.approver != policy::MissedApprover::kNobody;
    switch (answer.action) {
      case MissedAction::kSame:
        if (asks) AddMissed(reason::kMissedDays, answer);
        return;
      case MissedAction::kReduced:
        // Of a depot nothing can be left out.
        if (policy::IsDepot(s_.order->drug_form) ||
            (asks && !s_.overrides.contains(reason::kMissedReduced))) {
          return AddMissed(reason::kMissedReduced, answer);
        }
        return Lower(*answer.most - UsedToday(s_, portion->bottle), answer, portion);
      case MissedAction::kAsk:
        if (s_.overrides.contains(reason::kRulesSilent)) return;
        return AddMissed(reason::kRulesSilent, answer);
      case MissedAction::kNewInduction:
      case MissedAction::kCancelOrder:
        return;  // asked above
      case MissedAction::kWithhold:
        return AddMissed(reason::kMissedDays, answer);
    }
  }

  // Whoever has not had today's dose yet may have missed some: what the rules ask before that dose
  // they ask before bottles too.
  void AskBeforeAnyDose() {
    const auto missed = AfterMissedDays(s_, encounter_, rules_);
    AskUnknown(missed);
    if (!missed || s_.overrides.contains(reason::kMissedDays)) return;
    if (!IsAsOrdered(missed)) AddMissed(reason::kMissedDays, *missed);
  }

  // Where it matters whether the unknown days were missed, somebody is asked.
  void AskUnknown(const std::optional<policy::MissedAnswer>& missed) {
    if (s_.unknown_days == 0 || s_.overrides.contains(reason::kUnknownDays)) return;
    Situation at_worst = s_;
    at_worst.missed_days += s_.unknown_days;
    const auto worst = AfterMissedDays(at_worst, encounter_, rules_);
    if (IsAsOrdered(worst) && IsAsOrdered(missed)) return;
    const bool is_one = worst && missed && worst->action == missed->action &&
                        worst->approver == missed->approver && worst->most == missed->most;
    if (!is_one) Add(reason::kUnknownDays, {{"days", absl::StrCat(s_.unknown_days)}});
  }

  static bool IsAsOrdered(const std::optional<policy::MissedAnswer>& answer) {
    return !answer || (answer->action == policy::MissedAction::kSame &&
                       answer->approver == policy::MissedApprover::kNobody);
  }

  // What the order's own step says of the portion, and why it is not given.
  void TellWait(Authorisation* portion) {
    const std::vector<Micrograms>& ordered = StepOfToday(s_)->portions;
    const auto index = static_cast<size_t>(portion->portion - 1);
    const bool is_lowered = index < ordered.size() && ordered[index] > portion->micrograms;
    if (is_lowered) portion->ordered = ordered[index];
    beside_.push_back({reason::kStepWaits,
                       {{"taken", absl::StrCat(wait_->taken)},
                        {"needed", absl::StrCat(wait_->needed)},
                        {"pack", wait_->pack}}});
  }

  // What the rules leave of a day's portions; a portion that they leave nothing of is not given. A
  // bottle is not drunk in part.
  void Lower(Micrograms left, const policy::MissedAnswer& answer, Authorisation* portion) {
    if (portion->micrograms <= left) return;
    if (portion->bottle) return AddMissed(reason::kMissedReduced, answer);
    if (left <= Micrograms(0)) return AddAlreadyDosed();
    if (portion->ordered == Micrograms(0)) portion->ordered = portion->micrograms;
    portion->micrograms = left;
  }

  void AddMissed(const char* code, const policy::MissedAnswer& answer) {
    std::vector<std::pair<std::string, std::string>> parameters = {
        {"days", absl::StrCat(s_.missed_days)}, {"pack", answer.packs}};
    if (answer.action == policy::MissedAction::kReduced) {
      parameters.emplace_back("dose", FormatDose(*answer.most));
    }
    Add(code, std::move(parameters));
  }

  void AskWhetherDue(Authorisation* portion) {
    Due due = AskDue(s_, rules_);
    if (due.why_not) reasons_.push_back(*std::move(due.why_not));
    if (due.late) beside_.push_back(*std::move(due.late));
    portion->interval = IntervalOf(s_.order->drug_form, s_, &rules_);
  }

  void AskPortion(const Authorisation& portion) {
    AskInterval(portion);
    AskAmount(portion);
    AskEncounter();
  }

  void AskInterval(const Authorisation& portion) {
    if (s_.overrides.contains(reason::kTooSoon)) return;
    std::optional<absl::Time> earliest = EarliestAfterInterval(s_, rules_);
    for (const Supplement& supplement : s_.supplements) {
      // A prescriber timed a supplement when it was signed; that time is its interval.
      if (portion.supplement == supplement.id) earliest = supplement.not_before;
    }
    if (earliest && s_.now < *earliest) Add(reason::kTooSoon, {{"time", Wall(*earliest)}});
  }

  void AskAmount(const Authorisation& portion) {
    const Micrograms allowed = AllowedToday(s_, step_);
    const Micrograms used = UsedToday(s_, portion.bottle);
    if (used + portion.micrograms > allowed) Add(reason::kOverDay);
    const Micrograms rolling = TakenWithin(s_, absl::Hours(24)) + portion.micrograms;
    const bool over = rolling.count() * 100 > allowed.count() * rules_.rolling_day_percent.value;
    if (over && !s_.overrides.contains(reason::kOver24Hours)) Add(reason::kOver24Hours);
    // The order's day, or what the day comes to with a supplement; the rest of a part dose adds
    // nothing to what was ordered.
    const Micrograms day_total =
        std::max(s_.order->StepOn(s_.today)->DayTotal(), used + portion.micrograms);
    if (auto over_maximum = OverMaximum(*s_.order, day_total, rules_)) {
      reasons_.push_back(*std::move(over_maximum));
    }
  }

  void AskEncounter() {
    if (s_.silent_desk && !encounter_.asked_desk) {
      Add(reason::kAskDesk, {{"station", s_.silent_desk->station},
                             {"site", s_.silent_desk->site_code},
                             {"time", Wall(s_.silent_desk->heard_at)}});
    }
    if (encounter_.look_alike && encounter_.identity_check == "known_to_nurse") {
      Add(reason::kLookAlike);
    }
    if (encounter_.assessment == "sedated" || encounter_.assessment == "alcohol") {
      Add(reason::kImpaired);
    }
  }

  void AddWhyNothingIsLeft() {
    for (const bottles::Bottle& bottle : s_.bottles) {
      if (bottle.clinical_day != s_.today || !bottle.holds_portion()) continue;
      return Add(reason::kBottleAtHome, {{"serial", bottle.serial}});
    }
    AddAlreadyDosed();
  }

  void AddAlreadyDosed() {
    std::string time = "?";
    for (const slots::Fact& fact : s_.facts) {
      if (fact.clinical_day != s_.today || !fact.taken_at) continue;
      time = Wall(*fact.taken_at);
      break;
    }
    Add(reason::kAlreadyDosed, {{"time", time}});
  }

  const Situation& s_;
  const Encounter& encounter_;
  const policy::Rules& rules_;
  const std::optional<StepWait> wait_;
  const Step* const step_;  // that is given today
  std::vector<Reason> reasons_;
  std::vector<Reason> beside_;
};

}  // namespace

Decision Decide(const Situation& situation, const Encounter& encounter,
                const policy::Rules& rules) {
  return Inquiry(situation, encounter, rules).Run();
}

std::vector<Reason> AskPerson(const Situation& situation, const Encounter& encounter,
                              const policy::Rules& rules) {
  return Inquiry(situation, encounter, rules).RunWithoutPortion();
}

Day TodayFor(Day site_today, const std::vector<slots::Slot>& slots) {
  Day today = site_today;
  for (const slots::Slot& slot : slots) {
    // A bottle claims days that are to come.
    if (!slot.released && !slot.bottle) today = std::max(today, slot.clinical_day);
  }
  return today;
}

std::optional<Authorisation> NextPortion(const Situation& s) {
  return NextPortionOf(s, StepOfToday(s));
}

std::optional<Authorisation> PortionOfBottle(const Situation& s, const std::string& serial) {
  for (const bottles::Bottle& bottle : s.bottles) {
    if (bottle.serial != serial || bottle.clinical_day != s.today || !bottle.is_at_home()) continue;
    // Of somebody with two numbers it may stand at another portion than on the bottle.
    const auto slot = std::find_if(s.slots.begin(), s.slots.end(), [&](const slots::Slot& one) {
      return one.clinical_day == s.today && !one.released && one.bottle == serial;
    });
    if (slot == s.slots.end()) continue;
    return Authorisation{.portion = slot->portion,
                         .turn = slot->turn,
                         .micrograms = bottle.micrograms,
                         .bottle = bottle.id};
  }
  return std::nullopt;
}

}  // namespace oat::dosing
