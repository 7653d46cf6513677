#include "services/identity/store.h"

#include <map>
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
constexpr db::Statement kFindPerson{
    "identity_find_person", "SELECT person_id FROM patient_number WHERE patient_number = $1"};
constexpr db::Statement kLockPerson{"identity_lock_person",
                                    "SELECT 1 FROM person WHERE person_id = $1 FOR NO KEY UPDATE"};
constexpr db::Statement kNumberOf{"identity_number_of", R"(
    SELECT patient_number FROM patient_number WHERE person_id = $1
     ORDER BY issued_at DESC, patient_number LIMIT 1)"};
constexpr db::Statement kLoadSealed{"identity_load_sealed", R"(
    SELECT wrapped_key, ciphertext FROM sealed_identity WHERE person_id = $1
     ORDER BY revision DESC LIMIT 1)"};
constexpr db::Statement kFindByToken{"identity_find_by_token", R"(
    SELECT person_id FROM identity_token WHERE kind = $1 AND key_version = $2 AND token = $3
     ORDER BY person_id)"};
// Another person with the same name token whose custody today is this site's.
constexpr db::Statement kHasLookAlike{"identity_has_look_alike", R"(
    SELECT 1 FROM identity_token mine
      JOIN identity_token other ON other.kind = 'name' AND other.key_version = mine.key_version
                               AND other.token = mine.token AND other.person_id <> mine.person_id
     WHERE mine.kind = 'name' AND mine.person_id = $1
       AND $2 = (SELECT c.site_code FROM custody_start c
                  WHERE c.person_id = other.person_id AND c.from_day <= $3::date
                  ORDER BY c.from_day DESC, c.revision DESC LIMIT 1)
     LIMIT 1)"};
constexpr db::Statement kRecordReview{"identity_record_review", R"(
    INSERT INTO duplicate_review (review_id, person_id, site_code, application_id, import_line,
                                  agreeing, wrapped_key, ciphertext, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};
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

DuplicateReview ReadReview(const db::Row& row) {
  DuplicateReview review;
  std::tie(review.id, review.person, review.site_code, review.application, review.import_line,
           review.agreeing, review.newcomer.wrapped_key, review.newcomer.ciphertext,
           review.opened_at) =
      row.As<Uuid, PersonId, std::string, std::optional<Uuid>, std::optional<int64_t>, std::string,
             db::Bytes, db::Bytes, absl::Time>();
  return review;
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

std::vector<PersonId> FindByToken(db::Transaction& transaction, const Vault& vault,
                                  const Token& token) {
  std::vector<PersonId> people;
  for (const db::Row& row :
       transaction.Run(kFindByToken, token.kind, vault.index_key_version(), token.value)) {
    people.push_back(std::get<0>(row.As<PersonId>()));
  }
  return people;
}

bool HasLookAlike(db::Transaction& transaction, PersonId person, const std::string& site_code,
                  Day today) {
  return transaction.RunForOne(kHasLookAlike, person, site_code, today).has_value();
}

std::optional<Match> FindMatch(db::Transaction& transaction, const Vault& vault,
                               const Particulars& particulars) {
  std::map<PersonId, std::vector<std::string>> agreeing;
  for (const Token& token : vault.TokensOf(particulars)) {
    if (token.kind == "name") continue;  // namesakes are many; they raise an alert, not a review
    for (PersonId person : FindByToken(transaction, vault, token)) {
      agreeing[person].push_back(token.kind);
    }
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

void RecordReview(db::Transaction& transaction, const DuplicateReview& review) {
  transaction.Run(kRecordReview, review.id, review.person, review.site_code, review.application,
                  review.import_line, review.agreeing, review.newcomer.wrapped_key,
                  review.newcomer.ciphertext, review.opened_at);
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
