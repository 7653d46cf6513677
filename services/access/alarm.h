// What somebody should look at, as kept. Any room raises an alarm in the transaction of what gives
// rise to it; the auditor reads them all in one list (services/oversight).
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"

namespace oat::access {

struct Alarm {
  Uuid id;
  std::string kind;  // a code of oat.v1.AlarmKind
  absl::Time at;
  std::optional<StaffId> staff;  // who gave rise to it
  std::optional<DeviceId> device;
  std::optional<std::string> site_code;
  // Of a break-glass: whose record, which site treats the person, and the access.
  std::optional<std::string> home_site_code;
  std::optional<PersonId> person;
  std::optional<Uuid> access;
  std::optional<int32_t> patients;  // of a budget
  // What may alarm but once, in words of its kind; absent: it alarms every time.
  std::optional<std::string> occasion;
};

// False when this occasion has alarmed before.
bool RaiseAlarm(db::Transaction& transaction, const Alarm& alarm);

}  // namespace oat::access
