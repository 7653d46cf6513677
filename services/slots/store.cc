#include "services/slots/store.h"

#include <tuple>

namespace oat::slots {
namespace {

constexpr db::Statement kLoadSlots{"slots_load", R"(
    SELECT DISTINCT ON (s.clinical_day, s.portion)
           s.clinical_day, s.portion, s.turn, s.claimed_by, s.site_code, r.turn IS NOT NULL, b.serial
      FROM slot s LEFT JOIN slot_release r USING (clinical_day, person_id, portion, turn)
      LEFT JOIN bottle b ON b.bottle_id = s.claimed_by
     WHERE s.person_id = $1 AND s.clinical_day >= $2
     ORDER BY s.clinical_day, s.portion, s.turn DESC)"};
constexpr db::Statement kClaim{"slots_claim", R"(
    INSERT INTO slot (clinical_day, person_id, portion, turn, released_turn, claimed_by, site_code,
                      recorded_at)
    VALUES ($1, $2, $3, $4, nullif($4::smallint - 1, -1), $5, $6, $7)
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRelease{"slots_release", R"(
    INSERT INTO slot_release (clinical_day, person_id, portion, turn, reason, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr db::Statement kRecordFact{"slots_record_fact", R"(
    INSERT INTO administration (administration_id, person_id, clinical_day, dose_id, cause,
                                drug_form, micrograms, taken_at, site_code, staff_id, second_id,
                                recorded_at, usual_days, latest_days)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, nullif($13::smallint, 1),
            nullif($14::smallint, 1)))"};
constexpr db::Statement kClaimFirst{"slots_claim_first", R"(
    INSERT INTO slot (clinical_day, person_id, portion, turn, claimed_by, site_code, recorded_at)
    SELECT n.clinical_day, n.person_id, 1, 0, n.fact_id, n.site_code, $5
      FROM unnest($1::uuid[], $2::bigint[], $3::date[], $4::text[])
           AS n (fact_id, person_id, clinical_day, site_code))"};
constexpr db::Statement kRecordFirstFacts{"slots_record_first_facts", R"(
    INSERT INTO administration (administration_id, person_id, clinical_day, cause, drug_form,
                                micrograms, site_code, staff_id, recorded_at)
    SELECT n.fact_id, n.person_id, n.clinical_day, n.cause, n.drug_form, n.micrograms,
           n.site_code, $8, $9
      FROM unnest($1::uuid[], $2::bigint[], $3::date[], $4::text[], $5::text[], $6::text[],
                  $7::bigint[])
           AS n (fact_id, person_id, clinical_day, site_code, cause, drug_form, micrograms))"};
constexpr db::Statement kReverseFact{"slots_reverse_fact", R"(
    INSERT INTO administration_reversal (administration_id, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4))"};
// A row for each line of the dose that a fact came of, and one for a fact without any.
#define OAT_FACT_COLUMNS                                                                       \
  "SELECT t.administration_id, t.person_id, t.clinical_day, t.dose_id, t.cause, t.drug_form, " \
  "t.micrograms, t.taken_at, t.site_code, coalesce(t.usual_days, 1)::int, "                    \
  "coalesce(t.latest_days, 1)::int, l.product_code, l.lot_number, l.quantity, l.micrograms "
#define OAT_FACT_ORDER \
  "ORDER BY t.clinical_day DESC, t.taken_at DESC NULLS LAST, t.administration_id, l.line"
// The end that is none changes the planner's guess, not the result: from a day to a day it expects
// few rows whatever it is told, and keeps one plan; from a day on it makes a new plan at every
// call.
constexpr db::Statement kLoadFacts{"slots_load_facts", OAT_FACT_COLUMNS R"(
      FROM taken t LEFT JOIN dose_line l ON l.dose_id = t.dose_id
     WHERE t.person_id = ANY ((SELECT one_person($1))::bigint[])
       AND t.clinical_day BETWEEN $2 AND 'infinity' )" OAT_FACT_ORDER};
constexpr db::Statement kLastTaken{"slots_last_taken", OAT_FACT_COLUMNS R"(
      FROM (SELECT * FROM taken WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
             ORDER BY clinical_day DESC, taken_at DESC NULLS LAST, administration_id LIMIT 1) t
      LEFT JOIN dose_line l ON l.dose_id = t.dose_id )" OAT_FACT_ORDER};

constexpr db::Statement kLoadFactsThatCover{"slots_load_facts_that_cover", OAT_FACT_COLUMNS R"(
      FROM (SELECT * FROM taken WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
        AND clinical_day BETWEEN $2 AND 'infinity'
             UNION ALL
            SELECT * FROM taken WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
              AND clinical_day < $2
               AND usual_days IS NOT NULL AND clinical_day + latest_days > $2) t
      LEFT JOIN dose_line l ON l.dose_id = t.dose_id )" OAT_FACT_ORDER};
#define OAT_IS_DEPOT " drug_form LIKE '%\\_depot\\_%' "
constexpr db::Statement kLastDepotBefore{"slots_last_depot_before", OAT_FACT_COLUMNS R"(
      FROM (SELECT * FROM taken WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
        AND clinical_day < $2
               AND usual_days IS NOT NULL AND)" OAT_IS_DEPOT R"(
             ORDER BY clinical_day DESC, taken_at DESC NULLS LAST, administration_id LIMIT 1) t
      LEFT JOIN dose_line l ON l.dose_id = t.dose_id )" OAT_FACT_ORDER};

constexpr db::Statement kLastDayBefore{"slots_last_day_before", R"(
    SELECT clinical_day, (sum(micrograms) FILTER (WHERE NOT)" OAT_IS_DEPOT R"())::bigint,
           greatest(clinical_day, (SELECT max(r.clinical_day + r.latest_days - 1) FROM taken r
                                    WHERE r.person_id = ANY ((SELECT one_person($1))::bigint[])
                                      AND r.clinical_day < $2
                                      AND r.usual_days IS NOT NULL))
      FROM taken WHERE person_id = ANY ((SELECT one_person($1))::bigint[]) AND clinical_day < $2
     GROUP BY clinical_day ORDER BY clinical_day DESC LIMIT 1)"};

// What replaces a dose that was vomited is no more of it.
constexpr db::Statement kFormsTaken{"slots_forms_taken", R"(
    SELECT t.clinical_day, t.drug_form, sum(t.micrograms)::bigint, bool_or(t.is_imported),
           greatest(t.clinical_day, max(t.covers_until))
      FROM dosed_day t LEFT JOIN dose d ON d.dose_id = t.dose_id
      LEFT JOIN supplement s ON s.supplement_id = d.supplement_id
     WHERE t.person_id = ANY ((SELECT one_person($1))::bigint[])
       AND t.clinical_day BETWEEN $2 AND 'infinity'
       AND s.reason IS DISTINCT FROM 'vomited'
     GROUP BY t.clinical_day, t.drug_form ORDER BY t.clinical_day DESC, t.drug_form)"};

std::vector<Fact> ReadFacts(const std::vector<db::Row>& rows) {
  std::vector<Fact> facts;
  for (const db::Row& row : rows) {
    Fact fact;
    std::optional<std::string> product, lot;
    std::optional<StockQuantity> quantity;
    std::optional<Micrograms> micrograms;
    std::tie(fact.id, fact.person, fact.clinical_day, fact.dose, fact.cause, fact.drug_form,
             fact.micrograms, fact.taken_at, fact.site_code, fact.interval.usual_days,
             fact.interval.latest_days, product, lot, quantity, micrograms) =
        row.As<Uuid, PersonId, Day, std::optional<Uuid>, std::string, std::string, Micrograms,
               std::optional<absl::Time>, std::string, int32_t, int32_t, std::optional<std::string>,
               std::optional<std::string>, std::optional<StockQuantity>,
               std::optional<Micrograms>>();
    if (facts.empty() || facts.back().id != fact.id) facts.push_back(fact);
    if (product) facts.back().lines.push_back({*product, *lot, *quantity, *micrograms});
  }
  return facts;
}

}  // namespace

std::vector<Slot> LoadSlots(db::Transaction& transaction, PersonId person, Day from_day) {
  std::vector<Slot> slots;
  for (const db::Row& row : transaction.Run(kLoadSlots, person, from_day)) {
    Slot& slot = slots.emplace_back();
    std::tie(slot.clinical_day, slot.portion, slot.turn, slot.claimed_by, slot.site_code,
             slot.released, slot.bottle) =
        row.As<Day, int32_t, int32_t, Uuid, std::string, bool, std::optional<std::string>>();
  }
  return slots;
}

bool IsClaimed(db::Transaction& transaction, PersonId person, Day day) {
  for (const Slot& slot : LoadSlots(transaction, person, day)) {
    if (!slot.released && (slot.clinical_day == day || !slot.bottle)) return true;
  }
  return false;
}

bool Claim(db::Transaction& transaction, PersonId person, const Slot& slot, absl::Time now) {
  return transaction
      .RunForOne(kClaim, slot.clinical_day, person, slot.portion, slot.turn, slot.claimed_by,
                 slot.site_code, now)
      .has_value();
}

void Release(db::Transaction& transaction, PersonId person, const Slot& slot,
             const std::string& reason, absl::Time now) {
  transaction.Run(kRelease, slot.clinical_day, person, slot.portion, slot.turn, reason, now);
}

void RecordFact(db::Transaction& transaction, const Fact& fact, StaffId staff,
                std::optional<StaffId> second, absl::Time now) {
  transaction.Run(kRecordFact, fact.id, fact.person, fact.clinical_day, fact.dose, fact.cause,
                  fact.drug_form, fact.micrograms, fact.taken_at, fact.site_code, staff, second,
                  now, fact.interval.usual_days, fact.interval.latest_days);
}

void RecordFirstFacts(db::Transaction& transaction, const std::vector<Fact>& facts, StaffId staff,
                      absl::Time now) {
  std::vector<Uuid> ids;
  std::vector<PersonId> people;
  std::vector<Day> days;
  std::vector<std::string> sites, causes, drug_forms;
  std::vector<Micrograms> doses;
  for (const Fact& fact : facts) {
    ids.push_back(fact.id);
    people.push_back(fact.person);
    days.push_back(fact.clinical_day);
    sites.push_back(fact.site_code);
    causes.push_back(fact.cause);
    drug_forms.push_back(fact.drug_form);
    doses.push_back(fact.micrograms);
  }
  transaction.Run(kClaimFirst, ids, people, days, sites, now);
  transaction.Run(kRecordFirstFacts, ids, people, days, sites, causes, drug_forms, doses, staff,
                  now);
}

void ReverseFact(db::Transaction& transaction, const Uuid& fact, StaffId staff, StaffId second,
                 absl::Time now) {
  transaction.Run(kReverseFact, fact, staff, second, now);
}

std::vector<Fact> LoadFacts(db::Transaction& transaction, PersonId person, Day from_day) {
  return ReadFacts(transaction.Run(kLoadFacts, person, from_day));
}

std::optional<Fact> LastTaken(db::Transaction& transaction, PersonId person) {
  const std::vector<Fact> facts = ReadFacts(transaction.Run(kLastTaken, person));
  if (facts.empty()) return std::nullopt;
  return facts.front();
}

std::vector<Fact> LoadFactsThatCover(db::Transaction& transaction, PersonId person, Day from_day) {
  return ReadFacts(transaction.Run(kLoadFactsThatCover, person, from_day));
}

std::optional<Fact> LastDepotBefore(db::Transaction& transaction, PersonId person, Day day) {
  const std::vector<Fact> facts = ReadFacts(transaction.Run(kLastDepotBefore, person, day));
  if (facts.empty()) return std::nullopt;
  return facts.front();
}

std::optional<DayTaken> LastDayBefore(db::Transaction& transaction, PersonId person, Day day) {
  const auto row = transaction.RunForOne(kLastDayBefore, person, day);
  if (!row) return std::nullopt;
  DayTaken taken;
  std::tie(taken.clinical_day, taken.micrograms, taken.covers_until) =
      row->As<Day, std::optional<Micrograms>, Day>();
  return taken;
}

std::vector<FormTaken> LoadFormsTaken(db::Transaction& transaction, PersonId person, Day from_day) {
  std::vector<FormTaken> taken;
  for (const db::Row& row : transaction.Run(kFormsTaken, person, from_day)) {
    FormTaken& one = taken.emplace_back();
    std::tie(one.clinical_day, one.drug_form, one.micrograms, one.is_imported, one.covers_until) =
        row.As<Day, std::string, Micrograms, bool, Day>();
  }
  return taken;
}

}  // namespace oat::slots
