#include "services/access/alarm.h"

namespace oat::access {
namespace {

constexpr db::Statement kRaise{"alarm_raise", R"(
    INSERT INTO alarm (alarm_id, kind, staff_id, device_id, site_code, home_site_code, person_id,
                       patients, access_id, occasion, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (kind, occasion) DO NOTHING RETURNING 1)"};

}  // namespace

bool RaiseAlarm(db::Transaction& transaction, const Alarm& alarm) {
  return transaction
      .RunForOne(kRaise, alarm.id, alarm.kind, alarm.staff, alarm.device, alarm.site_code,
                 alarm.home_site_code, alarm.person, alarm.patients, alarm.access, alarm.occasion,
                 alarm.at)
      .has_value();
}

}  // namespace oat::access
