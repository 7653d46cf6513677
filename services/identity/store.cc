#include "services/identity/store.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/str_join.h"

namespace oat::identity {
namespace {

constexpr db::Statement kRecordPerson{"identity_record_person", R"(
    INSERT INTO person (sex, birth_year, recorded_at) VALUES ($1, $2, $3) RETURNING person_id)"};
constexpr db::Statement kRecordSealed{"identity_record_sealed", R"(
    INSERT INTO sealed_identity (person_id, revision, wrapped_key, ciphertext, recorded_at)
    VALUES ($1, 1, $2, $3, $4))"};
constexpr db::Statement kRecordToken{"identity_record_token", R"(
    INSERT INTO identity_token (kind, key_version, token, person_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)"};
constexpr db::Statement kIssueNumber{"identity_issue_number", R"(
    INSERT INTO patient_number (patient_number, person_id, issued_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING 1)"};
// A sequence grows in the order of the rows it numbers.
constexpr db::Statement kRecordPeople{"identity_record_people", R"(
    INSERT INTO person (sex, birth_year, recorded_at)
    SELECT n.sex, n.birth_year, $3
      FROM unnest($1::text[], $2::smallint[]) WITH ORDINALITY AS n (sex, birth_year, place)
     ORDER BY n.place RETURNING person_id)"};
constexpr db::Statement kRecordSealedOf{"identity_record_sealed_of", R"(
    INSERT INTO sealed_identity (person_id, revision, wrapped_key, ciphertext, recorded_at)
    SELECT n.person_id, 1, n.wrapped_key, n.ciphertext, $4
      FROM unnest($1::bigint[], $2::bytea[], $3::bytea[])
           AS n (person_id, wrapped_key, ciphertext))"};
constexpr db::Statement kRecordTokensOf{"identity_record_tokens_of", R"(
    INSERT INTO identity_token (kind, key_version, token, person_id, recorded_at)
    SELECT n.kind, $4, n.token, n.person_id, $5
      FROM unnest($1::text[], $2::bytea[], $3::bigint[]) AS n (kind, token, person_id)
    ON CONFLICT DO NOTHING)"};
constexpr db::Statement kIssueNumbers{"identity_issue_numbers", R"(
    INSERT INTO patient_number (patient_number, person_id, issued_at)
    SELECT n.patient_number, n.person_id, $3
      FROM unnest($1::text[], $2::bigint[]) AS n (patient_number, person_id)
    ON CONFLICT DO NOTHING RETURNING person_id)"};
constexpr db::Statement kLoadDemographics{
    "identity_load_demographics", "SELECT sex, birth_year FROM person WHERE person_id = $1"};
// Whoever is found is named with it: what the database shows of people, it shows of those.
constexpr db::Statement kFindPerson{
    "identity_find_person",
    "SELECT name_person(person_id) FROM patient_number WHERE patient_number = $1"};
constexpr db::Statement kNamePerson{"identity_name_person", "SELECT name_person($1)"};
constexpr db::Statement kLockPerson{
    "identity_lock_person",
    "SELECT name_person(person_id) FROM person WHERE person_id = $1 FOR NO KEY UPDATE"};
constexpr db::Statement kNumberOf{"identity_number_of", R"(
    SELECT patient_number FROM patient_number WHERE person_id = $1
     ORDER BY issued_at DESC, patient_number LIMIT 1)"};
constexpr db::Statement kLoadSealed{"identity_load_sealed", R"(
    SELECT wrapped_key, ciphertext FROM sealed_identity WHERE person_id = $1
     ORDER BY revision DESC LIMIT 1)"};
constexpr db::Statement kFindByToken{
    "identity_find_by_token",
    "SELECT person_id FROM people_of_tokens(ARRAY[$1], $2, ARRAY[$3::bytea])"};
constexpr db::Statement kFindByTokenHere{
    "identity_find_by_token_here",
    "SELECT person_id FROM people_of_tokens(ARRAY[$1], $2, ARRAY[$3::bytea]) "
    "WHERE person_id IN (SELECT people_here($4))"};
constexpr db::Statement kFindOwners{
    "identity_find_owners", "SELECT kind, token, person_id FROM people_of_tokens($1, $2, $3)"};
constexpr db::Statement kHasLookAlike{"identity_has_look_alike",
                                      "SELECT has_look_alike_here($1, $2)"};
constexpr db::Statement kRecordReviews{"identity_record_reviews", R"(
    INSERT INTO duplicate_review (review_id, person_id, site_code, application_id, import_line,
                                  agreeing, wrapped_key, ciphertext, recorded_at)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bigint[],
                         $6::text[], $7::bytea[], $8::bytea[], $9::timestamptz[]))"};
#define OAT_REVIEW_COLUMNS                                                                      \
  "SELECT r.review_id, r.person_id, r.site_code, r.application_id, r.import_line, r.agreeing, " \
  "r.wrapped_key, r.ciphertext, r.recorded_at FROM duplicate_review r "                         \
  "WHERE NOT EXISTS (SELECT FROM duplicate_verdict v WHERE v.review_id = r.review_id) "
constexpr db::Statement kListReviews{"identity_list_reviews",
                                     OAT_REVIEW_COLUMNS "ORDER BY r.recorded_at, r.import_line"};
constexpr db::Statement kLoadReview{"identity_load_review",
                                    OAT_REVIEW_COLUMNS "AND r.review_id = $1"};
constexpr db::Statement kRecordVerdict{"identity_record_verdict", R"(
    INSERT INTO duplicate_verdict (review_id, verdict, person_id, decided_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1)"};

std::vector<PersonId> ReadPeople(const std::vector<db::Row>& rows) {
  std::vector<PersonId> people;
  for (const db::Row& row : rows) people.push_back(std::get<0>(row.As<PersonId>()));
  return people;
}

DuplicateReview ReadReview(const db::Row& row) {
  DuplicateReview review;
  std::tie(review.id, review.person, review.site_code, review.application, review.import_line,
           review.agreeing, review.newcomer.wrapped_key, review.newcomer.ciphertext,
           review.opened_at) =
      row.As<Uuid, PersonId, std::string, std::optional<Uuid>, std::optional<int64_t>, std::string,
             db::Bytes, db::Bytes, absl::Time>();
  return review;
}

void RecordIdentities(db::Transaction& transaction, const Vault& vault,
                      const std::vector<PersonId>& people, const std::vector<Newcomer>& newcomers,
                      absl::Time now) {
  std::vector<db::Bytes> wrapped_keys, ciphertexts, tokens;
  std::vector<std::string> kinds;
  std::vector<PersonId> owners;
  for (size_t i = 0; i < people.size(); ++i) {
    wrapped_keys.push_back(newcomers[i].sealed.wrapped_key);
    ciphertexts.push_back(newcomers[i].sealed.ciphertext);
    for (const Token& token : newcomers[i].tokens) {
      kinds.push_back(token.kind);
      tokens.push_back(token.value);
      owners.push_back(people[i]);
    }
  }
  transaction.Run(kRecordSealedOf, people, wrapped_keys, ciphertexts, now);
  transaction.Run(kRecordTokensOf, kinds, tokens, owners, vault.index_key_version(), now);
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

}  // namespace

PersonId RecordPerson(db::Transaction& transaction, const Vault& vault, const Demographics& who,
                      const std::optional<Particulars>& particulars, absl::Time now) {
  auto row = transaction.RunForOne(kRecordPerson, who.sex, who.birth_year, now);
  PersonId person = std::get<0>(row->As<PersonId>());
  if (!particulars) return person;
  Sealed sealed = vault.SealParticulars(*particulars);
  transaction.Run(kRecordSealed, person, sealed.wrapped_key, sealed.ciphertext, now);
  for (const Token& token : vault.TokensOf(*particulars)) {
    transaction.Run(kRecordToken, token.kind, vault.index_key_version(), token.value, person, now);
  }
  return person;
}

PatientNumber IssueNumber(db::Transaction& transaction, PersonId person, absl::Time now) {
  while (true) {
    PatientNumber number = PatientNumber::Make();
    if (transaction.RunForOne(kIssueNumber, number.text(), person, now)) return number;
  }
}

std::vector<PersonId> RecordPeople(db::Transaction& transaction, const Vault& vault,
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
  RecordIdentities(transaction, vault, people, newcomers, now);
  IssueNumbers(transaction, people, now);
  return people;
}

absl::StatusOr<PersonId> FindPerson(db::Transaction& transaction, const std::string& number) {
  auto parsed = PatientNumber::Parse(number);
  if (!parsed.ok()) return parsed.status();
  auto row = transaction.RunForOne(kFindPerson, parsed->text());
  if (row) return std::get<0>(row->As<PersonId>());
  return absl::NotFoundError("patient_number: well formed, but no such number was ever issued");
}

absl::StatusOr<PersonId> LockPerson(db::Transaction& transaction, const std::string& number) {
  auto person = FindPerson(transaction, number);
  if (person.ok()) LockPerson(transaction, *person);
  return person;
}

void LockPerson(db::Transaction& transaction, PersonId person) {
  transaction.Run(kLockPerson, person);
}

void NamePerson(db::Transaction& transaction, PersonId person) {
  transaction.Run(kNamePerson, person);
}

std::string NumberOf(db::Transaction& transaction, PersonId person) {
  auto row = transaction.RunForOne(kNumberOf, person);
  return row ? std::get<0>(row->As<std::string>()) : "";
}

absl::StatusOr<std::optional<Particulars>> LoadParticulars(db::Transaction& transaction,
                                                           const Vault& vault, PersonId person) {
  auto row = transaction.RunForOne(kLoadSealed, person);
  if (!row) return std::optional<Particulars>();
  auto [wrapped_key, ciphertext] = row->As<db::Bytes, db::Bytes>();
  auto particulars = vault.UnsealParticulars({wrapped_key, ciphertext});
  if (!particulars.ok()) return particulars.status();
  return std::optional<Particulars>(*std::move(particulars));
}

std::optional<Demographics> LoadDemographics(db::Transaction& transaction, PersonId person) {
  auto row = transaction.RunForOne(kLoadDemographics, person);
  if (!row) return std::nullopt;
  auto [sex, birth_year] = row->As<std::string, int32_t>();
  return Demographics{sex, birth_year};
}

std::vector<PersonId> FindByToken(db::Transaction& transaction, const Vault& vault,
                                  const Token& token) {
  return ReadPeople(
      transaction.Run(kFindByToken, token.kind, vault.index_key_version(), token.value));
}

std::vector<PersonId> FindByTokenHere(db::Transaction& transaction, const Vault& vault,
                                      const Token& token, Day today) {
  return ReadPeople(
      transaction.Run(kFindByTokenHere, token.kind, vault.index_key_version(), token.value, today));
}

bool HasLookAlikeHere(db::Transaction& transaction, PersonId person, Day today) {
  return std::get<0>(transaction.RunForOne(kHasLookAlike, person, today)->As<bool>());
}

TokenOwners FindOwners(db::Transaction& transaction, const Vault& vault,
                       const std::vector<Token>& tokens) {
  std::vector<std::string> kinds;
  std::vector<db::Bytes> values;
  for (const Token& token : tokens) {
    kinds.push_back(token.kind);
    values.push_back(token.value);
  }
  TokenOwners owners;
  for (const db::Row& row :
       transaction.Run(kFindOwners, kinds, vault.index_key_version(), values)) {
    auto [kind, value, person] = row.As<std::string, db::Bytes, PersonId>();
    owners[{kind, value.value}].push_back(person);
  }
  return owners;
}

std::optional<Match> BestMatch(const std::vector<Token>& tokens, const TokenOwners& owners) {
  std::map<PersonId, std::vector<std::string>> agreeing;
  for (const Token& token : tokens) {
    if (token.kind == "name") continue;  // namesakes are many; they raise an alert, not a review
    auto found = owners.find({token.kind, token.value.value});
    if (found == owners.end()) continue;
    for (PersonId person : found->second) agreeing[person].push_back(token.kind);
  }
  // The one with whom most kinds agree; of those the longest known.
  std::optional<Match> best;
  size_t most = 0;
  for (const auto& [person, kinds] : agreeing) {
    if (kinds.size() <= most) continue;
    most = kinds.size();
    best = Match{person, absl::StrJoin(kinds, " ")};
  }
  return best;
}

std::optional<Match> FindMatch(db::Transaction& transaction, const Vault& vault,
                               const Particulars& particulars) {
  const std::vector<Token> tokens = vault.TokensOf(particulars);
  return BestMatch(tokens, FindOwners(transaction, vault, tokens));
}

void RecordReviews(db::Transaction& transaction, const std::vector<DuplicateReview>& reviews) {
  std::vector<Uuid> ids;
  std::vector<PersonId> people;
  std::vector<std::string> sites, agreeing;
  std::vector<std::optional<Uuid>> applications;
  std::vector<std::optional<int64_t>> lines;
  std::vector<db::Bytes> wrapped_keys, ciphertexts;
  std::vector<absl::Time> opened;
  for (const DuplicateReview& review : reviews) {
    ids.push_back(review.id);
    people.push_back(review.person);
    sites.push_back(review.site_code);
    applications.push_back(review.application);
    lines.push_back(review.import_line);
    agreeing.push_back(review.agreeing);
    wrapped_keys.push_back(review.newcomer.wrapped_key);
    ciphertexts.push_back(review.newcomer.ciphertext);
    opened.push_back(review.opened_at);
  }
  transaction.Run(kRecordReviews, ids, people, sites, applications, lines, agreeing, wrapped_keys,
                  ciphertexts, opened);
}

std::vector<DuplicateReview> ListReviews(db::Transaction& transaction) {
  std::vector<DuplicateReview> reviews;
  for (const db::Row& row : transaction.Run(kListReviews)) reviews.push_back(ReadReview(row));
  return reviews;
}

std::optional<DuplicateReview> LoadOpenReview(db::Transaction& transaction, const Uuid& id) {
  auto row = transaction.RunForOne(kLoadReview, id);
  if (!row) return std::nullopt;
  return ReadReview(*row);
}

bool RecordVerdict(db::Transaction& transaction, const Uuid& review, const std::string& verdict,
                   PersonId person, StaffId decided_by, absl::Time now) {
  return transaction.RunForOne(kRecordVerdict, review, verdict, person, decided_by, now)
      .has_value();
}

}  // namespace oat::identity
