#include "services/server/keys.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/status.h"
#include "services/cards/key_file.h"
#include "services/db/transaction.h"
#include "services/identity/cipher.h"
#include "services/identity/key_file.h"
#include "services/identity/rotation_store.h"
#include "services/server/command.h"

namespace oat::server {
namespace {

// Short transactions: a call that needs one of the rows waits for so many others at most.
constexpr int64_t kAtOnce = 200;

absl::StatusOr<std::vector<identity::KeyUse>> LoadKeyUse(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(const auto connection, ConnectAsOwner(configuration));
  std::vector<identity::KeyUse> uses;
  OAT_RETURN_IF_ERROR(connection->Run([&](db::Transaction& transaction) {
    uses = identity::ListKeyUse(transaction);
    return absl::OkStatus();
  }));
  return uses;
}

// Into a file that lacks a key in force (an old copy) none is added: it would get that key's
// version, and what it wrapped would be lost with the right file's return.
absl::StatusOr<std::string> AddKey(const Configuration& configuration,
                                   identity::KeysByVersion identity::KeyFile::*kind,
                                   const char* name, const char* next) {
  const std::string& path = configuration.key_file;
  OAT_ASSIGN_OR_RETURN(identity::KeyFile keys, identity::ReadKeyFile(path));
  OAT_ASSIGN_OR_RETURN(const auto uses, LoadKeyUse(configuration));
  for (const identity::KeyUse& use : uses) {
    if (use.kind != name || (keys.*kind).contains(use.version)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(name, " key ", use.version, " is in force and not in this file: ", path,
                     " is an old copy, bring the right one first"));
  }
  const int32_t version = (keys.*kind).rbegin()->first + 1;
  (keys.*kind)[version] = identity::NewKey();
  OAT_RETURN_IF_ERROR(identity::ReplaceKeyFile(path, keys));
  return absl::StrCat("added ", name, " key ", version, " to ", path,
                      "; once every server has this file: oatd keys ", next);
}

// Out of the database by `retire`, then out of the file. One that is not in force any more, and
// older than another, was retired by a try that was cut off before the file.
absl::StatusOr<std::string> RetireKey(
    const Configuration& configuration, identity::KeysByVersion identity::KeyFile::*kind,
    const char* name, int32_t version,
    const std::function<absl::Status(db::Transaction&, int32_t)>& retire) {
  const std::string& path = configuration.key_file;
  OAT_ASSIGN_OR_RETURN(identity::KeyFile keys, identity::ReadKeyFile(path));
  OAT_ASSIGN_OR_RETURN(const auto connection, ConnectAsOwner(configuration));
  const absl::Status retired =
      connection->Run([&](db::Transaction& transaction) { return retire(transaction, version); });
  const bool is_left_over = absl::IsNotFound(retired) && (keys.*kind).contains(version) &&
                            version < (keys.*kind).rbegin()->first;
  if (!retired.ok() && !is_left_over) return retired;
  (keys.*kind).erase(version);
  OAT_RETURN_IF_ERROR(identity::ReplaceKeyFile(path, keys));
  return absl::StrCat("retired ", name, " key ", version, ", which is no longer in ", path);
}

}  // namespace

absl::StatusOr<std::string> KeyStatus(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(identity::KeyFile keys, identity::ReadKeyFile(configuration.key_file));
  OAT_ASSIGN_OR_RETURN(const auto uses, LoadKeyUse(configuration));
  std::vector<std::string> lines;
  for (const identity::KeyUse& use : uses) {
    const bool is_master = use.kind == "master";
    const bool is_here = (is_master ? keys.masters : keys.indexes).erase(use.version) > 0;
    lines.push_back(absl::StrCat(use.kind, " key ", use.version, ": in force, ",
                                 is_here ? "in the file" : "MISSING IN THE FILE",
                                 is_master ? ", wraps " : ", finds ", use.needed_by,
                                 is_master ? " keys" : " people"));
  }
  for (const auto& [version, key] : keys.masters) {
    lines.push_back(absl::StrCat("master key ", version, ": in the file, not in force"));
  }
  for (const auto& [version, key] : keys.indexes) {
    lines.push_back(absl::StrCat("index key ", version, ": in the file, not in force"));
  }
  return absl::StrJoin(lines, "\n");
}

absl::StatusOr<std::string> AddMaster(const Configuration& configuration) {
  return AddKey(configuration, &identity::KeyFile::masters, "master", "rewrap");
}

absl::StatusOr<std::string> AddIndex(const Configuration& configuration) {
  return AddKey(configuration, &identity::KeyFile::indexes, "index", "reindex");
}

absl::StatusOr<std::string> AddCardKey(const Configuration& configuration) {
  const std::string& path = configuration.card_key_file;
  OAT_RETURN_IF_ERROR(cards::AddKey(path));
  return absl::StrCat(
      "added a card key to ", path,
      "; copy it to every server and restart them: desks get it at the next sign-in");
}

absl::StatusOr<std::string> RewrapKeys(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(const identity::KeyFile keys, identity::ReadKeyFile(configuration.key_file));
  OAT_ASSIGN_OR_RETURN(const identity::Vault vault, identity::Vault::Open(configuration.key_file));
  OAT_ASSIGN_OR_RETURN(const auto connection, ConnectAsOwner(configuration));
  const int32_t newest = keys.masters.rbegin()->first;
  OAT_RETURN_IF_ERROR(connection->Run([&](db::Transaction& transaction) {
    identity::PutMasterInForce(transaction, newest, NowOf(configuration));
    return absl::OkStatus();
  }));
  int64_t all = 0;
  for (int64_t some = kAtOnce; some > 0; all += some) {
    OAT_RETURN_IF_ERROR(connection->Run([&](db::Transaction& transaction) -> absl::Status {
      OAT_ASSIGN_OR_RETURN(some, identity::Rewrap(transaction, vault, newest, kAtOnce));
      return absl::OkStatus();
    }));
  }
  return absl::StrCat("master key ", newest, " is in force; rewrapped ", all, " keys by it");
}

absl::StatusOr<std::string> ReindexPeople(const Configuration& configuration) {
  OAT_ASSIGN_OR_RETURN(const identity::KeyFile keys, identity::ReadKeyFile(configuration.key_file));
  OAT_ASSIGN_OR_RETURN(const identity::Vault vault, identity::Vault::Open(configuration.key_file));
  OAT_ASSIGN_OR_RETURN(const auto connection, ConnectAsOwner(configuration));
  const int32_t newest = keys.indexes.rbegin()->first;
  OAT_RETURN_IF_ERROR(connection->Run([&](db::Transaction& transaction) {
    identity::PutIndexInForce(transaction, newest, NowOf(configuration));
    return absl::OkStatus();
  }));
  std::optional<PersonId> last(0);
  while (last) {
    const PersonId after = *last;
    OAT_RETURN_IF_ERROR(connection->Run([&](db::Transaction& transaction) -> absl::Status {
      OAT_ASSIGN_OR_RETURN(last, identity::Reindex(transaction, vault, newest, after, kAtOnce,
                                                   NowOf(configuration)));
      return absl::OkStatus();
    }));
  }
  return absl::StrCat("index key ", newest, " is in force, and finds everybody");
}

absl::StatusOr<std::string> RetireMasterKey(const Configuration& configuration, int32_t version) {
  return RetireKey(configuration, &identity::KeyFile::masters, "master", version,
                   identity::RetireMaster);
}

absl::StatusOr<std::string> RetireIndexKey(const Configuration& configuration, int32_t version) {
  return RetireKey(configuration, &identity::KeyFile::indexes, "index", version,
                   identity::RetireIndex);
}

}  // namespace oat::server
