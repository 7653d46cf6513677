#include "services/identity/review_store.h"

#include <tuple>

#include "services/base/status.h"
#include "services/identity/cipher.h"
#include "services/identity/key_store.h"

namespace oat::identity {
namespace {

constexpr db::Statement kRecordReviews{"identity_record_reviews", R"(
    INSERT INTO duplicate_review (review_id, person_id, site_code, application_id, import_line,
                                  agreeing, ciphertext, recorded_at)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bigint[],
                         $6::text[], $7::bytea[], $8::timestamptz[]))"};
#define OAT_REVIEW_COLUMNS                                                                       \
  "SELECT r.review_id, survivor_of(r.person_id), r.site_code, r.application_id, r.import_line, " \
  "r.agreeing, "                                                                                 \
  "r.recorded_at, k.master_version, k.wrapped_key, r.ciphertext "                                \
  "  FROM duplicate_review r JOIN sealing_key k USING (review_id) "                              \
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
  Sealed& newcomer = review.newcomer;
  std::tie(review.id, review.person, review.site_code, review.application, review.import_line,
           review.agreeing, review.opened_at, newcomer.key.master_version, newcomer.key.key,
           newcomer.ciphertext) =
      row.As<Uuid, PersonId, std::string, std::optional<Uuid>, std::optional<int64_t>, std::string,
             absl::Time, std::optional<int32_t>, std::optional<db::Bytes>, db::Bytes>();
  newcomer.owner.review = review.id;
  return review;
}

}  // namespace

absl::Status RecordReviews(db::Transaction& transaction, const Vault& vault,
                           const std::vector<NewReview>& reviews) {
  std::vector<Uuid> ids;
  std::vector<PersonId> people;
  std::vector<std::string> sites, agreeing;
  std::vector<std::optional<Uuid>> applications;
  std::vector<std::optional<int64_t>> lines;
  std::vector<absl::Time> opened;
  std::vector<Owner> owners;
  std::vector<Secret> keys;
  std::vector<db::Bytes> ciphertexts;
  for (const auto& [review, plaintext] : reviews) {
    ids.push_back(review.id);
    people.push_back(review.person);
    sites.push_back(review.site_code);
    applications.push_back(review.application);
    lines.push_back(review.import_line);
    agreeing.push_back(review.agreeing);
    opened.push_back(review.opened_at);
    owners.push_back({.review = review.id});
    keys.push_back(NewKey());
    ciphertexts.push_back(Encrypt(keys.back(), plaintext));
  }
  transaction.Run(kRecordReviews, ids, people, sites, applications, lines, agreeing, ciphertexts,
                  opened);
  return RecordKeys(transaction, vault, owners, keys);
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
  if (!transaction.RunForOne(kRecordVerdict, review, verdict, person, decided_by, now)) {
    return false;
  }
  ShredReviewKey(transaction, review, now);
  return true;
}

}  // namespace oat::identity
