#include "services/identity/key_store.h"

#include <tuple>

#include "services/base/status.h"
#include "services/identity/cipher.h"

namespace oat::identity {
namespace {

constexpr db::Statement kMasterInForce{"identity_master_in_force", "SELECT master_key_in_force()"};
constexpr db::Statement kRecordKeys{"identity_record_keys", R"(
    INSERT INTO sealing_key (person_id, review_id, master_version, wrapped_key)
    SELECT n.person_id, n.review_id, $3, n.wrapped_key
      FROM unnest($1::bigint[], $2::uuid[], $4::bytea[]) AS n (person_id, review_id, wrapped_key))"};
// Of two calls that need it first one makes it.
constexpr db::Statement kRecordHouseKey{"identity_record_house_key", R"(
    INSERT INTO sealing_key (master_version, wrapped_key) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
constexpr db::Statement kLoadKeyOfPerson{
    "identity_load_key_of_person",
    "SELECT master_version, wrapped_key FROM sealing_key WHERE person_id = $1"};
constexpr db::Statement kLoadKeyOfReview{
    "identity_load_key_of_review",
    "SELECT master_version, wrapped_key FROM sealing_key WHERE review_id = $1"};
constexpr db::Statement kLoadKeyOfHouse{"identity_load_key_of_house",
                                        "SELECT master_version, wrapped_key FROM house_key"};
constexpr db::Statement kShredReviewKey{"identity_shred_review_key", R"(
    UPDATE sealing_key SET master_version = NULL, wrapped_key = NULL, shredded_at = $2
     WHERE review_id = $1)"};

std::optional<WrappedKey> LoadKey(db::Transaction& transaction, const Owner& owner) {
  std::optional<db::Row> row;
  if (owner.person) {
    row = transaction.RunForOne(kLoadKeyOfPerson, *owner.person);
  } else if (owner.review) {
    row = transaction.RunForOne(kLoadKeyOfReview, *owner.review);
  } else {
    row = transaction.RunForOne(kLoadKeyOfHouse);
  }
  if (!row) return std::nullopt;
  WrappedKey wrapped;
  std::tie(wrapped.master_version, wrapped.key) =
      row->As<std::optional<int32_t>, std::optional<db::Bytes>>();
  return wrapped;
}

int32_t MasterInForce(db::Transaction& transaction) {
  return std::get<0>(transaction.RunForOne(kMasterInForce)->As<int32_t>());
}

absl::Status MakeHouseKey(db::Transaction& transaction, const Vault& vault) {
  OAT_ASSIGN_OR_RETURN(const WrappedKey wrapped,
                       vault.Wrap(NewKey(), {}, MasterInForce(transaction)));
  transaction.Run(kRecordHouseKey, wrapped.master_version, wrapped.key);
  return absl::OkStatus();
}

}  // namespace

absl::Status RecordKeys(db::Transaction& transaction, const Vault& vault,
                        const std::vector<Owner>& owners, const std::vector<Secret>& keys) {
  const int32_t master_version = MasterInForce(transaction);
  std::vector<std::optional<PersonId>> people;
  std::vector<std::optional<Uuid>> reviews;
  std::vector<db::Bytes> wrapped_keys;
  for (size_t i = 0; i < owners.size(); ++i) {
    OAT_ASSIGN_OR_RETURN(const WrappedKey wrapped, vault.Wrap(keys[i], owners[i], master_version));
    people.push_back(owners[i].person);
    reviews.push_back(owners[i].review);
    wrapped_keys.push_back(*wrapped.key);
  }
  transaction.Run(kRecordKeys, people, reviews, master_version, wrapped_keys);
  return absl::OkStatus();
}

absl::StatusOr<Secret> KeyOf(db::Transaction& transaction, const Vault& vault, const Owner& owner) {
  std::optional<WrappedKey> wrapped = LoadKey(transaction, owner);
  if (!wrapped && !owner.person && !owner.review) {
    OAT_RETURN_IF_ERROR(MakeHouseKey(transaction, vault));
    wrapped = LoadKey(transaction, owner);
  }
  if (wrapped && wrapped->key) return vault.Unwrap(*wrapped, owner);
  return absl::FailedPreconditionError(
      "the time for which this record was to be kept has run out, and it was shredded: nothing can "
      "be added to it");
}

absl::StatusOr<db::Bytes> SealFor(db::Transaction& transaction, const Vault& vault,
                                  const Owner& owner, const std::string& plaintext) {
  OAT_ASSIGN_OR_RETURN(const Secret key, KeyOf(transaction, vault, owner));
  return Encrypt(key, plaintext);
}

Sealed ReadSealed(const db::Row& row, const Owner& owner) {
  Sealed sealed{.owner = owner};
  std::tie(sealed.key.master_version, sealed.key.key, sealed.ciphertext) =
      row.As<std::optional<int32_t>, std::optional<db::Bytes>, db::Bytes>();
  return sealed;
}

void ShredReviewKey(db::Transaction& transaction, const Uuid& review, absl::Time now) {
  transaction.Run(kShredReviewKey, review, now);
}

bool IsShredded(db::Transaction& transaction, PersonId person) {
  const auto key = LoadKey(transaction, {.person = person});
  return key && !key->key;
}

}  // namespace oat::identity
