#include "services/server/shred.h"

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/identity/shredding_store.h"
#include "services/server/command.h"

namespace oat::server {
namespace {

constexpr int64_t kAtOnce = 200;

// A person a transaction: whoever is at a window meanwhile waits for no more than one.
absl::StatusOr<int64_t> ShredAll(db::Connection& connection, Day before, int32_t years,
                                 absl::Time now, bool really) {
  int64_t shredded = 0;
  std::vector<PersonId> people;
  PersonId last(0);
  do {
    OAT_RETURN_IF_ERROR(connection.Run([&](db::Transaction& transaction) {
      people = identity::ListOutOfTime(transaction, before, last, kAtOnce);
      return absl::OkStatus();
    }));
    for (const PersonId person : people) {
      bool is_gone = true;
      if (really) {
        OAT_RETURN_IF_ERROR(connection.Run([&](db::Transaction& transaction) {
          is_gone = identity::Shred(transaction, person, before, years, now);
          return absl::OkStatus();
        }));
      }
      if (is_gone) ++shredded;
      last = person;
    }
  } while (!people.empty());
  return shredded;
}

}  // namespace

absl::StatusOr<std::string> ShredRecords(const Configuration& configuration, bool really) {
  const auto years = static_cast<int32_t>(configuration.retention_years);
  if (years == 0) {
    return absl::FailedPreconditionError(
        "retention_years: got nothing, wanted for how many years the law has a record kept");
  }
  OAT_ASSIGN_OR_RETURN(const auto connection, ConnectAsOwner(configuration));
  const absl::Time now = NowOf(configuration);
  const Day today = absl::ToCivilDay(now, absl::UTCTimeZone());
  const Day before(today.year() - years, today.month(), today.day());
  OAT_ASSIGN_OR_RETURN(const int64_t shredded, ShredAll(*connection, before, years, now, really));
  return absl::StrCat(really ? "shredded " : "would shred ", shredded,
                      " records of people last in contact before ", FormatDay(before));
}

}  // namespace oat::server
