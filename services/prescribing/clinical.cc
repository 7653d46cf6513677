#include "services/prescribing/clinical.h"

#include <nlohmann/json.hpp>

#include "services/base/status.h"
#include "services/identity/key_store.h"

namespace oat::prescribing {
namespace {

constexpr db::Statement kRecord{"clinical_record", R"(
    INSERT INTO clinical_fact (clinical_fact_id, person_id, ciphertext, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5))"};
constexpr db::Statement kLoad{"clinical_load", R"(
    SELECT f.person_id, k.master_version, k.wrapped_key, f.ciphertext, f.recorded_at,
           r.clinical_fact_id IS NOT NULL
      FROM clinical_fact f JOIN sealing_key k USING (person_id)
      LEFT JOIN clinical_fact_review r USING (clinical_fact_id)
     WHERE f.person_id = ANY ((SELECT one_person($1))::bigint[])
     ORDER BY f.recorded_at DESC, f.clinical_fact_id DESC)"};
constexpr db::Statement kReview{"clinical_review", R"(
    INSERT INTO clinical_fact_review (clinical_fact_id, reviewed_by, recorded_at)
    SELECT clinical_fact_id, $2::bigint, $3::timestamptz FROM clinical_fact WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kHasUnreviewed{"clinical_has_unreviewed", R"(
    SELECT EXISTS (SELECT FROM clinical_fact f WHERE f.person_id = ANY ((SELECT one_person($1))::bigint[])
      AND NOT EXISTS
      (SELECT FROM clinical_fact_review r WHERE r.clinical_fact_id = f.clinical_fact_id)))"};

}  // namespace

absl::Status RecordClinicalFact(db::Transaction& transaction, const identity::Vault& vault,
                                const Uuid& id, PersonId person, const ClinicalFact& fact,
                                StaffId recorded_by, absl::Time now) {
  nlohmann::json json = {
      {"kind", fact.kind}, {"from_day", fact.from_day}, {"until_day", fact.until_day}};
  if (fact.qtc_ms != 0) json["qtc_ms"] = fact.qtc_ms;
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       identity::SealFor(transaction, vault, {.person = person}, json.dump()));
  transaction.Run(kRecord, id, person, sealed, recorded_by, now);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ClinicalFact>> LoadClinicalFacts(db::Transaction& transaction,
                                                            const identity::Vault& vault,
                                                            PersonId person) {
  std::vector<ClinicalFact> facts;
  for (const db::Row& row : transaction.Run(kLoad, person)) {
    auto [owner, master_version, wrapped_key, ciphertext, recorded_at, reviewed] =
        row.As<PersonId, std::optional<int32_t>, std::optional<db::Bytes>, db::Bytes, absl::Time,
               bool>();
    OAT_ASSIGN_OR_RETURN(
        const auto text,
        vault.Unseal({{.person = owner}, {master_version, wrapped_key}, ciphertext}));
    if (!text) continue;
    auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return absl::DataLossError("a sealed fact is not as it was written");
    facts.push_back({.kind = json.value("kind", ""),
                     .from_day = json.value("from_day", ""),
                     .until_day = json.value("until_day", ""),
                     .recorded_at = recorded_at,
                     .reviewed = reviewed,
                     .qtc_ms = json.value("qtc_ms", 0)});
  }
  return facts;
}

int32_t ReviewClinicalFacts(db::Transaction& transaction, PersonId person, StaffId by,
                            absl::Time now) {
  return static_cast<int32_t>(transaction.Run(kReview, person, by, now).size());
}

bool HasUnreviewedFact(db::Transaction& transaction, PersonId person) {
  return std::get<0>(transaction.RunForOne(kHasUnreviewed, person)->As<bool>());
}

}  // namespace oat::prescribing
