#include "services/takehome/store.h"

#include <nlohmann/json.hpp>
#include <tuple>

#include "absl/strings/str_split.h"
#include "services/base/status.h"
#include "services/identity/key_store.h"

namespace oat::takehome {
namespace {

constexpr db::Statement kRecord{"takehome_record", R"(
    INSERT INTO take_home_authorisation (authorisation_id, person_id, order_id, site_code, ground,
                                         criteria_met, treatment_day, rule_pack, authorised_by,
                                         recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr db::Statement kRecordDoses{"takehome_record_doses", R"(
    INSERT INTO take_home_dose (authorisation_id, clinical_day, portion)
    SELECT $1, n.clinical_day, n.portion
      FROM unnest($2::date[], $3::smallint[]) AS n (clinical_day, portion))"};
constexpr db::Statement kRecordRevocation{"takehome_record_revocation", R"(
    INSERT INTO take_home_revocation (authorisation_id, revoked_by, recorded_at)
    VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kLoad{"takehome_load", R"(
    SELECT a.authorisation_id, a.order_id, a.site_code, a.ground,
           array_to_string(a.criteria_met, ' '), a.treatment_day, a.rule_pack, a.authorised_by,
           f.login, a.recorded_at, r.authorisation_id IS NOT NULL, d.clinical_day, d.portion
      FROM take_home_authorisation a
      JOIN staff f ON f.staff_id = a.authorised_by
      JOIN take_home_dose d USING (authorisation_id)
      LEFT JOIN take_home_revocation r USING (authorisation_id)
     WHERE a.person_id = $1
     ORDER BY a.recorded_at DESC, a.authorisation_id DESC, d.clinical_day, d.portion)"};
constexpr db::Statement kRecordDelegate{"takehome_record_delegate", R"(
    INSERT INTO delegate (delegate_id, person_id, ciphertext, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5))"};
#define OAT_NEWEST_DELEGATE                                                                   \
  "(SELECT * FROM delegate WHERE person_id = $1 ORDER BY recorded_at DESC, delegate_id DESC " \
  "LIMIT 1)"
constexpr db::Statement kRemoveDelegate{"takehome_remove_delegate", R"(
    INSERT INTO delegate_removal (delegate_id, removed_by, recorded_at)
    SELECT d.delegate_id, $2::bigint, $3::timestamptz FROM )" OAT_NEWEST_DELEGATE R"( d
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kLoadDelegate{"takehome_load_delegate", R"(
    SELECT d.delegate_id, k.master_version, k.wrapped_key, d.ciphertext
      FROM )" OAT_NEWEST_DELEGATE R"( d JOIN sealing_key k USING (person_id)
     WHERE NOT EXISTS (SELECT FROM delegate_removal r WHERE r.delegate_id = d.delegate_id))"};

Authorisation ReadAuthorisation(const db::Row& row, PersonId person, Dose* dose) {
  Authorisation one{.person = person};
  std::string criteria;
  std::tie(one.id, one.order, one.site_code, one.ground, criteria, one.treatment_day,
           one.rule_packs, one.authorised_by, one.authorised_by_login, one.authorised_at,
           one.revoked, dose->clinical_day, dose->portion) =
      row.As<Uuid, Uuid, std::string, std::string, std::string, int32_t, std::string, StaffId,
             std::string, absl::Time, bool, Day, int32_t>();
  one.criteria_met = absl::StrSplit(criteria, ' ', absl::SkipEmpty());
  return one;
}

}  // namespace

void RecordAuthorisation(db::Transaction& transaction, const Authorisation& authorisation,
                         absl::Time now) {
  transaction.Run(kRecord, authorisation.id, authorisation.person, authorisation.order,
                  authorisation.site_code, authorisation.ground, authorisation.criteria_met,
                  authorisation.treatment_day, authorisation.rule_packs,
                  authorisation.authorised_by, now);
  std::vector<Day> days;
  std::vector<int32_t> portions;
  for (const Dose& dose : authorisation.doses) {
    days.push_back(dose.clinical_day);
    portions.push_back(dose.portion);
  }
  transaction.Run(kRecordDoses, authorisation.id, days, portions);
}

bool RecordRevocation(db::Transaction& transaction, const Uuid& authorisation, StaffId by,
                      absl::Time now) {
  return transaction.RunForOne(kRecordRevocation, authorisation, by, now).has_value();
}

std::vector<Authorisation> LoadAuthorisations(db::Transaction& transaction, PersonId person) {
  std::vector<Authorisation> authorisations;
  for (const db::Row& row : transaction.Run(kLoad, person)) {
    Dose dose;
    Authorisation one = ReadAuthorisation(row, person, &dose);
    if (authorisations.empty() || authorisations.back().id != one.id) {
      authorisations.push_back(std::move(one));
    }
    authorisations.back().doses.push_back(dose);
  }
  return authorisations;
}

absl::Status RecordDelegate(db::Transaction& transaction, const identity::Vault& vault,
                            PersonId person, const Delegate& delegate, StaffId by, absl::Time now) {
  const nlohmann::json json = {{"name", delegate.name.Reveal()},
                               {"document", delegate.document.Reveal()}};
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       identity::SealFor(transaction, vault, {.person = person}, json.dump()));
  transaction.Run(kRecordDelegate, delegate.id, person, sealed, by, now);
  return absl::OkStatus();
}

bool RemoveDelegate(db::Transaction& transaction, PersonId person, StaffId by, absl::Time now) {
  return transaction.RunForOne(kRemoveDelegate, person, by, now).has_value();
}

absl::StatusOr<std::optional<Delegate>> LoadDelegate(db::Transaction& transaction,
                                                     const identity::Vault& vault,
                                                     PersonId person) {
  const auto row = transaction.RunForOne(kLoadDelegate, person);
  if (!row) return std::nullopt;
  const auto [id, master_version, wrapped_key, ciphertext] =
      row->As<Uuid, std::optional<int32_t>, std::optional<db::Bytes>, db::Bytes>();
  OAT_ASSIGN_OR_RETURN(
      const auto text,
      vault.Unseal({{.person = person}, {master_version, wrapped_key}, ciphertext}));
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::DataLossError("a sealed delegate is not as it was written");
  return Delegate{id, Secret(json.value("name", "")), Secret(json.value("document", ""))};
}

}  // namespace oat::takehome
