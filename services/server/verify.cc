#include "services/server/verify.h"

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/db/migrate.h"
#include "services/server/head_file.h"
#include "services/transparency/seal_key.h"
#include "services/transparency/verifier.h"

namespace oat::server {
namespace {

absl::StatusOr<std::vector<TreeHead>> ReadKept(const Configuration& configuration,
                                               const std::vector<std::string>& head_files) {
  auto kept = ReadHeads(configuration.heads_file);
  // Somebody who verifies elsewhere has none of the server's own.
  if (absl::IsNotFound(kept.status())) kept = std::vector<TreeHead>();
  for (const std::string& file : head_files) {
    if (!kept.ok()) break;
    OAT_ASSIGN_OR_RETURN(std::vector<TreeHead> heads, ReadHeads(file));
    kept->insert(kept->end(), heads.begin(), heads.end());
  }
  return kept;
}

std::string InWords(const transparency::Difference& difference) {
  if (difference.table.empty()) return difference.what;
  return absl::StrCat(difference.table, " ", difference.key, ": ", difference.what);
}

}  // namespace

absl::StatusOr<std::string> Verify(const Configuration& configuration,
                                   const std::vector<std::string>& head_files) {
  OAT_ASSIGN_OR_RETURN(std::vector<TreeHead> kept, ReadKept(configuration, head_files));
  OAT_ASSIGN_OR_RETURN(
      std::string public_key,
      transparency::ReadPublicKey(transparency::PublicKeyFileOf(configuration.seal_key_file)));
  db::Connection connection(configuration.database);
  OAT_RETURN_IF_ERROR(db::CheckMigrated(connection, configuration.migrations));
  transparency::Verdict verdict;
  OAT_RETURN_IF_ERROR(connection.Run([&](db::Transaction& transaction) {
    verdict = transparency::Verify(transaction, public_key, kept);
    return absl::OkStatus();
  }));
  if (verdict.difference) {
    return absl::DataLossError(
        absl::StrCat(InWords(*verdict.difference), "; ", verdict.rows, " rows before it hold"));
  }
  return absl::StrCat("verified ", verdict.rows, " rows, ", verdict.heads, " heads; ",
                      verdict.unsealed, " rows not sealed yet");
}

}  // namespace oat::server
