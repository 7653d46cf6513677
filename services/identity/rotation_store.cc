#include "services/identity/rotation_store.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"

namespace oat::identity {
namespace {

constexpr db::Statement kListKeyUse{"rotation_list_key_use", R"(
    SELECT 'master', m.version,
           (SELECT count(*) FROM sealing_key k WHERE k.master_version = m.version)
      FROM master_key m
    UNION ALL
    SELECT 'index', i.version,
           (SELECT count(DISTINCT t.person_id) FROM identity_token t
             WHERE t.key_version = i.version)
      FROM index_key i
     ORDER BY 1 DESC, 2)"};

constexpr db::Statement kPutMasterInForce{
    "rotation_put_master_in_force",
    "INSERT INTO master_key (version, in_force_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
constexpr db::Statement kLoadWrappedByOthers{"rotation_load_wrapped_by_others", R"(
    SELECT sealing_key_id, person_id, review_id, master_version, wrapped_key FROM sealing_key
     WHERE master_version <> $1 ORDER BY sealing_key_id LIMIT $2 FOR UPDATE)"};
constexpr db::Statement kRewrap{"rotation_rewrap", R"(
    UPDATE sealing_key k SET master_version = $1, wrapped_key = n.wrapped_key
      FROM unnest($2::bigint[], $3::bytea[]) AS n (sealing_key_id, wrapped_key)
     WHERE k.sealing_key_id = n.sealing_key_id)"};
// Waits for those who wrap with it at this moment, or find by it (master_key_in_force() and
// index_keys_in_force() of the schema).
constexpr db::Statement kLockMaster{
    "rotation_lock_master",
    "SELECT version < (SELECT max(version) FROM master_key) FROM master_key WHERE version = $1 "
    "FOR UPDATE"};
constexpr db::Statement kLockIndex{
    "rotation_lock_index",
    "SELECT version < (SELECT max(version) FROM index_key) FROM index_key WHERE version = $1 "
    "FOR UPDATE"};
constexpr db::Statement kCountWrapped{"rotation_count_wrapped",
                                      "SELECT count(*) FROM sealing_key WHERE master_version = $1"};
constexpr db::Statement kDropMaster{"rotation_drop_master",
                                    "DELETE FROM master_key WHERE version = $1"};

constexpr db::Statement kPutIndexInForce{
    "rotation_put_index_in_force",
    "INSERT INTO index_key (version, in_force_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
// $1 a version: who is found by others and not by it, by any particulars that were ever hers.
#define OAT_FOUND_BY_OTHERS                                                          \
  "  FROM identity_token t WHERE t.key_version <> $1 "                               \
  "   AND NOT EXISTS (SELECT FROM identity_token n "                                 \
  "                    WHERE n.person_id = t.person_id AND n.revision = t.revision " \
  "                      AND n.key_version = $1) "
constexpr db::Statement kListFoundByOthers{"rotation_list_found_by_others",
                                           "SELECT DISTINCT t.person_id " OAT_FOUND_BY_OTHERS
                                           "AND t.person_id > $2 ORDER BY t.person_id LIMIT $3"};
// $1 the newest, $2 the one to be retired.
constexpr db::Statement kCountFoundByItAlone{
    "rotation_count_found_by_it_alone",
    "SELECT count(DISTINCT t.person_id) " OAT_FOUND_BY_OTHERS "AND t.key_version = $2"};
constexpr db::Statement kNewestIndex{"rotation_newest_index", "SELECT max(version) FROM index_key"};
constexpr db::Statement kDropTokens{"rotation_drop_tokens",
                                    "DELETE FROM identity_token WHERE key_version = $1"};
constexpr db::Statement kDropIndex{"rotation_drop_index",
                                   "DELETE FROM index_key WHERE version = $1"};

int64_t Count(const std::optional<db::Row>& row) { return std::get<0>(row->As<int64_t>()); }

// Locks the version's row; `row` says whether there is a newer one.
absl::Status CheckRetirable(const char* kind, int32_t version, const std::optional<db::Row>& row) {
  if (!row) {
    return absl::NotFoundError(absl::StrCat(kind, " key ", version, " is not in force"));
  }
  if (std::get<0>(row->As<bool>())) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      kind, " key ", version, " is the newest in force: put a newer one in force first"));
}

}  // namespace

std::vector<KeyUse> ListKeyUse(db::Transaction& transaction) {
  std::vector<KeyUse> uses;
  for (const db::Row& row : transaction.Run(kListKeyUse)) {
    KeyUse& use = uses.emplace_back();
    std::tie(use.kind, use.version, use.needed_by) = row.As<std::string, int32_t, int64_t>();
  }
  return uses;
}

void PutMasterInForce(db::Transaction& transaction, int32_t version, absl::Time now) {
  transaction.Run(kPutMasterInForce, version, now);
}

absl::StatusOr<int64_t> Rewrap(db::Transaction& transaction, const Vault& vault, int32_t version,
                               int64_t most) {
  std::vector<int64_t> ids;
  std::vector<db::Bytes> wrapped_keys;
  for (const db::Row& row : transaction.Run(kLoadWrappedByOthers, version, most)) {
    auto [id, person, review, master_version, wrapped_key] =
        row.As<int64_t, std::optional<PersonId>, std::optional<Uuid>, int32_t, db::Bytes>();
    const Owner owner{person, review};
    OAT_ASSIGN_OR_RETURN(const Secret key, vault.Unwrap({master_version, wrapped_key}, owner));
    OAT_ASSIGN_OR_RETURN(const WrappedKey wrapped, vault.Wrap(key, owner, version));
    ids.push_back(id);
    wrapped_keys.push_back(*wrapped.key);
  }
  transaction.Run(kRewrap, version, ids, wrapped_keys);
  return static_cast<int64_t>(ids.size());
}

absl::Status RetireMaster(db::Transaction& transaction, int32_t version) {
  OAT_RETURN_IF_ERROR(
      CheckRetirable("master", version, transaction.RunForOne(kLockMaster, version)));
  if (const int64_t wrapped = Count(transaction.RunForOne(kCountWrapped, version)); wrapped > 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("master key ", version, " wraps ", wrapped, " keys: rewrap them first"));
  }
  transaction.Run(kDropMaster, version);
  return absl::OkStatus();
}

