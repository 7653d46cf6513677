// The right to give doses while the server is away: a lease that one desk of a site has at a time,
// with the list that goes with it.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"

namespace oat::custody {

struct Lease {
  std::string site_code;
  DeviceId device;
  std::string station;
  absl::Time heard_at;    // when the desk said last that it is there
  absl::Time keep_until;  // when the list is deleted, whatever became of the desk
};

// Gives the lease to its desk or lets it keep it; absent then. Where another desk holds it, that
// one's lease, and nothing changes. Two that ask at once queue on the site's row.
std::optional<Lease> TakeLease(db::Transaction& transaction, const Lease& wanted);
// The desk is there and still has its list. False: it has no lease any more.
bool KeepLease(db::Transaction& transaction, DeviceId device, absl::Time now);
// The desk has deleted its list. Nothing happens where it has no lease.
void ReleaseLease(db::Transaction& transaction, DeviceId device, absl::Time now);
// False: the window has none.
bool EndLease(db::Transaction& transaction, const std::string& site_code,
              const std::string& station, absl::Time now);

// The desk that may hold a person on its list and has not been heard of since a moment: of any site
// that ever had the person, other than the desk that asks. The one that is away longest.
std::optional<Lease> SilentHolder(db::Transaction& transaction, PersonId person, DeviceId asking,
                                  absl::Time heard_before, absl::Time now);

}  // namespace oat::custody
