#include "services/policy/rules.h"

#include <functional>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace oat::policy {
namespace {

using rules::v1::DrugOrdering;
using rules::v1::RulePack;
using rules::v1::Value;

// Which of two values binds harder.
enum class Stricter { kLower, kHigher };

// A value of a window: where a pack keeps it (null: it does not speak of it) and where it goes.
struct Resolved {
  const char* path;
  Stricter stricter;
  std::function<const Value*(const RulePack&)> of;
  std::function<void(const Decided<int64_t>&, Rules*)> keep;
};

template <class Part>
std::function<const Value*(const RulePack&)> In(const Part& (RulePack::*part)() const,
                                                bool (Part::*has)() const,
                                                const Value& (Part::*value)() const) {
  return [=](const RulePack& pack) {
    return ((pack.*part)().*has)() ? &((pack.*part)().*value)() : nullptr;
  };
}

std::function<const Value*(const RulePack&)> OfDrug(Drug drug, bool (DrugOrdering::*has)() const,
                                                    const Value& (DrugOrdering::*value)() const) {
  return [=](const RulePack& pack) -> const Value* {
    for (const DrugOrdering& one : pack.ordering().drugs()) {
      if (one.drug() == drug && (one.*has)()) return &(one.*value)();
    }
    return nullptr;
  };
}

template <class T>
Decided<T> As(const Decided<int64_t>& decided, T value) {
  return {value, decided.pack, decided.source, decided.mark};
}

std::function<void(const Decided<int64_t>&, Rules*)> Number(Decided<int64_t> Rules::*field) {
  return [=](const Decided<int64_t>& decided, Rules* rules) { rules->*field = decided; };
}

std::function<void(const Decided<int64_t>&, Rules*)> Time(Decided<absl::Duration> Rules::*field,
                                                          absl::Duration unit) {
  return [=](const Decided<int64_t>& decided, Rules* rules) {
    rules->*field = As(decided, decided.value * unit);
  };
}

std::function<void(const Decided<int64_t>&, Rules*)> Dose(DrugRules Rules::*drug,
                                                          Decided<Micrograms> DrugRules::*field) {
  return [=](const Decided<int64_t>& decided, Rules* rules) {
    (rules->*drug).*field = As(decided, Milligrams(decided.value));
  };
}

std::function<void(const Decided<int64_t>&, Rules*)> Maybe(
    std::optional<Decided<int64_t>> Rules::*field) {
  return [=](const Decided<int64_t>& decided, Rules* rules) { rules->*field = decided; };
}

std::function<void(const Decided<int64_t>&, Rules*)> Maybe(
    DrugRules Rules::*drug, std::optional<Decided<int64_t>> DrugRules::*field) {
  return [=](const Decided<int64_t>& decided, Rules* rules) { (rules->*drug).*field = decided; };
}

// What every window needs.
const std::vector<Resolved>& AllNeeded() {
  using rules::v1::DRUG_BUPRENORPHINE;
  using rules::v1::DRUG_METHADONE;
  using rules::v1::Ordering;
  using rules::v1::Window;
  const auto window = [](auto has, auto value) { return In(&RulePack::window, has, value); };
  const auto ordering = [](auto has, auto value) { return In(&RulePack::ordering, has, value); };
  static const auto* const needed = new std::vector<Resolved>{
      {"window.minimum_interval_minutes", Stricter::kHigher,
       window(&Window::has_minimum_interval_minutes, &Window::minimum_interval_minutes),
       Time(&Rules::minimum_interval, absl::Minutes(1))},
      {"window.minimum_portion_interval_minutes", Stricter::kHigher,
       window(&Window::has_minimum_portion_interval_minutes,
              &Window::minimum_portion_interval_minutes),
       Time(&Rules::minimum_portion_interval, absl::Minutes(1))},
      {"window.rolling_day_percent", Stricter::kLower,
       window(&Window::has_rolling_day_percent, &Window::rolling_day_percent),
       Number(&Rules::rolling_day_percent)},
      {"window.observe_minutes", Stricter::kHigher,
       window(&Window::has_observe_minutes, &Window::observe_minutes),
       Number(&Rules::observe_minutes)},
      {"window.sublingual_watch_minutes", Stricter::kHigher,
       window(&Window::has_sublingual_watch_minutes, &Window::sublingual_watch_minutes),
       Number(&Rules::sublingual_watch_minutes)},
      {"window.covered_within_days", Stricter::kLower,
       window(&Window::has_covered_within_days, &Window::covered_within_days),
       Number(&Rules::covered_within_days)},
      {"ordering.tenfold_factor", Stricter::kLower,
       ordering(&Ordering::has_tenfold_factor, &Ordering::tenfold_factor),
       Number(&Rules::tenfold_factor)},
      {"ordering.carried_over_days", Stricter::kLower,
       ordering(&Ordering::has_carried_over_days, &Ordering::carried_over_days),
       Number(&Rules::carried_over_days)},
      {"ordering.longest_hold_hours", Stricter::kLower,
       ordering(&Ordering::has_longest_hold_hours, &Ordering::longest_hold_hours),
       Time(&Rules::longest_hold, absl::Hours(1))},
      {"ordering.drugs.methadone.maximum_mg", Stricter::kLower,
       OfDrug(DRUG_METHADONE, &DrugOrdering::has_maximum_mg, &DrugOrdering::maximum_mg),
       Dose(&Rules::methadone, &DrugRules::maximum)},
      {"ordering.drugs.methadone.large_change_mg", Stricter::kLower,
       OfDrug(DRUG_METHADONE, &DrugOrdering::has_large_change_mg, &DrugOrdering::large_change_mg),
       Dose(&Rules::methadone, &DrugRules::large_change)},
      {"ordering.drugs.buprenorphine.maximum_mg", Stricter::kLower,
       OfDrug(DRUG_BUPRENORPHINE, &DrugOrdering::has_maximum_mg, &DrugOrdering::maximum_mg),
       Dose(&Rules::buprenorphine, &DrugRules::maximum)},
      {"ordering.drugs.buprenorphine.large_change_mg", Stricter::kLower,
       OfDrug(DRUG_BUPRENORPHINE, &DrugOrdering::has_large_change_mg,
              &DrugOrdering::large_change_mg),
       Dose(&Rules::buprenorphine, &DrugRules::large_change)}};
  return *needed;
}

// What a window can do without.
const std::vector<Resolved>& AllOptional() {
  using rules::v1::DRUG_BUPRENORPHINE;
  using rules::v1::DRUG_METHADONE;
  using rules::v1::StockKeeping;
  const auto stock = [](auto has, auto value) { return In(&RulePack::stock_keeping, has, value); };
  static const auto* const optional = new std::vector<Resolved>{
      {"ordering.drugs.methadone.doses_before_step_up", Stricter::kHigher,
       OfDrug(DRUG_METHADONE, &DrugOrdering::has_doses_before_step_up,
              &DrugOrdering::doses_before_step_up),
       Maybe(&Rules::methadone, &DrugRules::doses_before_step_up)},
      {"ordering.drugs.buprenorphine.doses_before_step_up", Stricter::kHigher,
       OfDrug(DRUG_BUPRENORPHINE, &DrugOrdering::has_doses_before_step_up,
              &DrugOrdering::doses_before_step_up),
       Maybe(&Rules::buprenorphine, &DrugRules::doses_before_step_up)},
      {"ordering.drugs.methadone.longest_interval_days", Stricter::kLower,
       OfDrug(DRUG_METHADONE, &DrugOrdering::has_longest_interval_days,
              &DrugOrdering::longest_interval_days),
       Maybe(&Rules::methadone, &DrugRules::longest_interval_days)},
      {"ordering.drugs.buprenorphine.longest_interval_days", Stricter::kLower,
       OfDrug(DRUG_BUPRENORPHINE, &DrugOrdering::has_longest_interval_days,
              &DrugOrdering::longest_interval_days),
       Maybe(&Rules::buprenorphine, &DrugRules::longest_interval_days)},
      {"stock_keeping.liquid_tolerance_per_mille", Stricter::kLower,
       stock(&StockKeeping::has_liquid_tolerance_per_mille,
             &StockKeeping::liquid_tolerance_per_mille),
       Maybe(&Rules::liquid_tolerance_per_mille)},
      {"stock_keeping.pump_tolerance_per_mille", Stricter::kLower,
       stock(&StockKeeping::has_pump_tolerance_per_mille, &StockKeeping::pump_tolerance_per_mille),
       Maybe(&Rules::pump_tolerance_per_mille)},
      {"stock_keeping.low_supply_days", Stricter::kHigher,
       stock(&StockKeeping::has_low_supply_days, &StockKeeping::low_supply_days),
       Maybe(&Rules::low_supply_days)},
      {"stock_keeping.critical_supply_days", Stricter::kHigher,
       stock(&StockKeeping::has_critical_supply_days, &StockKeeping::critical_supply_days),
       Maybe(&Rules::critical_supply_days)}};
  return *optional;
}

// The strictest of what the packs say; silence is no number. Absent: none says one.
std::optional<Decided<int64_t>> Strictest(const Resolved& resolved, const Stack& stack) {
  std::optional<Decided<int64_t>> strictest;
  for (const auto& pack : stack) {
    const Value* value = resolved.of(pack->says);
    if (value == nullptr || value->known_case() != Value::kIs) continue;
    const bool is_stricter =
        !strictest || (resolved.stricter == Stricter::kLower ? value->is() < strictest->value
                                                             : value->is() > strictest->value);
    if (!is_stricter) continue;
    strictest = {value->is(), pack->Id(), TitleOf(*pack, value->evidence()),
                 value->evidence().mark()};
  }
  return strictest;
}

}  // namespace

