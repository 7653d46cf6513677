#include "services/dosing/rules.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
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

// What a step of the order (null: none) and the supplements allow today.
Micrograms AllowedToday(const Situation& s, const Step* step) {
  Micrograms allowed;
  if (step != nullptr) allowed = step->DayTotal();
  for (const Supplement& supplement : s.supplements) allowed += supplement.micrograms;
  return allowed;
}

// What was swallowed, is authorised and unsettled, or stands in bottles for today, without what is
// in the bottle that is about to be drunk.
Micrograms UsedToday(const Situation& s, const std::optional<Uuid>& own_bottle = std::nullopt) {
  Micrograms used;
  for (const slots::Fact& fact : s.facts) {
    if (fact.clinical_day == s.today) used += fact.micrograms;
  }
  for (const UnsettledDose& dose : s.unsettled) {
    if (dose.clinical_day == s.today && !dose.from_bottle) used += dose.micrograms;
  }
  for (const bottles::Bottle& bottle : s.bottles) {
    const bool counts = bottle.clinical_day == s.today && bottle.holds_portion();
    if (counts && bottle.id != own_bottle) used += bottle.micrograms;
  }
  return used;
}

Micrograms TakenWithin(const Situation& s, absl::Duration window) {
  Micrograms taken;
  for (const slots::Fact& fact : s.facts) {
    if (fact.taken_at && s.now - *fact.taken_at < window) taken += fact.micrograms;
  }
  return taken;
}

// A fact no larger than a portion of today's split order is a portion too, last evening's before
// this morning's: splitting a dose is to bring its halves nearer together than whole ones.
bool IsPortionOfSplit(const slots::Fact& fact, const Step* step) {
  if (step == nullptr || step->portions.size() < 2) return false;
  return fact.micrograms <= *std::max_element(step->portions.begin(), step->portions.end());
}

absl::Duration IntervalAfter(const slots::Fact& fact, const Situation& s,
                             const policy::Rules& rules) {
  return fact.clinical_day == s.today || IsPortionOfSplit(fact, StepGiven(s, rules))
             ? rules.minimum_portion_interval.value
             : rules.minimum_interval.value;
}

// What was swallowed lies nearer to a fact, before or after it, than the rules' interval.
bool IsTooNear(const Declared& declared, const Situation& s, const policy::Rules& rules,
               bool of_today_too) {
  return std::any_of(s.facts.begin(), s.facts.end(), [&](const slots::Fact& fact) {
    if (!fact.taken_at || (fact.clinical_day == s.today && !of_today_too)) return false;
    return absl::AbsDuration(declared.taken_at - *fact.taken_at) < IntervalAfter(fact, s, rules);
  });
}

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
        if (asks && !s_.overrides.contains(reason::kMissedReduced)) {
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

std::optional<policy::MissedAnswer> AfterMissedDays(const Situation& s, const Encounter& encounter,
                                                    const policy::Rules& rules) {
  if (s.missed_days == 0 || !s.order) return std::nullopt;
  const bool is_of_today =
      s.order->rule_packs && ClinicalDay(s.order->recorded_at, s.reckoning) == s.today;
  if (is_of_today) return std::nullopt;
  policy::MissedQuestion question{
      .drug = policy::DrugOf(s.order->drug_form),
      .days = s.missed_days,
      .doses = s.missed_days,
      .is_intoxicated = encounter.assessment == "sedated" || encounter.assessment == "alcohol"};
  if (s.last_day) question.last_taken = s.last_day->micrograms;
  return policy::AfterMissed(rules.stack, question);
}

bool WantsPrescriber(policy::Drug drug, int32_t missed_days, const policy::Rules& rules) {
  const auto answer =
      policy::AfterMissed(rules.stack, {.drug = drug, .days = missed_days, .doses = missed_days});
  return answer && (answer->action > policy::MissedAction::kReduced ||
                    answer->approver != policy::MissedApprover::kNobody);
}

std::optional<Reason> OverMaximum(const prescribing::Order& order, Micrograms day_total,
                                  const policy::Rules& rules) {
  const Micrograms maximum = rules.ForDrugForm(order.drug_form).maximum.value;
  if (day_total <= maximum || order.second) return std::nullopt;
  return Reason{reason::kOverMaximum, {{"dose", FormatDose(maximum)}}};
}

std::optional<absl::Time> EarliestAfterInterval(const Situation& s, const policy::Rules& rules) {
  std::optional<absl::Time> earliest;
  for (const slots::Fact& fact : s.facts) {
    if (!fact.taken_at) continue;
    const absl::Time until = *fact.taken_at + IntervalAfter(fact, s, rules);
    if (!earliest || until > *earliest) earliest = until;
  }
  return earliest;
}

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
    const slots::Slot* slot = SlotOf(s, bottle.portion);
    if (slot == nullptr || slot->released || slot->bottle != serial) continue;
    return Authorisation{.portion = bottle.portion,
                         .turn = slot->turn,
                         .micrograms = bottle.micrograms,
                         .bottle = bottle.id};
  }
  return std::nullopt;
}

