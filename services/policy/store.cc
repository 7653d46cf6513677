#include "services/policy/store.h"

#include <tuple>

namespace oat::policy {
namespace {

constexpr db::Statement kKeepPack{"policy_keep_pack", R"(
    INSERT INTO rule_pack (name, version, sha256, body, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING)"};
constexpr db::Statement kLoadPack{"policy_load_pack", R"(
    SELECT name, version, sha256, body FROM rule_pack WHERE name = $1 AND version = $2)"};
constexpr db::Statement kRecordChange{"policy_record_change", R"(
    INSERT INTO rule_change (change_id, name, version, place, from_day, signed_off, reason,
                             changed_by, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
// Counted, as the number of one that commits late may be below another's.
constexpr db::Statement kCountChanges{"policy_count_changes", "SELECT count(*) FROM rule_change"};
constexpr db::Statement kListChanges{"policy_list_changes", R"(
    SELECT c.change_id, c.name, c.version, c.place, c.from_day, c.signed_off, c.reason,
           c.changed_by, c.second_id, p.sha256, s.login, t.login, c.recorded_at
      FROM rule_change c LEFT JOIN rule_pack p USING (name, version)
      JOIN staff s ON s.staff_id = c.changed_by JOIN staff t ON t.staff_id = c.second_id
     ORDER BY c.number DESC)"};
constexpr db::Statement kLoadInForce{"policy_load_in_force", R"(
    SELECT p.name, p.version, p.sha256, p.body, latest.place
      FROM (SELECT DISTINCT ON (place, name) place, name, version FROM rule_change
             WHERE from_day <= $1 AND place IN ('', $2, $3)
             ORDER BY place, name, from_day DESC, number DESC) latest
      JOIN rule_pack p USING (name, version)
     ORDER BY p.name, p.version, latest.place)"};
constexpr db::Statement kIsInForceAt{"policy_is_in_force_at", R"(
    SELECT version IS NOT NULL FROM rule_change
     WHERE place = $1 AND name = $2 AND from_day <= $3
     ORDER BY from_day DESC, number DESC LIMIT 1)"};

}  // namespace

bool KeepPack(db::Transaction& transaction, const KeptPack& pack, StaffId by, absl::Time now) {
  transaction.Run(kKeepPack, pack.name, pack.version, db::Bytes{pack.sha256}, db::Bytes{pack.text},
                  by, now);
  const auto kept = LoadPack(transaction, pack.name, pack.version);
  return kept && kept->sha256 == pack.sha256;
}

std::optional<KeptPack> LoadPack(db::Transaction& transaction, const std::string& name,
                                 const std::string& version) {
  const auto row = transaction.RunForOne(kLoadPack, name, version);
  if (!row) return std::nullopt;
  auto [kept_name, kept_version, sha256, body] =
      row->As<std::string, std::string, db::Bytes, db::Bytes>();
  return KeptPack{std::move(kept_name), std::move(kept_version), std::move(sha256.value),
                  std::move(body.value)};
}

void RecordChange(db::Transaction& transaction, const Change& change, absl::Time now) {
  transaction.Run(kRecordChange, change.id, change.name, change.version, change.place,
                  change.from_day, change.signed_off, change.reason, change.changed_by,
                  change.second, now);
}

int64_t CountChanges(db::Transaction& transaction) {
  const auto [count] = transaction.RunForOne(kCountChanges)->As<int64_t>();
  return count;
}

std::vector<ListedChange> ListChanges(db::Transaction& transaction) {
  std::vector<ListedChange> changes;
  for (const db::Row& row : transaction.Run(kListChanges)) {
    ListedChange& listed = changes.emplace_back();
    Change& change = listed.change;
    std::optional<db::Bytes> sha256;
    std::tie(change.id, change.name, change.version, change.place, change.from_day,
             change.signed_off, change.reason, change.changed_by, change.second, sha256,
             listed.changed_by, listed.second, listed.recorded_at) =
        row.As<Uuid, std::string, std::optional<std::string>, std::string, Day, bool, std::string,
               StaffId, StaffId, std::optional<db::Bytes>, std::string, std::string, absl::Time>();
    if (sha256) listed.sha256 = sha256->value;
  }
  return changes;
}

std::vector<PackInForce> LoadInForce(db::Transaction& transaction, Day day,
                                     const std::string& region, const std::string& site_code) {
  std::vector<PackInForce> packs;
  for (const db::Row& row : transaction.Run(kLoadInForce, day, region, site_code)) {
    auto [name, version, sha256, body, place] =
        row.As<std::string, std::string, db::Bytes, db::Bytes, std::string>();
    packs.push_back(
        {std::move(place),
         {std::move(name), std::move(version), std::move(sha256.value), std::move(body.value)}});
  }
  return packs;
}

bool IsInForceAt(db::Transaction& transaction, const std::string& place, const std::string& name,
                 Day day) {
  const auto row = transaction.RunForOne(kIsInForceAt, place, name, day);
  return row && std::get<0>(row->As<bool>());
}

}  // namespace oat::policy