const DrugRules& Rules::ForDrugForm(const std::string& drug_form) const {
  return DrugOf(drug_form) == rules::v1::DRUG_BUPRENORPHINE ? buprenorphine : methadone;
}

int32_t Rules::WatchMinutes(const std::string& drug_form) const {
  return absl::EndsWith(drug_form, "_sublingual")
             ? static_cast<int32_t>(sublingual_watch_minutes.value)
             : 0;
}

absl::StatusOr<Rules> Resolve(Stack stack) {
  Rules rules;
  std::vector<std::string> lacking;
  for (const Resolved& needed : AllNeeded()) {
    if (const auto decided = Strictest(needed, stack)) {
      needed.keep(*decided, &rules);
    } else {
      lacking.emplace_back(needed.path);
    }
  }
  for (const Resolved& optional : AllOptional()) {
    if (const auto decided = Strictest(optional, stack)) optional.keep(*decided, &rules);
  }
  for (Drug drug : {rules::v1::DRUG_METHADONE, rules::v1::DRUG_BUPRENORPHINE}) {
    bool is_said = false;
    for (const auto& pack : stack) {
      for (const auto& table : pack->says.missed_doses()) is_said = is_said || table.drug() == drug;
    }
    if (!is_said) lacking.push_back(absl::StrCat("missed_doses of ", rules::v1::Drug_Name(drug)));
  }
  if (!lacking.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no pack in force here says ", absl::StrJoin(lacking, ", ")));
  }
  rules.packs = absl::StrJoin(
      stack, " ", [](std::string* out, const auto& pack) { absl::StrAppend(out, pack->Id()); });
  rules.stack = std::move(stack);
  return rules;
}

std::vector<Explained> Explain(const Stack& stack) {
  std::vector<Explained> explained;
  for (const auto* values : {&AllNeeded(), &AllOptional()}) {
    for (const Resolved& one : *values) {
      auto decided = Strictest(one, stack);
      if (decided) explained.push_back({one.path, *std::move(decided)});
    }
  }
  return explained;
}

}  // namespace oat::policy
