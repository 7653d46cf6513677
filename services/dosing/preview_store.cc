#include "services/dosing/preview_store.h"

#include <map>
#include <tuple>
#include <utility>

#include "services/dosing/steps.h"

namespace oat::dosing {
namespace {

// People of each site by the custody that stands today, with their order and the last day before
// today on which they took anything, or had it at home.
constexpr db::Statement kInTreatment{"dosing_in_treatment", R"(
    SELECT h.person_id, p.site_code,
           newest_number(h.person_id),
           o.order_id, o.drug_form, o.from_day, o.until_day, o.second_id, o.recorded_at,
           o.rule_pack, o.kind, x.from_day, l.clinical_day, l.micrograms,
           greatest(l.clinical_day, r.covers_until)
      FROM unnest($1::text[], $2::date[]) AS p (site_code, today)
     CROSS JOIN LATERAL (SELECT DISTINCT c.person_id FROM custody_start c
                          WHERE c.site_code = p.site_code) h
     CROSS JOIN LATERAL (SELECT c.site_code FROM custody_start c
                          WHERE c.person_id = h.person_id AND c.from_day <= p.today
                          ORDER BY c.from_day DESC, c.revision DESC LIMIT 1) standing
     CROSS JOIN LATERAL (SELECT * FROM medication_order m
                          WHERE m.person_id = h.person_id AND m.from_day <= p.today
                          ORDER BY m.version DESC LIMIT 1) o
      LEFT JOIN order_cancellation x ON x.order_id = o.order_id
      LEFT JOIN LATERAL (SELECT max(t.covers_until) AS covers_until FROM dosed_day t
                          WHERE t.person_id = h.person_id AND t.clinical_day < p.today
                            AND t.usual_days IS NOT NULL) r ON true
      LEFT JOIN LATERAL (SELECT t.clinical_day, (sum(t.micrograms) FILTER
                                (WHERE t.drug_form NOT LIKE '%\_depot\_%'))::bigint AS micrograms
                           FROM dosed_day t
                          WHERE t.person_id = h.person_id AND t.clinical_day =
                                (SELECT max(y.clinical_day) FROM dosed_day y
                                  WHERE y.person_id = h.person_id AND y.clinical_day < p.today)
                          GROUP BY t.clinical_day) l ON true
     WHERE standing.site_code = p.site_code
       AND EXISTS (SELECT FROM episode_now e WHERE e.person_id = h.person_id AND NOT e.ended)
     ORDER BY p.site_code, 3)"};
constexpr db::Statement kSteps{"dosing_preview_steps", R"(
    SELECT n.person_id, s.from_day, s.until_day, s.portion_micrograms,
           coalesce(s.interval_days, 1)::int
      FROM unnest($1::bigint[], $2::uuid[]) AS n (person_id, order_id)
      JOIN order_step s USING (order_id) ORDER BY n.person_id, s.step)"};
#define OAT_OF_PEOPLE " FROM unnest($1::bigint[], $2::date[]) AS n (person_id, today) JOIN "
constexpr db::Statement kFacts{
    "dosing_preview_facts",
    "SELECT n.person_id, t.clinical_day, t.drug_form, t.micrograms, t.taken_at, "
    "coalesce(t.usual_days, 1)::int, coalesce(t.latest_days, 1)::int" OAT_OF_PEOPLE
    R"(taken t
        ON t.person_id = n.person_id
       AND (t.clinical_day >= n.today - $3::int OR t.usual_days IS NOT NULL)
     ORDER BY n.person_id, t.clinical_day DESC, t.taken_at DESC NULLS LAST)"};
constexpr db::Statement kSlots{
    "dosing_preview_slots",
    "SELECT DISTINCT ON (n.person_id, s.clinical_day, s.portion) n.person_id, s.clinical_day, "
    "s.portion, s.turn, r.turn IS NOT NULL" OAT_OF_PEOPLE R"(slot s
        ON s.person_id = n.person_id AND s.clinical_day >= n.today
      LEFT JOIN slot_release r ON (r.clinical_day, r.person_id, r.portion, r.turn) =
                                  (s.clinical_day, s.person_id, s.portion, s.turn)
     ORDER BY n.person_id, s.clinical_day, s.portion, s.turn DESC)"};
constexpr db::Statement kSupplements{
    "dosing_preview_supplements",
    "SELECT n.person_id, u.supplement_id, u.portion, u.micrograms, u.not_before" OAT_OF_PEOPLE
    R"(supplement u ON u.person_id = n.person_id AND u.clinical_day = n.today
     ORDER BY n.person_id, u.portion)"};
// Of days before today alone: of a later one it says nothing of the days that were missed.
constexpr db::Statement kBottles{"dosing_preview_bottles",
                                 "SELECT n.person_id, b.clinical_day, b.micrograms, b.state, "
                                 "coalesce(b.usual_days, 1)::int" OAT_OF_PEOPLE R"(bottle_now b
        ON b.person_id = n.person_id AND b.clinical_day >= n.today - $3::int
       AND b.clinical_day < n.today
     ORDER BY n.person_id, b.clinical_day, b.portion)"};
constexpr db::Statement kTakenOn{
    "dosing_preview_taken_on",
    "SELECT n.person_id, d.clinical_day, d.drug_form, sum(d.micrograms)::bigint" OAT_OF_PEOPLE
    R"(dosed_day d ON d.person_id = n.person_id AND d.clinical_day >= n.today
     GROUP BY n.person_id, d.clinical_day, d.drug_form)"};
constexpr db::Statement kOverrides{"dosing_preview_overrides",
                                   "SELECT n.person_id, v.rule" OAT_OF_PEOPLE R"(rule_override v
        ON v.person_id = n.person_id AND v.clinical_day = n.today)"};

PersonInTreatment ReadPerson(const db::Row& row) {
  PersonInTreatment one;
  Situation& s = one.situation;
  prescribing::Order order;
  std::optional<Day> last_day;
  std::optional<Micrograms> taken;
  std::optional<Day> covers_until;
  std::tie(one.person, s.site_code, one.patient_number, order.id, order.drug_form, order.from_day,
           order.until_day, order.second, order.recorded_at, order.rule_packs, order.kind,
           order.cancelled_from, last_day, taken, covers_until) =
      row.As<PersonId, std::string, std::string, Uuid, std::string, Day, Day,
             std::optional<StaffId>, absl::Time, std::optional<std::string>, std::string,
             std::optional<Day>, std::optional<Day>, std::optional<Micrograms>,
             std::optional<Day>>();
  s.order = std::move(order);
  s.in_treatment = true;
  s.custody_site = s.site_code;
  if (last_day) s.last_day = slots::DayTaken{*last_day, taken, *covers_until};
  return one;
}

using Situations = std::map<PersonId, Situation*>;

void ReadSteps(const std::vector<db::Row>& rows, const Situations& of) {
  for (const db::Row& row : rows) {
    auto [person, from_day, until_day, portions, interval_days] =
        row.As<PersonId, Day, Day, std::vector<int64_t>, int32_t>();
    prescribing::Step step{from_day, until_day, {}, interval_days};
    for (int64_t portion : portions) step.portions.emplace_back(portion);
    of.at(person)->order->steps.push_back(std::move(step));
  }
}

// A daily dose of the order's drug.
bool IsOfItsDrug(const Situation& s, const std::string& drug_form) {
  return policy::DrugOf(drug_form) == policy::DrugOf(s.order->drug_form) &&
         !policy::IsDepot(drug_form);
}

void ReadFacts(const std::vector<db::Row>& rows, const Situations& of) {
  for (const db::Row& row : rows) {
    slots::Fact fact;
    std::tie(fact.person, fact.clinical_day, fact.drug_form, fact.micrograms, fact.taken_at,
             fact.interval.usual_days, fact.interval.latest_days) =
        row.As<PersonId, Day, std::string, Micrograms, std::optional<absl::Time>, int32_t,
               int32_t>();
    Situation& s = *of.at(fact.person);
    const bool is_last_depot = policy::IsDepot(fact.drug_form) && !s.last_depot &&
                               policy::IsDepot(s.order->drug_form) && fact.clinical_day < s.today;
    if (is_last_depot) s.last_depot = fact;
    const Day first = s.today - kDaysOfFacts;
    if (fact.interval.CoversUntil(fact.clinical_day) < first) continue;
    if (IsOfItsDrug(s, fact.drug_form)) s.taken_on[fact.clinical_day] += fact.micrograms;
    s.facts.push_back(std::move(fact));
  }
}

void ReadSlots(const std::vector<db::Row>& rows, const Situations& of) {
  for (const db::Row& row : rows) {
    PersonId person;
    slots::Slot slot;
    std::tie(person, slot.clinical_day, slot.portion, slot.turn, slot.released) =
        row.As<PersonId, Day, int32_t, int32_t, bool>();
    of.at(person)->slots.push_back(slot);
  }
}

void ReadSupplements(const std::vector<db::Row>& rows, const Situations& of) {
  for (const db::Row& row : rows) {
    PersonId person;
    prescribing::Supplement supplement;
    std::tie(person, supplement.id, supplement.portion, supplement.micrograms,
             supplement.not_before) = row.As<PersonId, Uuid, int32_t, Micrograms, absl::Time>();
    of.at(person)->supplements.push_back(supplement);
  }
}

void ReadBottles(const std::vector<db::Row>& rows, const Situations& of) {
  for (const db::Row& row : rows) {
    bottles::Bottle bottle;
    std::tie(bottle.person, bottle.clinical_day, bottle.micrograms, bottle.state,
             bottle.usual_days) = row.As<PersonId, Day, Micrograms, std::string, int32_t>();
    of.at(bottle.person)->bottles.push_back(std::move(bottle));
  }
}

// Of those whose step up may have to wait: what they took since some time before their order.
void LoadTakenOn(db::Transaction& transaction, const Situations& of) {
  std::vector<PersonId> persons;
  std::vector<Day> days;
  for (const auto& [person, s] : of) {
    if (!IsStepUpNear(*s)) continue;
    s->taken_on.clear();
    persons.push_back(person);
    days.push_back(FirstDayOfSteps(*s));
  }
  for (const db::Row& row : transaction.Run(kTakenOn, persons, days)) {
    auto [person, day, drug_form, micrograms] = row.As<PersonId, Day, std::string, Micrograms>();
    Situation& s = *of.at(person);
    if (IsOfItsDrug(s, drug_form)) s.taken_on[day] += micrograms;
  }
}

void ReadOverrides(const std::vector<db::Row>& rows, const Situations& of) {
  for (const db::Row& row : rows) {
    auto [person, rule] = row.As<PersonId, std::string>();
    of.at(person)->overrides.insert(rule);
  }
}

}  // namespace

std::vector<PersonInTreatment> LoadInTreatment(db::Transaction& transaction,
                                               const std::vector<sites::Site>& sites,
                                               absl::Time now) {
  std::map<std::string, DayReckoning> reckonings;
  std::vector<std::string> codes;
  std::vector<Day> todays;
  for (const sites::Site& site : sites) {
    const DayReckoning reckoning = site.reckoning();
    reckonings.emplace(site.code, reckoning);
    codes.push_back(site.code);
    todays.push_back(ClinicalDay(now, reckoning));
  }
  std::vector<PersonInTreatment> people;
  for (const db::Row& row : transaction.Run(kInTreatment, codes, todays)) {
    people.push_back(ReadPerson(row));
  }

  Situations of;
  std::vector<PersonId> persons;
  std::vector<Uuid> orders;
  std::vector<Day> days;
  for (PersonInTreatment& one : people) {
    Situation& s = one.situation;
    s.now = now;
    s.reckoning = reckonings.at(s.site_code);
    s.today = ClinicalDay(now, s.reckoning);
    of.emplace(one.person, &s);
    persons.push_back(one.person);
    orders.push_back(s.order->id);
    days.push_back(s.today);
  }
  ReadSteps(transaction.Run(kSteps, persons, orders), of);
  ReadFacts(transaction.Run(kFacts, persons, days, kDaysOfFacts), of);
  ReadSlots(transaction.Run(kSlots, persons, days), of);
  ReadSupplements(transaction.Run(kSupplements, persons, days), of);
  ReadBottles(transaction.Run(kBottles, persons, days, kDaysOfBottles), of);
  ReadOverrides(transaction.Run(kOverrides, persons, days), of);
  for (PersonInTreatment& one : people) {
    one.situation.today = TodayFor(one.situation.today, one.situation.slots);
  }
  LoadTakenOn(transaction, of);
  return people;
}

}  // namespace oat::dosing