void PutIndexInForce(db::Transaction& transaction, int32_t version, absl::Time now) {
  transaction.Run(kPutIndexInForce, version, now);
}

absl::StatusOr<std::optional<PersonId>> Reindex(db::Transaction& transaction, const Vault& vault,
                                                int32_t version, PersonId after, int64_t most,
                                                absl::Time now) {
  std::optional<PersonId> last;
  std::vector<OwnedToken> owned;
  for (const db::Row& row : transaction.Run(kListFoundByOthers, version, after, most)) {
    last = std::get<0>(row.As<PersonId>());
    // Whoever corrects or shreds the record at this moment comes before or after.
    LockPerson(transaction, *last);
    OAT_ASSIGN_OR_RETURN(const auto revisions, LoadRevisions(transaction, vault, *last));
    for (const auto& [revision, particulars] : revisions) {
      OAT_ASSIGN_OR_RETURN(const auto tokens, vault.TokensOf(particulars, {version}));
      for (const Token& token : tokens) owned.push_back({*last, token, revision});
    }
  }
  RecordTokens(transaction, owned, now);
  return last;
}

absl::Status RetireIndex(db::Transaction& transaction, int32_t version) {
  OAT_RETURN_IF_ERROR(CheckRetirable("index", version, transaction.RunForOne(kLockIndex, version)));
  const auto newest = std::get<0>(transaction.RunForOne(kNewestIndex)->As<int32_t>());
  const int64_t alone = Count(transaction.RunForOne(kCountFoundByItAlone, newest, version));
  if (alone > 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("index key ", version, " alone finds ", alone, " people: reindex them first"));
  }
  transaction.Run(kDropTokens, version);
  transaction.Run(kDropIndex, version);
  return absl::OkStatus();
}

}  // namespace oat::identity
