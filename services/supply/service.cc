// The forecast: what the orders in force draw, against what is here and on its way.
#include "services/supply/service.h"

#include <algorithm>
#include <map>

#include "services/base/status.h"
#include "services/contract/code.h"
#include "services/forms/store.h"
#include "services/policy/stock_keeping.h"
#include "services/stock/store.h"
#include "services/stock/supply_order_store.h"
#include "services/supply/store.h"

namespace oat::supply {
namespace {

using access::Call;

v1::SupplyWarning WarningInContract(Warning warning) {
  switch (warning) {
    case Warning::kLow:
      return v1::SUPPLY_WARNING_LOW;
    case Warning::kCritical:
      return v1::SUPPLY_WARNING_CRITICAL;
    default:
      return v1::SUPPLY_WARNING_NONE;
  }
}

// What the rules in force say; nothing where none are.
struct InForce {
  Levels levels;
  policy::Stack stack;
};
InForce RulesOf(Call& call, const policy::Book& book) {
  const auto rules = book.Of(call);
  if (!rules.ok()) return {};
  InForce in_force{.stack = (*rules)->stack};
  if ((*rules)->low_supply_days) in_force.levels.low = (*rules)->low_supply_days->value;
  if ((*rules)->critical_supply_days) {
    in_force.levels.critical = (*rules)->critical_supply_days->value;
  }
  return in_force;
}

// Of one drug form, its strengths together.
struct OnHand {
  std::vector<Lot> lots;
  Supply supply;
};

std::map<std::string, OnHand> LoadOnHand(Call& call) {
  std::map<std::string, stock::Product> products;
  for (stock::Product& product : stock::LoadProducts(call.transaction)) {
    products[product.code] = std::move(product);
  }
  std::map<std::string, OnHand> on_hand;
  for (const LotHere& lot : LoadLots(call.transaction, call.site().code, call.today())) {
    const stock::Product& product = products.at(lot.product_code);
    OnHand& of_form = on_hand[product.drug_form];
    of_form.lots.push_back({lot.expires_on, product.Holds(lot.quantity)});
    of_form.supply.on_hand += product.Holds(lot.quantity);
  }
  for (const stock::SupplyOrder& order :
       stock::LoadSupplyOrders(call.transaction, call.site().code)) {
    if (!order.IsOpen()) continue;
    const stock::Product& product = products.at(order.product_code);
    on_hand[product.drug_form].supply.ordered += product.Holds(order.Outstanding());
  }
  return on_hand;
}

// The days that were asked for, and as far as the levels of the rules reach: what lasts through a
// short period may still be low.
struct Periods {
  Period asked;
  Period far;
};
Periods PeriodsOf(Call& call, int32_t days, const Levels& levels) {
  Periods periods{{call.today() + 1, days}, {call.today() + 1, days}};
  for (const auto& level : {levels.low, levels.critical}) {
    periods.far.days = std::max(periods.far.days, static_cast<int32_t>(level.value_or(0)));
  }
  return periods;
}

// What a drug form is drawn over both.
struct Ahead {
  Need asked;
  Need far;
};

// Of every drug form that is drawn, on hand or ordered.
std::map<std::string, Ahead> LoadAhead(Call& call, const Periods& periods,
                                       const policy::Stack& stack,
                                       const std::map<std::string, OnHand>& on_hand) {
  const std::vector<Person> people = LoadPeople(call.transaction, periods.far);
  std::map<std::string, Ahead> ahead;
  for (const auto& [form, here] : on_hand) ahead.try_emplace(form);
  for (auto& [form, need] : NeedsOf(people, periods.asked, stack)) ahead[form].asked = need;
  for (auto& [form, need] : NeedsOf(people, periods.far, stack)) ahead[form].far = need;
  for (auto& [form, one] : ahead) {
    one.asked.by_day.resize(static_cast<size_t>(periods.asked.days));
    one.far.by_day.resize(static_cast<size_t>(periods.far.days));
  }
  return ahead;
}

void Fill(const Ahead& ahead, const OnHand& here, const Period& asked, const Levels& levels,
          v1::DrugForecast* out) {
  const Outlook outlook = LookAhead(ahead.asked.by_day, here.lots, asked.first);
  const Outlook far = LookAhead(ahead.far.by_day, here.lots, asked.first);
  Supply supply = here.supply;
  supply.expiring = outlook.expiring;
  out->set_on_hand_micrograms(supply.on_hand.count());
  out->set_expiring_micrograms(supply.expiring.count());
  out->set_ordered_micrograms(supply.ordered.count());
  out->set_daily_micrograms(ahead.asked.Average().count());
  out->set_days_of_supply(outlook.days_of_supply);
  if (outlook.days_of_supply < asked.days) {
    out->set_lasts_until(FormatDay(asked.first + (outlook.days_of_supply - 1)));
  }
  out->set_warning(WarningInContract(WarningOf(far.days_of_supply, levels)));
  out->set_order_micrograms(ToOrder(ahead.asked.Average(), levels, supply).count());
  out->set_patients(ahead.asked.patients);
}

void FillForms(Call& call, const InForce& rules, v1::ForecastSupplyResponse* response) {
  std::optional<std::string> asked_for;
  if (const auto form = policy::OrderFormOf(rules.stack)) asked_for = form->series;
  const absl::Time since = call.now - absl::Hours(24 * forms::kDaysOfPace);
  Warning worst = Warning::kNone;
  for (const forms::Forecast& one :
       forms::Forecasts(forms::CountSeries(call.transaction, call.site().code, since), asked_for,
                        call.today())) {
    v1::FormForecast* out = response->add_forms();
    out->set_series(one.count.series);
    out->set_unused(static_cast<int32_t>(one.count.unused));
    out->set_used_last_28_days(static_cast<int32_t>(one.count.used));
    out->set_days_left(static_cast<int32_t>(one.days_left.value_or(-1)));
    if (one.lasts_until) out->set_lasts_until(FormatDay(*one.lasts_until));
    // Forms of which none was used last for ever, unless there are none.
    const bool is_without_pace = !one.days_left && one.count.unused > 0;
    if (!is_without_pace) {
      worst = std::max(worst, WarningOf(one.days_left.value_or(0), rules.levels));
    }
  }
  response->set_forms_warning(WarningInContract(worst));
}

}  // namespace

absl::Status Service::ForecastSupply(Call& call, const v1::ForecastSupplyRequest& request,
                                     v1::ForecastSupplyResponse* response) const {
  const InForce rules = RulesOf(call, book_);
  const Periods periods = PeriodsOf(call, request.days(), rules.levels);
  std::map<std::string, OnHand> on_hand = LoadOnHand(call);
  for (const auto& [form, ahead] : LoadAhead(call, periods, rules.stack, on_hand)) {
    v1::DrugForecast* out = response->add_drugs();
    out->set_drug_form(contract::FromCode<v1::DrugForm>(form));
    Fill(ahead, on_hand[form], periods.asked, rules.levels, out);
  }
  FillForms(call, rules, response);
  const sites::Site& site = call.site();
  const int64_t licence_days = site.licence_until - call.today();
  response->set_licence_until(FormatDay(site.licence_until));
  response->set_licence_days(static_cast<int32_t>(licence_days));
  response->set_licence_warning(WarningInContract(WarningOf(licence_days, kLicenceLevels)));
  response->set_patients(CountPeople(call.transaction, call.today()));
  response->set_capacity(site.capacity);
  return absl::OkStatus();
}

}  // namespace oat::supply
