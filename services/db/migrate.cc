#include "services/db/migrate.h"

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"

namespace oat::db {
namespace {

constexpr char kMakeTable[] = R"(
  CREATE TABLE IF NOT EXISTS migration (
    name       text PRIMARY KEY,
    digest     bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
  GRANT SELECT ON migration TO oat_service;)";

constexpr Statement kApplied{"migration_applied", "SELECT name, digest FROM migration"};
constexpr Statement kRecord{"migration_record",
                            "INSERT INTO migration (name, digest) VALUES ($1, $2)"};
// Two `oatd migrate` at once queue here; the second then finds nothing left to do.
constexpr Statement kLock{"migration_lock", "SELECT pg_advisory_xact_lock(6911302)::text"};

struct File {
  std::string name;
  std::string sql;
  Bytes digest;
};

absl::StatusOr<std::vector<File>> ReadFiles(const std::string& directory) {
  std::error_code error;
  std::vector<File> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() != ".sql") continue;
    std::ifstream stream(entry.path());
    std::stringstream text;
    text << stream.rdbuf();
    File file{entry.path().filename().string(), text.str(), {}};
    file.digest.value.resize(crypto_generichash_BYTES);
    crypto_generichash(
        reinterpret_cast<unsigned char*>(file.digest.value.data()), file.digest.value.size(),
        reinterpret_cast<const unsigned char*>(file.sql.data()), file.sql.size(), nullptr, 0);
    files.push_back(std::move(file));
  }
  if (error || files.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("no migrations found in ", directory));
  }
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

std::map<std::string, Bytes> Applied(Transaction& transaction) {
  std::map<std::string, Bytes> applied;
  for (const Row& row : transaction.Run(kApplied)) {
    auto [name, digest] = row.As<std::string, Bytes>();
    applied[name] = digest;
  }
  return applied;
}

// A migration that ran is history: it may neither change nor vanish.
absl::Status CheckHistory(const std::vector<File>& files, std::map<std::string, Bytes> applied) {
  for (const File& file : files) {
    auto known = applied.find(file.name);
    if (known == applied.end()) continue;
    if (known->second != file.digest) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration ", file.name, " was changed after it had been applied"));
    }
    applied.erase(known);
  }
  if (applied.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the database has migration ", applied.begin()->first,
                   ", which this program does not know: it is older than its database"));
}

}  // namespace

absl::Status Migrate(Connection& connection, const std::string& directory,
                     const std::function<void(const std::string&)>& applied) {
  OAT_ASSIGN_OR_RETURN(std::vector<File> files, ReadFiles(directory));
  OAT_RETURN_IF_ERROR(connection.Run([&](Transaction& transaction) {
    transaction.Run(kLock);
    transaction.RunScript(kMakeTable);
    return CheckHistory(files, Applied(transaction));
  }));
  for (const File& file : files) {
    bool is_new = false;
    OAT_RETURN_IF_ERROR(connection.Run([&](Transaction& transaction) {
      transaction.Run(kLock);
      is_new = !Applied(transaction).contains(file.name);
      if (is_new) {
        transaction.RunScript(file.sql);
        transaction.Run(kRecord, file.name, file.digest);
      }
      return absl::OkStatus();
    }));
    if (is_new) applied(file.name);
  }
  return absl::OkStatus();
}

absl::Status CheckMigrated(Connection& connection, const std::string& directory) {
  OAT_ASSIGN_OR_RETURN(std::vector<File> files, ReadFiles(directory));
  return connection.Run([&](Transaction& transaction) {
    auto applied = Applied(transaction);
    OAT_RETURN_IF_ERROR(CheckHistory(files, applied));
    if (applied.size() == files.size()) return absl::OkStatus();
    return absl::FailedPreconditionError("the database lacks migrations: run oatd migrate");
  });
}

}  // namespace oat::db
