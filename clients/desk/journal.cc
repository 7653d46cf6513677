#include "clients/desk/journal.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "absl/strings/str_cat.h"

namespace oat::desk {
namespace {

constexpr char kSchema[] = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS request (
    sequence   INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL UNIQUE,
    method     TEXT NOT NULL,
    body       BLOB NOT NULL,
    settled    INTEGER NOT NULL DEFAULT 0
  );)";

absl::Status Failure(sqlite3* database) {
  return absl::InternalError(absl::StrCat("the desk's journal: ", sqlite3_errmsg(database)));
}

void Bind(const std::vector<std::string>& values, sqlite3_stmt* statement) {
  for (size_t i = 0; i < values.size(); ++i) {
    sqlite3_bind_blob(statement, static_cast<int>(i + 1), values[i].data(),
                      static_cast<int>(values[i].size()), SQLITE_TRANSIENT);
  }
}

std::string Column(sqlite3_stmt* statement, int index) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, index));
  return {bytes == nullptr ? "" : bytes,
          static_cast<size_t>(sqlite3_column_bytes(statement, index))};
}

}  // namespace

void Journal::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

absl::StatusOr<Journal> Journal::Open(const std::string& path) {
  sqlite3* database = nullptr;
  const mode_t before = umask(0077);
  const int opened = sqlite3_open(path.c_str(), &database);
  umask(before);
  Journal journal(path, database);
  if (opened != SQLITE_OK) return Failure(database);
  sqlite3_busy_timeout(database, 2000);
  if (sqlite3_exec(database, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return Failure(database);
  }
  return journal;
}

absl::Status Journal::Run(const char* sql, const std::vector<std::string>& values) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
    return Failure(database_.get());
  }
  Bind(values, statement);
  const bool done = sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return done ? absl::OkStatus() : Failure(database_.get());
}

absl::Status Journal::Keep(const KeptRequest& request) {
  return Run("INSERT INTO request (request_id, method, body) VALUES (?, ?, ?)",
             {request.request_id, request.method, request.body});
}

absl::Status Journal::Settle(const std::string& request_id) {
  return Run("UPDATE request SET settled = 1 WHERE request_id = ?", {request_id});
}

absl::Status Journal::Amend(const std::string& request_id, const std::string& body) {
  return Run("UPDATE request SET body = ? WHERE request_id = ? AND settled = 0",
             {body, request_id});
}

absl::StatusOr<std::vector<KeptRequest>> Journal::Load(const char* sql,
                                                       const std::vector<std::string>& values) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
    return Failure(database_.get());
  }
  Bind(values, statement);
  std::vector<KeptRequest> requests;
  int step = 0;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    requests.push_back({Column(statement, 0), Column(statement, 1), Column(statement, 2),
                        sqlite3_column_int(statement, 3) != 0});
  }
  sqlite3_finalize(statement);
  if (step != SQLITE_DONE) return Failure(database_.get());
  return requests;
}

absl::StatusOr<std::vector<KeptRequest>> Journal::Unanswered() {
  return Load(
      "SELECT request_id, method, body, settled FROM request WHERE settled = 0 "
      "ORDER BY sequence",
      {});
}

absl::StatusOr<std::vector<KeptRequest>> Journal::Of(const std::string& method) {
  return Load(
      "SELECT request_id, method, body, settled FROM request "
      "WHERE CAST(method AS TEXT) = CAST(? AS TEXT) ORDER BY sequence",
      {method});
}

}  // namespace oat::desk
