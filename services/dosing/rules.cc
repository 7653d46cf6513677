#include "services/dosing/rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

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

// What the order and its supplements allow today.
Micrograms AllowedToday(const Situation& s) {
  Micrograms allowed;
  const Step* step = s.order ? s.order->StepOn(s.today) : nullptr;
  if (step != nullptr) allowed = step->DayTotal();
  for (const Supplement& supplement : s.supplements) allowed += supplement.micrograms;
  return allowed;
}

// What was swallowed or is authorised and unsettled for today.
Micrograms UsedToday(const Situation& s) {
  Micrograms used;
  for (const slots::Fact& fact : s.facts) {
    if (fact.clinical_day == s.today) used += fact.micrograms;
  }
  for (const UnsettledDose& dose : s.unsettled) {
    if (dose.clinical_day == s.today) used += dose.micrograms;
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
bool IsPortionOfSplit(const slots::Fact& fact, const Situation& s) {
  const Step* step = s.order ? s.order->StepOn(s.today) : nullptr;
  if (step == nullptr || step->portions.size() < 2) return false;
  return fact.micrograms <= *std::max_element(step->portions.begin(), step->portions.end());
}

absl::Duration IntervalAfter(const slots::Fact& fact, const Situation& s,
                             const policy::Rules& rules) {
  return fact.clinical_day == s.today || IsPortionOfSplit(fact, s)
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

// Collects reasons in the order in which they are asked.
class Inquiry {
 public:
  Inquiry(const Situation& situation, const Encounter& encounter, const policy::Rules& rules)
      : s_(situation), encounter_(encounter), rules_(rules) {}

  Decision Run() {
    const auto missed = AfterMissedDays(s_, encounter_, rules_);
    AskPlace();
    AskUnsettled();
    AskReviews();
    const auto why_not = prescribing::WhyNotInForce(s_.order, s_.today);
    if (why_not) {
      reasons_.push_back(*why_not);
    } else if (auto portion = NextPortion(s_)) {
      if (missed) AskMissed(*missed, &*portion);
      AskPortion(*portion);
      if (reasons_.empty()) return {.authorised = portion};
    } else if (reasons_.empty()) {
      AddAlreadyDosed();
    }
    return {.reasons = reasons_};
  }

 private:
  void Add(const char* code, std::vector<std::pair<std::string, std::string>> parameters = {}) {
    reasons_.push_back({code, std::move(parameters)});
  }
  std::string Wall(absl::Time time) const { return FormatWallTime(time, s_.reckoning); }

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
        return Lower(*answer.most - UsedToday(s_), portion);
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

  // What the rules leave of a day's portions; a portion that they leave nothing of is not given.
  void Lower(Micrograms left, Authorisation* portion) {
    if (portion->micrograms <= left) return;
    if (left <= Micrograms(0)) return AddAlreadyDosed();
    portion->ordered = portion->micrograms;
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
    if (UsedToday(s_) + portion.micrograms > AllowedToday(s_)) Add(reason::kOverDay);
    const Micrograms rolling = TakenWithin(s_, absl::Hours(24)) + portion.micrograms;
    const bool over =
        rolling.count() * 100 > AllowedToday(s_).count() * rules_.rolling_day_percent.value;
    if (over && !s_.overrides.contains(reason::kOver24Hours)) Add(reason::kOver24Hours);
    const Micrograms maximum = rules_.ForDrugForm(s_.order->drug_form).maximum.value;
    // The order's day, or what the day comes to with a supplement; the rest of a part dose adds
    // nothing to what was ordered.
    const Micrograms day_total =
        std::max(s_.order->StepOn(s_.today)->DayTotal(), UsedToday(s_) + portion.micrograms);
    if (day_total > maximum && !s_.order->second) {
      Add(reason::kOverMaximum, {{"dose", FormatDose(maximum)}});
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
  std::vector<Reason> reasons_;
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

bool WantsPrescriber(int32_t missed_days, const policy::Rules& rules) {
  const auto wants = [&](policy::Drug drug) {
    const auto answer =
        policy::AfterMissed(rules.stack, {.drug = drug, .days = missed_days, .doses = missed_days});
    return answer && (answer->action > policy::MissedAction::kReduced ||
                      answer->approver != policy::MissedApprover::kNobody);
  };
  return wants(rules::v1::DRUG_METHADONE) || wants(rules::v1::DRUG_BUPRENORPHINE);
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

Day TodayFor(Day site_today, const std::vector<slots::Slot>& slots) {
  Day today = site_today;
  for (const slots::Slot& slot : slots) {
    if (!slot.released) today = std::max(today, slot.clinical_day);
  }
  return today;
}

std::optional<Authorisation> NextPortion(const Situation& s) {
  const Step* step = s.order ? s.order->StepOn(s.today) : nullptr;
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
    too_much = over_pour || used + declared.micrograms > AllowedToday(s);
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
