#include "services/oversight/service.h"

namespace oat::oversight {

absl::Status Service::GetAccessLog(access::Call&, const v1::GetAccessLogRequest&,
                                   v1::GetAccessLogResponse*) const {
  return absl::UnimplementedError("GetAccessLog");
}

absl::Status Service::OpenEmergencyAccess(access::Call&, const v1::OpenEmergencyAccessRequest&,
                                          v1::OpenEmergencyAccessResponse*) const {
  return absl::UnimplementedError("OpenEmergencyAccess");
}

absl::Status Service::ListAuditEvents(access::Call&, const v1::ListAuditEventsRequest&,
                                      v1::ListAuditEventsResponse*) const {
  return absl::UnimplementedError("ListAuditEvents");
}

absl::Status Service::ListAlarms(access::Call&, const v1::ListAlarmsRequest&,
                                 v1::ListAlarmsResponse*) const {
  return absl::UnimplementedError("ListAlarms");
}

absl::Status Service::ReviewAlarm(access::Call&, const v1::ReviewAlarmRequest&,
                                  v1::ReviewAlarmResponse*) const {
  return absl::UnimplementedError("ReviewAlarm");
}

}  // namespace oat::oversight
