#include "services/supply/store.h"

#include <optional>
#include <tuple>
#include <utility>

#include "services/base/ids.h"

namespace oat::supply {
namespace {

constexpr db::Statement kStays{
    "supply_stays", "SELECT person_id, from_day, until_day FROM stays_ahead_here($1, $2)"};
constexpr db::Statement kOrders{"supply_orders", R"(
    SELECT person_id, version, kind, drug_form, from_day, until_day, cancelled_from, step_from_day,
           step_until_day, interval_days, micrograms
      FROM orders_ahead_here($1, $2))"};
constexpr db::Statement kActing{
    "supply_acting", "SELECT person_id, depot_until, other_until FROM acting_ahead_here($1, $2)"};
constexpr db::Statement kBottled{
    "supply_bottled", "SELECT person_id, clinical_day, micrograms FROM bottled_ahead_here($1, $2)"};
constexpr db::Statement kCountPeople{
    "supply_count_people", "SELECT count(DISTINCT person_id)::int FROM stays_ahead_here($1, $1)"};
constexpr db::Statement kLots{"supply_lots", R"(
    SELECT b.product_code, l.expires_on, sum(b.quantity)::bigint
      FROM balance b JOIN lot l USING (product_code, lot_number)
     WHERE b.site_code = $1 AND b.account IN ('safe', 'station', 'open_bottle') AND b.quantity > 0
       AND l.expires_on >= $2
       AND NOT EXISTS (SELECT FROM lot_held h WHERE h.product_code = b.product_code
                          AND h.lot_number = b.lot_number)
     GROUP BY b.product_code, b.lot_number, l.expires_on ORDER BY 1, 2)"};

using People = std::map<PersonId, Person>;

// One row is one step; the rows of an order follow one another.
void AddStep(const db::Row& row, People* people) {
  prescribing::Order order;
  prescribing::Step step;
  Micrograms micrograms;
  PersonId person;
  std::tie(person, order.version, order.kind, order.drug_form, order.from_day, order.until_day,
           order.cancelled_from, step.from_day, step.until_day, step.interval_days, micrograms) =
      row.As<PersonId, int32_t, std::string, std::string, Day, Day, std::optional<Day>, Day, Day,
             int32_t, Micrograms>();
  step.portions.push_back(micrograms);
  auto& orders = (*people)[person].orders;
  if (orders.empty() || orders.back().version != order.version) {
    orders.push_back(std::move(order));
  }
  orders.back().steps.push_back(std::move(step));
}

}  // namespace

std::vector<Person> LoadPeople(db::Transaction& transaction, Period period) {
  People people;
  for (const db::Row& row : transaction.Run(kStays, period.first, period.last())) {
    auto [person, from_day, until_day] = row.As<PersonId, Day, Day>();
    people[person].stays.push_back({from_day, until_day});
  }
  for (const db::Row& row : transaction.Run(kOrders, period.first, period.last())) {
    AddStep(row, &people);
  }
  for (const db::Row& row : transaction.Run(kActing, period.first, period.last())) {
    auto [person, depot_until, other_until] =
        row.As<PersonId, std::optional<Day>, std::optional<Day>>();
    people[person].depot_until = depot_until;
    people[person].other_until = other_until;
  }
  for (const db::Row& row : transaction.Run(kBottled, period.first, period.last())) {
    auto [person, day, micrograms] = row.As<PersonId, Day, Micrograms>();
    people[person].bottled[day] = micrograms;
  }
  std::vector<Person> loaded;
  for (auto& [id, person] : people) loaded.push_back(std::move(person));
  return loaded;
}

int32_t CountPeople(db::Transaction& transaction, Day day) {
  return std::get<0>(transaction.RunForOne(kCountPeople, day)->As<int32_t>());
}

std::vector<LotHere> LoadLots(db::Transaction& transaction, const std::string& site_code, Day day) {
  std::vector<LotHere> lots;
  for (const db::Row& row : transaction.Run(kLots, site_code, day)) {
    LotHere& lot = lots.emplace_back();
    std::tie(lot.product_code, lot.expires_on, lot.quantity) =
        row.As<std::string, Day, StockQuantity>();
  }
  return lots;
}

}  // namespace oat::supply
