#include "services/server/init.h"

#include "services/access/credential.h"
#include "services/access/credential_store.h"
#include "services/access/store.h"
#include "services/base/status.h"
#include "services/cards/key_file.h"
#include "services/identity/key_file.h"
#include "services/server/command.h"
#include "services/transparency/seal_key.h"

namespace oat::server {

absl::StatusOr<FirstAccess> Initialise(const Configuration& configuration) {
  absl::Status made = identity::CreateKeyFile(configuration.key_file);
  if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  OAT_RETURN_IF_ERROR(identity::ReadKeyFile(configuration.key_file).status());
  FirstAccess first{.login = "admin",
                    .password = access::MakeToken(),
                    .device_name = "FIRST-DEVICE",
                    .device_token = access::MakeToken()};
  const absl::Time now = NowOf(configuration);
  db::Connection connection(configuration.database);
  OAT_RETURN_IF_ERROR(connection.Run([&](db::Transaction& transaction) {
    if (!access::ListStaffRoles(transaction).empty()) {
      return absl::FailedPreconditionError("this database has staff already");
    }
    const auto staff = access::RecordStaff(transaction, first.login, now);
    access::RecordPassword(transaction, *staff, access::HashPassword(first.password), now);
    access::RecordRole(transaction, *staff, "administrator", "", true, std::nullopt, now);
    access::RecordDevice(
        transaction, {.name = first.device_name, .token = access::HashToken(first.device_token)},
        std::nullopt, now);
    return absl::OkStatus();
  }));
  return first;
}

absl::StatusOr<bool> MakeSealKey(const Configuration& configuration) {
  const absl::Status made = transparency::SealKey::CreateKeyFile(configuration.seal_key_file);
  if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  OAT_RETURN_IF_ERROR(transparency::SealKey::Open(configuration.seal_key_file).status());
  return made.ok();
}

absl::StatusOr<bool> MakeCardKey(const Configuration& configuration) {
  const absl::Status made = cards::CreateKeyFile(configuration.card_key_file);
  if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  OAT_RETURN_IF_ERROR(cards::Keys::Open(configuration.card_key_file).status());
  return made.ok();
}

}  // namespace oat::server
