// Migrations: numbered files, forward only, each applied once and never changed afterwards.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "services/db/transaction.h"

namespace oat::db {

// Applies the files NNNN_topic.sql of `directory` that the database does not have, in order, each
// in a transaction of its own together with its entry in the table of migrations; `applied` hears
// the name of each. FAILED_PRECONDITION when a file that was applied has since been changed or
// removed.
absl::Status Migrate(Connection& connection, const std::string& directory,
                     const std::function<void(const std::string&)>& applied);

// FAILED_PRECONDITION unless the database has exactly the migrations of `directory`.
absl::Status CheckMigrated(Connection& connection, const std::string& directory);

}  // namespace oat::db
