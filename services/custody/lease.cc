#include "services/custody/lease.h"

#include <tuple>

namespace oat::custody {
namespace {

constexpr db::Statement kTakeLease{"custody_take_lease", R"(
    INSERT INTO downtime_lease AS l (site_code, device_id, station, taken_at, heard_at,
                                     keep_until)
    VALUES ($1, $2, $3, $4, $4, $5)
    ON CONFLICT (site_code) DO UPDATE
       SET taken_at = CASE WHEN l.device_id = EXCLUDED.device_id AND l.released_at IS NULL
                           THEN l.taken_at ELSE EXCLUDED.taken_at END,
           device_id = EXCLUDED.device_id, station = EXCLUDED.station,
           heard_at = EXCLUDED.heard_at, keep_until = EXCLUDED.keep_until,
           released_at = NULL
     WHERE l.device_id = EXCLUDED.device_id OR l.released_at IS NOT NULL
        OR l.keep_until <= EXCLUDED.heard_at
    RETURNING 1)"};
#define OAT_LEASE_COLUMNS "SELECT site_code, device_id, station, heard_at, keep_until "
constexpr db::Statement kLoadLease{"custody_load_lease",
                                   OAT_LEASE_COLUMNS "FROM downtime_lease WHERE site_code = $1"};
constexpr db::Statement kKeepLease{"custody_keep_lease", R"(
    UPDATE downtime_lease SET heard_at = $2
     WHERE device_id = $1 AND released_at IS NULL AND keep_until > $2 RETURNING 1)"};
constexpr db::Statement kReleaseLease{"custody_release_lease", R"(
    UPDATE downtime_lease SET released_at = $2
     WHERE device_id = $1 AND released_at IS NULL)"};
constexpr db::Statement kEndLease{"custody_end_lease", R"(
    UPDATE downtime_lease SET released_at = $3
     WHERE site_code = $1 AND station = $2 AND released_at IS NULL AND keep_until > $3
    RETURNING 1)"};
constexpr db::Statement kSilentHolder{"custody_silent_holder", OAT_LEASE_COLUMNS R"(
      FROM downtime_lease
     WHERE site_code IN (SELECT c.site_code FROM custody_start c
                          WHERE c.person_id = ANY ((SELECT one_person($1))::bigint[]))
       AND device_id <> $2 AND released_at IS NULL AND heard_at < $3 AND keep_until > $4
     ORDER BY heard_at LIMIT 1)"};

Lease ReadLease(const db::Row& row) {
  Lease lease;
  std::tie(lease.site_code, lease.device, lease.station, lease.heard_at, lease.keep_until) =
      row.As<std::string, DeviceId, std::string, absl::Time, absl::Time>();
  return lease;
}

}  // namespace

std::optional<Lease> TakeLease(db::Transaction& transaction, const Lease& wanted) {
  if (transaction.RunForOne(kTakeLease, wanted.site_code, wanted.device, wanted.station,
                            wanted.heard_at, wanted.keep_until)) {
    return std::nullopt;
  }
  return ReadLease(*transaction.RunForOne(kLoadLease, wanted.site_code));
}

bool KeepLease(db::Transaction& transaction, DeviceId device, absl::Time now) {
  return transaction.RunForOne(kKeepLease, device, now).has_value();
}

void ReleaseLease(db::Transaction& transaction, DeviceId device, absl::Time now) {
  transaction.Run(kReleaseLease, device, now);
}

bool EndLease(db::Transaction& transaction, const std::string& site_code,
              const std::string& station, absl::Time now) {
  return transaction.RunForOne(kEndLease, site_code, station, now).has_value();
}

std::optional<Lease> SilentHolder(db::Transaction& transaction, PersonId person, DeviceId asking,
                                  absl::Time heard_before, absl::Time now) {
  auto row = transaction.RunForOne(kSilentHolder, person, asking, heard_before, now);
  if (!row) return std::nullopt;
  return ReadLease(*row);
}

}  // namespace oat::custody
