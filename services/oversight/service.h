// OversightService: who looked at what, and what somebody should look at.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/oversight.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"

namespace oat::oversight {

struct RaisedAlarm;

class Service {
 public:
  explicit Service(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status GetAccessLog(access::Call& call, const v1::GetAccessLogRequest& request,
                            v1::GetAccessLogResponse* response) const;
  absl::Status OpenEmergencyAccess(access::Call& call,
                                   const v1::OpenEmergencyAccessRequest& request,
                                   v1::OpenEmergencyAccessResponse* response) const;
  absl::Status ListAuditEvents(access::Call& call, const v1::ListAuditEventsRequest& request,
                               v1::ListAuditEventsResponse* response) const;
  absl::Status ListAlarms(access::Call& call, const v1::ListAlarmsRequest& request,
                          v1::ListAlarmsResponse* response) const;
  absl::Status ReviewAlarm(access::Call& call, const v1::ReviewAlarmRequest& request,
                           v1::ReviewAlarmResponse* response) const;
  absl::Status GetTreeHead(access::Call& call, const v1::GetTreeHeadRequest& request,
                           v1::GetTreeHeadResponse* response) const;

 private:
  absl::Status Fill(const RaisedAlarm& alarm, v1::Alarm* out) const;

  const identity::Vault& vault_;
};

}  // namespace oat::oversight
