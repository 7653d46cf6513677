#include "services/slots/store.h"

#include <tuple>

namespace oat::slots {
namespace {

constexpr db::Statement kLoadSlots{"slots_load", R"(
    SELECT DISTINCT ON (s.clinical_day, s.portion)
           s.clinical_day, s.portion, s.turn, s.claimed_by, s.site_code, r.turn IS NOT NULL
      FROM slot s LEFT JOIN slot_release r USING (clinical_day, person_id, portion, turn)
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
                                recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))"};
constexpr db::Statement kReverseFact{"slots_reverse_fact", R"(
    INSERT INTO administration_reversal (administration_id, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4))"};
#define OAT_FACT_COLUMNS                                                                       \
  "SELECT administration_id, person_id, clinical_day, dose_id, cause, drug_form, micrograms, " \
  "taken_at, site_code FROM taken WHERE person_id = $1 "
constexpr db::Statement kLoadFacts{
    "slots_load_facts",
    OAT_FACT_COLUMNS "AND clinical_day >= $2 ORDER BY clinical_day DESC, taken_at DESC NULLS LAST"};
constexpr db::Statement kLastTaken{"slots_last_taken", OAT_FACT_COLUMNS
                                   "ORDER BY clinical_day DESC, taken_at DESC NULLS LAST LIMIT 1"};

Fact ReadFact(const db::Row& row) {
  Fact fact;
  std::tie(fact.id, fact.person, fact.clinical_day, fact.dose, fact.cause, fact.drug_form,
           fact.micrograms, fact.taken_at, fact.site_code) =
      row.As<Uuid, PersonId, Day, std::optional<Uuid>, std::string, std::string, Micrograms,
             std::optional<absl::Time>, std::string>();
  return fact;
}

}  // namespace

std::vector<Slot> LoadSlots(db::Transaction& transaction, PersonId person, Day from_day) {
  std::vector<Slot> slots;
  for (const db::Row& row : transaction.Run(kLoadSlots, person, from_day)) {
    Slot& slot = slots.emplace_back();
    std::tie(slot.clinical_day, slot.portion, slot.turn, slot.claimed_by, slot.site_code,
             slot.released) = row.As<Day, int32_t, int32_t, Uuid, std::string, bool>();
  }
  return slots;
}

bool IsClaimed(db::Transaction& transaction, PersonId person, Day day) {
  for (const Slot& slot : LoadSlots(transaction, person, day)) {
    if (!slot.released) return true;
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
                  now);
}

void ReverseFact(db::Transaction& transaction, const Uuid& fact, StaffId staff, StaffId second,
                 absl::Time now) {
  transaction.Run(kReverseFact, fact, staff, second, now);
}

std::vector<Fact> LoadFacts(db::Transaction& transaction, PersonId person, Day from_day) {
  std::vector<Fact> facts;
  for (const db::Row& row : transaction.Run(kLoadFacts, person, from_day)) {
    facts.push_back(ReadFact(row));
  }
  return facts;
}

std::optional<Fact> LastTaken(db::Transaction& transaction, PersonId person) {
  auto row = transaction.RunForOne(kLastTaken, person);
  if (!row) return std::nullopt;
  return ReadFact(*row);
}

}  // namespace oat::slots
