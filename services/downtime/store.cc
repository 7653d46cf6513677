#include "services/downtime/store.h"

namespace oat::downtime {
namespace {

constexpr db::Statement kRecordLook{"downtime_record_look", R"(
    INSERT INTO downtime_look (look_id, person_id, site_code, device_id, login, outcome, looked_at,
                               told_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};

}  // namespace

void RecordLook(db::Transaction& transaction, const Look& look, StaffId told_by, absl::Time now) {
  transaction.Run(kRecordLook, look.id, look.person, look.site_code, look.device, look.login,
                  look.outcome, look.looked_at, told_by, now);
}

}  // namespace oat::downtime
