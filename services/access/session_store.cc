#include "services/access/session_store.h"

#include <tuple>

#include "absl/strings/str_split.h"
#include "services/access/rules.h"
#include "services/sites/store.h"

namespace oat::access {
namespace {

// $1 is what the device is known by, $2 its session's token, $3 the oldest last use of a session
// that is still open, $4 whether the call reaches everyone: from here on the row-level policies
// hold the transaction to that, and to the device's site; under duress to nobody and no site.
#define OAT_IDENTIFY(by)                                                                    \
  "SELECT d.device_id, d.site_code, d.station, s.staff_id, f.login, s.last_used_at, "       \
  "  s.session_number, coalesce(s.with_code, false), coalesce(s.under_duress, false), "     \
  "  (SELECT string_agg(DISTINCT r.role, ' ') FROM role_now r "                             \
  "    WHERE r.staff_id = s.staff_id AND r.site_code IN ('', coalesce(d.site_code, ''))), " \
  "  set_config('oat.site', "                                                               \
  "    CASE WHEN s.under_duress THEN '' ELSE coalesce(d.site_code, '') END, true) "         \
  "    || set_config('oat.reach', CASE WHEN s.under_duress THEN 'nobody' "                  \
  "                                    WHEN $4 THEN 'everyone' ELSE '' END, true) "         \
  "  FROM device d "                                                                        \
  "  LEFT JOIN session s ON s.device_id = d.device_id AND s.token_hash = $2 "               \
  "                     AND s.ended_at IS NULL AND s.last_used_at > $3 "                    \
  "  LEFT JOIN staff f ON f.staff_id = s.staff_id "                                         \
  " WHERE " by                                                                              \
  "   AND NOT EXISTS (SELECT FROM device_revocation v WHERE v.device_id = d.device_id)"
constexpr db::Statement kIdentifyByToken{"access_identify_by_token",
                                         OAT_IDENTIFY("d.token_hash = $1")};
constexpr db::Statement kIdentifyByCertificate{
    "access_identify_by_certificate",
    OAT_IDENTIFY("d.device_id = (SELECT c.device_id FROM device_certificate c "
                 "WHERE c.fingerprint = $1 AND c.expires_at > $5)")};
constexpr db::Statement kUseSession{"access_use_session",
                                    "UPDATE session SET last_used_at = $2 WHERE token_hash = $1"};
constexpr db::Statement kOpenSession{"access_open_session", R"(
    INSERT INTO session (token_hash, staff_id, device_id, with_code, under_duress, badge_id,
                         opened_at, last_used_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7))"};
constexpr db::Statement kLiftSession{
    "access_lift_session", "UPDATE session SET with_code = true WHERE session_number = $1"};
constexpr db::Statement kEndSession{
    "access_end_session",
    "UPDATE session SET ended_at = $2 WHERE session_number = $1 AND ended_at IS NULL"};
constexpr db::Statement kEndSessionsOf{"access_end_sessions_of", R"(
    UPDATE session SET ended_at = $3
     WHERE staff_id = $1 AND ended_at IS NULL AND session_number IS DISTINCT FROM $2::bigint)"};
constexpr db::Statement kEndSessionsByBadge{"access_end_sessions_by_badge", R"(
    UPDATE session SET ended_at = $2
     WHERE staff_id = $1 AND ended_at IS NULL AND badge_id IS NOT NULL)"};
constexpr db::Statement kListSessions{"access_list_sessions", R"(
    SELECT s.session_number, d.device_name, coalesce(d.site_code, ''), s.opened_at, s.last_used_at
      FROM session s JOIN device d USING (device_id)
     WHERE s.staff_id = $1 AND s.ended_at IS NULL AND s.last_used_at > $2
       AND (s.under_duress OR NOT $3::boolean)
       AND NOT EXISTS (SELECT FROM device_revocation v WHERE v.device_id = d.device_id)
     ORDER BY s.opened_at DESC, s.session_number DESC)"};

// A session's last use is written once a minute, not with every call.
constexpr absl::Duration kUseGranularity = absl::Minutes(1);

// The caller of a row of OAT_IDENTIFY.
std::optional<Caller> ReadCaller(db::Transaction& transaction, const std::optional<db::Row>& row,
                                 const std::optional<db::Bytes>& session_token, absl::Time now) {
  if (!row) return std::nullopt;
  auto [device, site_code, station, staff, login, last_used, number, with_code, under_duress, roles,
        reach] =
      row->As<DeviceId, std::optional<std::string>, std::optional<std::string>,
              std::optional<StaffId>, std::optional<std::string>, std::optional<absl::Time>,
              std::optional<int64_t>, bool, bool, std::optional<std::string>, std::string>();
  Caller caller{.device = device, .station = station.value_or("")};
  if (site_code) caller.site = sites::Load(transaction, *site_code);
  if (!staff) return caller;
  caller.has_session = true;
  caller.session_number = *number;
  caller.with_code = with_code;
  caller.is_under_duress = under_duress;
  caller.staff = *staff;
  caller.login = *login;
  for (absl::string_view role : absl::StrSplit(roles.value_or(""), ' ', absl::SkipEmpty())) {
    caller.roles.emplace(role);
  }
  if (now - *last_used > kUseGranularity) transaction.Run(kUseSession, *session_token, now);
  return caller;
}

}  // namespace

std::optional<Caller> IdentifyByToken(db::Transaction& transaction, const db::Bytes& device_token,
                                      const std::optional<db::Bytes>& session_token,
                                      bool reaches_everyone, absl::Time now) {
  return ReadCaller(transaction,
                    transaction.RunForOne(kIdentifyByToken, device_token, session_token,
                                          now - kSessionIdle, reaches_everyone),
                    session_token, now);
}

std::optional<Caller> IdentifyByCertificate(db::Transaction& transaction,
                                            const db::Bytes& fingerprint,
                                            const std::optional<db::Bytes>& session_token,
                                            bool reaches_everyone, absl::Time now) {
  return ReadCaller(transaction,
                    transaction.RunForOne(kIdentifyByCertificate, fingerprint, session_token,
                                          now - kSessionIdle, reaches_everyone, now),
                    session_token, now);
}

void OpenSession(db::Transaction& transaction, const NewSession& session, absl::Time now) {
  transaction.Run(kOpenSession, session.token, session.staff, session.device, session.with_code,
                  session.under_duress, session.badge, now);
}

void LiftSession(db::Transaction& transaction, int64_t session_number) {
  transaction.Run(kLiftSession, session_number);
}

void EndSession(db::Transaction& transaction, int64_t session_number, absl::Time now) {
  transaction.Run(kEndSession, session_number, now);
}

void EndSessionsOf(db::Transaction& transaction, StaffId staff, std::optional<int64_t> but_one,
                   absl::Time now) {
  transaction.Run(kEndSessionsOf, staff, but_one, now);
}

void EndSessionsByBadge(db::Transaction& transaction, StaffId staff, absl::Time now) {
  transaction.Run(kEndSessionsByBadge, staff, now);
}

std::vector<OpenedSession> ListSessions(db::Transaction& transaction, const Caller& caller,
                                        absl::Time now) {
  std::vector<OpenedSession> sessions;
  for (const db::Row& row :
       transaction.Run(kListSessions, caller.staff, now - kSessionIdle, caller.is_under_duress)) {
    OpenedSession& one = sessions.emplace_back();
    std::tie(one.number, one.device_name, one.site_code, one.opened_at, one.last_used_at) =
        row.As<int64_t, std::string, std::string, absl::Time, absl::Time>();
  }
  return sessions;
}

}  // namespace oat::access
