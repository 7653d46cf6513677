#include "services/identity/photo_store.h"

#include <tuple>

#include "services/base/status.h"
#include "services/identity/key_store.h"

namespace oat::identity {
namespace {

constexpr db::Statement kRecord{
    "photo_record", "INSERT INTO photo (person_id, ciphertext, taken_at) VALUES ($1, $2, $3)"};
constexpr db::Statement kLoad{"photo_load", R"(
    SELECT k.master_version, k.wrapped_key, p.ciphertext, p.taken_at
      FROM photo p JOIN sealing_key k USING (person_id) WHERE p.person_id = $1)"};
constexpr db::Statement kRemove{"photo_remove",
                                "DELETE FROM photo WHERE person_id = $1 RETURNING 1"};
constexpr db::Statement kRecordEvent{"photo_record_event", R"(
    INSERT INTO photo_event (request_id, person_id, event, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5))"};

}  // namespace

absl::Status RecordPhoto(db::Transaction& transaction, const Vault& vault, const Uuid& request,
                         PersonId person, const Photo& photo, StaffId by) {
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       SealFor(transaction, vault, {.person = person}, photo.jpeg));
  transaction.Run(kRemove, person);
  transaction.Run(kRecord, person, sealed, photo.taken_at);
  transaction.Run(kRecordEvent, request, person, "stored", by, photo.taken_at);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Photo>> LoadPhoto(db::Transaction& transaction, const Vault& vault,
                                               PersonId person) {
  const auto row = transaction.RunForOne(kLoad, person);
  if (!row) return std::optional<Photo>();
  auto [master_version, wrapped_key, ciphertext, taken_at] =
      row->As<std::optional<int32_t>, std::optional<db::Bytes>, db::Bytes, absl::Time>();
  OAT_ASSIGN_OR_RETURN(
      auto jpeg, vault.Unseal({{.person = person}, {master_version, wrapped_key}, ciphertext}));
  if (!jpeg) return std::optional<Photo>();
  return std::optional<Photo>({*std::move(jpeg), taken_at});
}

bool RemovePhoto(db::Transaction& transaction, const Uuid& request, PersonId person, StaffId by,
                 absl::Time now) {
  if (!transaction.RunForOne(kRemove, person)) return false;
  transaction.Run(kRecordEvent, request, person, "removed", by, now);
  return true;
}

}  // namespace oat::identity
