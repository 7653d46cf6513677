#include "services/identity/store.h"

#include <algorithm>
#include <set>

#include "services/base/status.h"
#include "services/identity/cipher.h"
#include "services/identity/key_store.h"
#include "services/identity/token_store.h"

namespace oat::identity {
namespace {

// A sequence grows in the order of the rows it numbers.
constexpr db::Statement kRecordPeople{"identity_record_people", R"(
    INSERT INTO person (sex, birth_year, recorded_at)
    SELECT n.sex, n.birth_year, $3
      FROM unnest($1::text[], $2::smallint[]) WITH ORDINALITY AS n (sex, birth_year, place)
     ORDER BY n.place RETURNING person_id)"};
constexpr db::Statement kRecordSealed{"identity_record_sealed", R"(
    INSERT INTO sealed_identity (person_id, revision, ciphertext, recorded_at)
    SELECT n.person_id, 1, n.ciphertext, $3
      FROM unnest($1::bigint[], $2::bytea[]) AS n (person_id, ciphertext))"};
constexpr db::Statement kIssueNumber{"identity_issue_number", R"(
    INSERT INTO patient_number (patient_number, person_id, issued_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kIssueNumbers{"identity_issue_numbers", R"(
    INSERT INTO patient_number (patient_number, person_id, issued_at)
    SELECT n.patient_number, n.person_id, $3
      FROM unnest($1::text[], $2::bigint[]) AS n (patient_number, person_id)
    ON CONFLICT DO NOTHING RETURNING person_id)"};
constexpr db::Statement kLoadDemographics{
    "identity_load_demographics", "SELECT sex, birth_year FROM person_now WHERE person_id = $1"};
// Whoever is found is named with it: what the database shows of people, it shows of those.
constexpr db::Statement kFindPerson{
    "identity_find_person",
    "SELECT name_person(survivor_of(person_id)) FROM patient_number WHERE patient_number = $1"};
constexpr db::Statement kNamePerson{"identity_name_person", "SELECT name_person($1)"};
constexpr db::Statement kLockNumber{"identity_lock_number", "SELECT lock_person($1)"};
constexpr db::Statement kLockPerson{
    "identity_lock_person",
    "SELECT name_person(person_id) FROM person WHERE person_id = survivor_of($1) "
    "FOR NO KEY UPDATE"};
constexpr db::Statement kSurvivorOf{"identity_survivor_of", "SELECT survivor_of($1)"};
constexpr db::Statement kHolderOf{
    "identity_holder_of",
    "SELECT name_person(person_id) FROM patient_number WHERE patient_number = $1"};
constexpr db::Statement kNumberOf{"identity_number_of", "SELECT coalesce(newest_number($1), '')"};
constexpr db::Statement kLoadRevisions{"identity_load_revisions", R"(
    SELECT s.revision, k.master_version, k.wrapped_key, s.ciphertext
      FROM sealed_identity s JOIN sealing_key k USING (person_id)
     WHERE s.person_id = $1 AND k.wrapped_key IS NOT NULL ORDER BY s.revision)"};
constexpr db::Statement kRecordCorrection{"identity_record_correction", R"(
    INSERT INTO sealed_identity (person_id, revision, ciphertext, reason, birth_year, recorded_by,
                                 second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kLoadSealed{"identity_load_sealed", R"(
    SELECT k.master_version, k.wrapped_key, s.ciphertext
      FROM sealed_identity s JOIN sealing_key k USING (person_id)
     WHERE s.person_id = $1 ORDER BY s.revision DESC LIMIT 1)"};

// One row each, in the order of the newcomers.
std::vector<PersonId> RecordRows(db::Transaction& transaction,
                                 const std::vector<Newcomer>& newcomers, absl::Time now) {
  std::vector<std::string> sexes;
  std::vector<int32_t> birth_years;
  for (const Newcomer& one : newcomers) {
    sexes.push_back(one.demographics.sex);
    birth_years.push_back(one.demographics.birth_year);
  }
  std::vector<PersonId> people;
  for (const db::Row& row : transaction.Run(kRecordPeople, sexes, birth_years, now)) {
    people.push_back(std::get<0>(row.As<PersonId>()));
  }
  std::sort(people.begin(), people.end());
  return people;
}

absl::Status RecordIdentities(db::Transaction& transaction, const Vault& vault,
                              const std::vector<PersonId>& people,
                              const std::vector<Newcomer>& newcomers, absl::Time now) {
  std::vector<Owner> owners;
  std::vector<Secret> keys;
  std::vector<db::Bytes> ciphertexts;
  std::vector<OwnedToken> tokens;
  for (size_t i = 0; i < people.size(); ++i) {
    owners.push_back({.person = people[i]});
    keys.push_back(NewKey());
    ciphertexts.push_back(Encrypt(keys.back(), ToText(newcomers[i].particulars)));
    for (const Token& token : newcomers[i].tokens) tokens.push_back({people[i], token});
  }
  OAT_RETURN_IF_ERROR(RecordKeys(transaction, vault, owners, keys));
  transaction.Run(kRecordSealed, people, ciphertexts, now);
  RecordTokens(transaction, tokens, now);
  return absl::OkStatus();
}

// A number that is taken gets another try.
void IssueNumbers(db::Transaction& transaction, const std::vector<PersonId>& people,
                  absl::Time now) {
  std::set<PersonId> without(people.begin(), people.end());
  while (!without.empty()) {
    std::vector<std::string> numbers;
    for (size_t i = 0; i < without.size(); ++i) numbers.push_back(PatientNumber::Make().text());
    const std::vector<PersonId> owners(without.begin(), without.end());
    for (const db::Row& row : transaction.Run(kIssueNumbers, numbers, owners, now)) {
      without.erase(std::get<0>(row.As<PersonId>()));
    }
  }
}

absl::Status NeverIssued() {
  return absl::NotFoundError("patient_number: well formed, but no such number was ever issued");
}

}  // namespace

absl::StatusOr<PersonId> RecordPerson(db::Transaction& transaction, const Vault& vault,
                                      const Newcomer& newcomer, absl::Time now) {
  const std::vector<PersonId> people = RecordRows(transaction, {newcomer}, now);
  OAT_RETURN_IF_ERROR(RecordIdentities(transaction, vault, people, {newcomer}, now));
  return people.front();
}

PatientNumber IssueNumber(db::Transaction& transaction, PersonId person, absl::Time now) {
  while (true) {
    PatientNumber number = PatientNumber::Make();
    if (transaction.RunForOne(kIssueNumber, number.text(), person, now)) return number;
  }
}

absl::StatusOr<std::vector<PersonId>> RecordPeople(db::Transaction& transaction, const Vault& vault,
                                                   const std::vector<Newcomer>& newcomers,
                                                   absl::Time now) {
  std::vector<PersonId> people = RecordRows(transaction, newcomers, now);
  OAT_RETURN_IF_ERROR(RecordIdentities(transaction, vault, people, newcomers, now));
  IssueNumbers(transaction, people, now);
  return people;
}

absl::StatusOr<PersonId> FindPerson(db::Transaction& transaction, const std::string& number) {
  auto parsed = PatientNumber::Parse(number);
  if (!parsed.ok()) return parsed.status();
  auto row = transaction.RunForOne(kFindPerson, parsed->text());
  if (row) return std::get<0>(row->As<PersonId>());
  return NeverIssued();
}

absl::StatusOr<PersonId> LockPerson(db::Transaction& transaction, const std::string& number) {
  auto parsed = PatientNumber::Parse(number);
  if (!parsed.ok()) return parsed.status();
  auto row = transaction.RunForOne(kLockNumber, parsed->text());
  if (auto person = std::get<0>(row->As<std::optional<PersonId>>())) return *person;
  return NeverIssued();
}

void LockPerson(db::Transaction& transaction, PersonId person) {
  transaction.Run(kLockPerson, person);
}

PersonId SurvivorOf(db::Transaction& transaction, PersonId person) {
  return std::get<0>(transaction.RunForOne(kSurvivorOf, person)->As<PersonId>());
}

std::optional<PersonId> HolderOf(db::Transaction& transaction, const std::string& number) {
  const auto parsed = PatientNumber::Parse(number);
  if (!parsed.ok()) return std::nullopt;
  const auto row = transaction.RunForOne(kHolderOf, parsed->text());
  if (!row) return std::nullopt;
  return std::get<0>(row->As<PersonId>());
}

void NamePerson(db::Transaction& transaction, PersonId person) {
  transaction.Run(kNamePerson, person);
}

std::string NumberOf(db::Transaction& transaction, PersonId person) {
  return std::get<0>(transaction.RunForOne(kNumberOf, person)->As<std::string>());
}

absl::StatusOr<std::optional<Particulars>> LoadParticulars(db::Transaction& transaction,
                                                           const Vault& vault, PersonId person) {
  auto row = transaction.RunForOne(kLoadSealed, person);
  if (!row) return std::optional<Particulars>();
  return vault.UnsealParticulars(ReadSealed(*row, {.person = person}));
}

absl::StatusOr<std::vector<Recorded>> LoadRevisions(db::Transaction& transaction,
                                                    const Vault& vault, PersonId person) {
  std::vector<Recorded> revisions;
  for (const db::Row& row : transaction.Run(kLoadRevisions, person)) {
    auto [revision, master_version, wrapped_key, ciphertext] =
        row.As<int32_t, int32_t, db::Bytes, db::Bytes>();
    OAT_ASSIGN_OR_RETURN(
        const auto particulars,
        vault.UnsealParticulars({{.person = person}, {master_version, wrapped_key}, ciphertext}));
    revisions.push_back({revision, particulars.value()});
  }
  return revisions;
}

absl::Status RecordCorrection(db::Transaction& transaction, const Vault& vault, PersonId person,
                              const Correction& correction, absl::Time now) {
  const auto& [revision, particulars] = correction.corrected;
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       SealFor(transaction, vault, {.person = person}, ToText(particulars)));
  transaction.Run(kRecordCorrection, person, revision, sealed, correction.reason,
                  correction.birth_year, correction.by, correction.second, now);
  std::vector<OwnedToken> tokens;
  for (const Token& token : correction.tokens) tokens.push_back({person, token, revision});
  RecordTokens(transaction, tokens, now);
  return absl::OkStatus();
}

std::optional<Demographics> LoadDemographics(db::Transaction& transaction, PersonId person) {
  auto row = transaction.RunForOne(kLoadDemographics, person);
  if (!row) return std::nullopt;
  auto [sex, birth_year] = row->As<std::string, int32_t>();
  return Demographics{sex, birth_year};
}

}  // namespace oat::identity
