// Who stands behind a call, and the call itself as a service sees it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/sites/rules.h"

namespace oat::access {

// A registered device, and the staff member whose session is open on it.
struct Caller {
  DeviceId device;
  std::optional<sites::Site> site;  // absent: a device of no site
  std::string station;              // empty: a device at no window
  bool has_session = false;
  int64_t session_number = 0;
  bool with_code = false;  // the session was opened with a one-time code as well
  StaffId staff;           // 0 without a session
  std::string login;
  // Codes of oat.v1.Role that hold at this device's site and count in this session.
  std::set<std::string> roles;
  // She was forced to sign in: what is shown is a clinic without patients.
  bool is_under_duress = false;
};

// One call, as the wrapper hands it to a service. A service works in `transaction` and nowhere
// else, and says whose record it touches.
struct Call {
  db::Transaction& transaction;
  const Caller& caller;
  absl::Time now;
  Uuid request_id;                // of a writing call
  std::optional<StaffId> second;  // who consented, when the request carried an approval

  // For the audit trail: the patient this call names, the staff member a sign-in was for.
  std::optional<PersonId> person;
  std::optional<StaffId> subject;
  // The record was opened against the rule, as an emergency.
  bool under_emergency = false;

  // The site of a call whose access rule is one site's.
  const sites::Site& site() const { return *caller.site; }
  DayReckoning reckoning() const { return site().reckoning(); }
  Day today() const { return ClinicalDay(now, reckoning()); }
};

}  // namespace oat::access
