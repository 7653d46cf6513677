// The caller's own sessions.
#include <algorithm>

#include "services/access/service.h"
#include "services/access/session_store.h"
#include "services/contract/answer.h"

namespace oat::access {

absl::Status Service::ListSessions(Call& call, const v1::ListSessionsRequest&,
                                   v1::ListSessionsResponse* response) const {
  for (const OpenedSession& session :
       access::ListSessions(call.transaction, call.caller, call.now)) {
    v1::Session* out = response->add_sessions();
    out->set_session_number(session.number);
    out->set_device_name(session.device_name);
    out->set_site_code(session.site_code);
    *out->mutable_opened_at() = contract::ToTimestamp(session.opened_at);
    *out->mutable_last_used_at() = contract::ToTimestamp(session.last_used_at);
    out->set_current(session.number == call.caller.session_number);
  }
  return absl::OkStatus();
}

absl::Status Service::EndSession(Call& call, const v1::EndSessionRequest& request,
                                 v1::EndSessionResponse*) const {
  const auto own = access::ListSessions(call.transaction, call.caller, call.now);
  const bool is_own = std::any_of(own.begin(), own.end(), [&](const OpenedSession& session) {
    return session.number == request.session_number();
  });
  if (!is_own) return absl::NotFoundError("session_number: you have no such open session");
  access::EndSession(call.transaction, request.session_number(), call.now);
  return absl::OkStatus();
}

}  // namespace oat::access
