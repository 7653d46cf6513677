#include "services/supply/rules.h"

#include <algorithm>
#include <numeric>

#include "services/policy/depots.h"

namespace oat::supply {
namespace {

// The orders of one person, from day to day: the newest version that has begun.
class Orders {
 public:
  explicit Orders(const std::vector<prescribing::Order>& orders) : orders_(orders) {}

  // The step in force on a day, and its order; null: none is. Days are asked in their order.
  const prescribing::Step* StepOn(Day day) {
    const prescribing::Order* newest = nullptr;
    for (const prescribing::Order& order : orders_) {
      if (order.from_day <= day) newest = &order;
    }
    if (newest == nullptr) return nullptr;
    if (!current_ || current_->version != newest->version) current_ = *newest;
    return prescribing::WhyNotInForce(current_, day) ? nullptr : current_->StepOn(day);
  }
  const prescribing::Order& current() const { return *current_; }

 private:
  const std::vector<prescribing::Order>& orders_;
  std::optional<prescribing::Order> current_;
};

bool IsHere(const Person& person, Day day) {
  return std::any_of(person.stays.begin(), person.stays.end(), [&](const Stay& stay) {
    return stay.from_day <= day && day <= stay.until_day;
  });
}

// Goes through the days of one person and adds what is drawn here.
class Walk {
 public:
  Walk(const Person& person, Period period, const policy::Stack& stack,
       std::map<std::string, Need>* needs)
      : person_(person), period_(period), stack_(stack), needs_(*needs), orders_(person.orders) {
    depot_until_ = person.depot_until.value_or(period.first - 1);
    other_until_ = person.other_until.value_or(period.first - 1);
  }

  void Go() {
    for (int32_t i = 0; i < period_.days; ++i) {
      const Day day = period_.first + i;
      const prescribing::Step* step = orders_.StepOn(day);
      if (step == nullptr || IsCovered(day)) continue;
      if (Take(day, *step) && IsHere(person_, day)) Draw(i, *step);
    }
    for (const std::string& form : drawn_) ++needs_[form].patients;
  }

 private:
  // A depot claims its days but from an order that is meant beside it; a dose for several days
  // claims its own.
  bool IsCovered(Day day) const {
    const bool under_depot = day <= depot_until_ && !orders_.current().is_beside_depot();
    return under_depot || day <= other_until_;
  }

  // False: it is a depot that no rules know.
  bool Take(Day day, const prescribing::Step& step) {
    const std::string& form = orders_.current().drug_form;
    if (!policy::IsDepot(form)) {
      other_until_ = day + (step.interval_days - 1);
      return true;
    }
    const auto depot = policy::RulesOfDepot(stack_, form);
    if (!depot) return false;
    depot_until_ = depot->Interval().ActsUntil(day);
    return true;
  }

  void Draw(int32_t index, const prescribing::Step& step) {
    Micrograms micrograms = step.DayTotal();
    const auto bottled = person_.bottled.find(period_.first + index);
    if (bottled != person_.bottled.end()) {
      micrograms = std::max(micrograms - bottled->second, Micrograms(0));
    }
    if (micrograms == Micrograms(0)) return;
    const std::string& form = orders_.current().drug_form;
    Need& need = needs_[form];
    need.by_day.resize(static_cast<size_t>(period_.days));
    need.by_day[static_cast<size_t>(index)] += micrograms;
    if (std::find(drawn_.begin(), drawn_.end(), form) == drawn_.end()) drawn_.push_back(form);
  }

  const Person& person_;
  const Period period_;
  const policy::Stack& stack_;
  std::map<std::string, Need>& needs_;
  Orders orders_;
  Day depot_until_;
  Day other_until_;
  std::vector<std::string> drawn_;
};

}  // namespace

Micrograms Need::Average() const {
  const auto days = static_cast<int64_t>(by_day.size());
  if (days == 0) return Micrograms(0);
  const Micrograms total = std::accumulate(by_day.begin(), by_day.end(), Micrograms(0));
  return Micrograms((total.count() + days - 1) / days);
}

std::map<std::string, Need> NeedsOf(const std::vector<Person>& people, Period period,
                                    const policy::Stack& stack) {
  std::map<std::string, Need> needs;
  for (const Person& person : people) Walk(person, period, stack, &needs).Go();
  return needs;
}

Outlook LookAhead(const std::vector<Micrograms>& need, std::vector<Lot> lots, Day first) {
  std::stable_sort(lots.begin(), lots.end(),
                   [](const Lot& a, const Lot& b) { return a.expires_on < b.expires_on; });
  Outlook outlook;
  auto next = lots.begin();
  const auto drop_until = [&](Day day) {
    for (; next != lots.end() && next->expires_on <= day; ++next) {
      outlook.expiring += next->micrograms;
    }
  };
  for (Micrograms rest : need) {
    drop_until(first + outlook.days_of_supply - 1);
    while (next != lots.end() && rest > Micrograms(0)) {
      const Micrograms drawn = std::min(rest, next->micrograms);
      rest = rest - drawn;
      next->micrograms = next->micrograms - drawn;
      if (next->micrograms == Micrograms(0)) ++next;
    }
    if (rest > Micrograms(0)) return outlook;
    ++outlook.days_of_supply;
  }
  drop_until(first + outlook.days_of_supply - 1);
  return outlook;
}

Warning WarningOf(int64_t days, const Levels& levels) {
  if (days <= 0 || (levels.critical && days < *levels.critical)) return Warning::kCritical;
  return levels.low && days < *levels.low ? Warning::kLow : Warning::kNone;
}

Micrograms ToOrder(Micrograms average, const Levels& levels, const Supply& supply) {
  const int64_t days = levels.low.value_or(0) + levels.critical.value_or(0);
  const Micrograms wanted(average.count() * days);
  return std::max(wanted - (supply.on_hand - supply.expiring) - supply.ordered, Micrograms(0));
}

}  // namespace oat::supply
