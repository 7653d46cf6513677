// What was looked up in a list while the server was away, as told afterwards.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"

namespace oat::downtime {

struct Look {
  Uuid id;
  PersonId person;
  std::string site_code;
  DeviceId device;
  std::string login;    // who was at the desk
  std::string outcome;  // a code of oat.v1.DowntimeOutcome
  absl::Time looked_at;
};
void RecordLook(db::Transaction& transaction, const Look& look, StaffId told_by, absl::Time now);

}  // namespace oat::downtime