Absence ReckonAbsence(std::optional<slots::DayTaken> observed,
                      const std::vector<bottles::Bottle>& bottles, Day today,
                      const std::function<bool(Day)>& is_expected) {
  std::map<Day, Micrograms> covered;
  std::set<Day> unknown;
  for (const bottles::Bottle& bottle : bottles) {
    const bottles::Coverage coverage = bottles::CoverageOf(bottle);
    if (coverage == bottles::Coverage::kCovered) covered[bottle.clinical_day] += bottle.micrograms;
    if (coverage == bottles::Coverage::kUnknown) unknown.insert(bottle.clinical_day);
  }
  Absence absence{.last_day = std::move(observed)};
  for (const auto& [day, micrograms] : covered) {
    const bool is_later = !absence.last_day || absence.last_day->clinical_day < day;
    if (day < today && is_later) absence.last_day = {day, micrograms};
  }
  if (!absence.last_day) return absence;
  for (Day day = absence.last_day->clinical_day + 1; day < today; ++day) {
    if (unknown.contains(day)) {
      ++absence.unknown_days;
    } else if (is_expected(day)) {
      ++absence.missed_days;
    }
  }
  return absence;
}

int32_t CountMissedDays(std::optional<Day> last_taken, Day today,
                        const std::function<bool(Day)>& is_expected) {
  if (!last_taken) return 0;
  int32_t missed = 0;
  for (Day day = *last_taken + 1; day < today; ++day) {
    if (is_expected(day)) ++missed;
  }
  return missed;
}

std::vector<std::string> IncidentsOf(const Declared& declared, const Situation& s,
                                     const policy::Rules* rules) {
  std::vector<std::string> incidents;
  bool too_much = false;
  if (declared.cause == "wrong_person") incidents.emplace_back("wrong_person");
  if (s.deceased) incidents.emplace_back("deceased");
  const bool in_force = !prescribing::WhyNotInForce(s.order, s.today).has_value();
  if (!in_force || !s.in_treatment) {
    incidents.emplace_back("without_order");
  } else {
    const bool other_drug = declared.drug_form != s.order->drug_form;
    if (declared.cause == "wrong_product" || other_drug) incidents.emplace_back("wrong_product");
    const Micrograms used = UsedToday(s);
    // What was poured beyond an authorised dose is too much of that dose, and no second one.
    const bool over_pour = declared.cause == "over_pour";
    too_much = over_pour || used + declared.micrograms > AllowedToday(s, StepOfToday(s));
    if (too_much) {
      incidents.emplace_back(used.count() > 0 && !over_pour ? "double_dose" : "over_order");
    }
  }
  // Of a second dose of the day it is said already; of a second portion it is not.
  if (rules != nullptr && IsTooNear(declared, s, *rules, /*of_today_too=*/!too_much)) {
    incidents.emplace_back("too_soon");
  }
  if (s.custody_site && *s.custody_site != s.site_code) incidents.emplace_back("other_site");
  if (s.hold_until) incidents.emplace_back("during_hold");
  return incidents;
}

}  // namespace oat::dosing
