#include "services/oversight/budget.h"

#include "absl/strings/str_cat.h"
#include "services/access/alarm.h"
#include "services/base/status.h"
#include "services/base/uuid.h"
#include "services/oversight/rules.h"
#include "services/oversight/store.h"

namespace oat::oversight {
namespace {

// A server that was away looks this far back at its first pass: yesterday's last looks too.
constexpr absl::Duration kLookBack = absl::Hours(24);

void AlarmWhereExceeded(db::Transaction& transaction, const StaffDay& of, absl::Time now) {
  const LooksBeyond looks = CountLooksBeyond(transaction, of);
  if (!ExceedsBudget(looks.people)) return;
  access::RaiseAlarm(transaction,
                     {.id = MakeUuid(now),
                      .kind = "budget",
                      .at = now,
                      .staff = of.staff,
                      .device = looks.device,
                      .site_code = looks.site_code,
                      .patients = looks.people,
                      .occasion = absl::StrCat(of.staff.value(), " ", FormatDay(of.day))});
}

}  // namespace

absl::Status BudgetWatch::Pass(db::Connection& connection, absl::Time now) {
  int64_t newest = 0;
  bool is_mine = false;
  OAT_RETURN_IF_ERROR(connection.Run([&](db::Transaction& transaction) {
    ReachEveryone(transaction);
    is_mine = TakeBudgets(transaction);
    if (!is_mine) return absl::OkStatus();
    newest = NewestAuditId(transaction);
    for (const StaffDay& of : FindLooksBeyond(transaction, settled_, now - kLookBack)) {
      AlarmWhereExceeded(transaction, of, now);
    }
    return absl::OkStatus();
  }));
  if (!is_mine) return absl::OkStatus();
  settled_ = seen_;
  seen_ = newest;
  return absl::OkStatus();
}

}  // namespace oat::oversight
