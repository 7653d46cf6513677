#include "services/oversight/store.h"

#include <tuple>

namespace oat::oversight {
namespace {

#define OAT_NUMBER_OF(person) "coalesce(newest_number(" person "), '')"

#define OAT_LOOK_COLUMNS \
  "SELECT a.recorded_at, coalesce(f.login, ''), coalesce(d.device_name, ''), "                 \
  "       coalesce(a.site_code, ''), a.method, coalesce(a.purpose, ''), a.outcome, "           \
  OAT_NUMBER_OF("a.person_id")                                                                 \
  "  FROM audit a LEFT JOIN staff f USING (staff_id) LEFT JOIN device d USING (device_id) "
constexpr db::Statement kLoadLooks{"oversight_load_looks", OAT_LOOK_COLUMNS
                                   "WHERE a.person_id = ANY ((SELECT one_person($1))::bigint[]) "
                                   "AND a.purpose IS DISTINCT FROM 'disclosure' "
                                   "ORDER BY a.recorded_at DESC, a.audit_id DESC LIMIT $2"};
constexpr db::Statement kLoadTrail{
    "oversight_load_trail", OAT_LOOK_COLUMNS
    "WHERE a.recorded_at >= $1 AND a.recorded_at < $2 AND ($3::text IS NULL OR f.login = $3) "
    "  AND ($4::text IS NULL OR a.site_code = $4) AND ($5::bigint IS NULL OR a.person_id = ANY "
    "((SELECT one_person($5))::bigint[])) "
    "ORDER BY a.recorded_at DESC, a.audit_id DESC LIMIT $6"};
constexpr db::Statement kRecordEmergency{"oversight_record_emergency", R"(
    INSERT INTO emergency_access (access_id, person_id, staff_id, device_id, site_code,
                                  home_site_code, reason, ciphertext, until, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
// $1 the site whose break-glass it is, or whose patient's card was read, or none for every alarm;
// $2 whether the reviewed ones too.
constexpr db::Statement kListAlarms{"oversight_list_alarms",
    "SELECT a.alarm_id, a.recorded_at, a.kind, coalesce(f.login, ''), coalesce(a.site_code, ''), "
    "       coalesce(a.home_site_code, ''), " OAT_NUMBER_OF("a.person_id") ", "
    "       coalesce(a.patients, 0), coalesce(e.reason, ''), a.person_id, "
    "       k.master_version, k.wrapped_key, e.ciphertext, r.recorded_at, g.login, "
    "       h.master_version, h.wrapped_key, r.ciphertext "
    "  FROM alarm a LEFT JOIN staff f USING (staff_id) "
    "  LEFT JOIN emergency_access e USING (access_id) "
    "  LEFT JOIN sealing_key k ON k.person_id = e.person_id LEFT JOIN house_key h ON true "
    "  LEFT JOIN alarm_review r USING (alarm_id) LEFT JOIN staff g ON g.staff_id = r.reviewed_by "
    " WHERE ($1::text IS NULL OR (a.kind IN ('break_glass', 'card_outside_treatment') "
    "                             AND $1 IN (a.site_code, a.home_site_code))) "
    "   AND ($2::boolean OR r.alarm_id IS NULL) "
    " ORDER BY a.recorded_at DESC, a.alarm_id DESC"};
constexpr db::Statement kRecordReview{"oversight_record_review", R"(
    INSERT INTO alarm_review (alarm_id, reviewed_by, ciphertext, recorded_at)
    SELECT alarm_id, $3::bigint, $2::bytea, $4::timestamptz FROM alarm
     WHERE alarm_id = $1 AND staff_id IS DISTINCT FROM $3
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kReachEveryone{"oversight_reach_everyone",
                                       "SELECT set_config('oat.reach', 'everyone', true)"};
constexpr db::Statement kTakeBudgets{
    "oversight_take_budgets",
    "SELECT pg_try_advisory_xact_lock(hashtextextended('budgets of looks', 0))"};
constexpr db::Statement kNewestAuditId{"oversight_newest_audit_id",
                                       "SELECT coalesce(max(audit_id), 0) FROM audit"};

// The site that had the person of a look on a day.
#define OAT_HAD_ON(day)                                      \
  "(SELECT c.site_code FROM custody_start c "                \
  "  WHERE c.person_id = a.person_id AND c.from_day <= " day \
  "  ORDER BY c.from_day DESC, c.revision DESC LIMIT 1)"
// Of looks `a` with their day: those at people who are not the site's and not displaced to it.
#define OAT_IS_BEYOND \
  "(a.site_code IN (" OAT_HAD_ON("a.day - 1") ", " OAT_HAD_ON("a.day") ", "                    \
  OAT_HAD_ON("a.day + 1") ")) IS NOT TRUE "                                                    \
  "AND NOT EXISTS (SELECT FROM site_closure k WHERE k.day = a.day "                            \
  "                                             AND k.site_code = " OAT_HAD_ON("a.day") ")"
#define OAT_IS_LOOK "person_id IS NOT NULL AND outcome NOT IN ('accepted', 'replayed') "
constexpr db::Statement kFindLooksBeyond{
    "oversight_find_looks_beyond",
    "SELECT DISTINCT a.staff_id, a.day "
    "  FROM (SELECT DISTINCT staff_id, site_code, person_id, "
    "               (recorded_at AT TIME ZONE 'UTC')::date AS day "
    "          FROM audit WHERE audit_id > $1 AND recorded_at >= $2 AND staff_id IS NOT NULL "
    "                       AND " OAT_IS_LOOK
    ") a "
    " WHERE " OAT_IS_BEYOND
    "   AND NOT EXISTS (SELECT FROM alarm m WHERE m.kind = 'budget' "
    "                                         AND m.occasion = a.staff_id || ' ' || a.day)"};
constexpr db::Statement kCountLooksBeyond{
    "oversight_count_looks_beyond",
    "SELECT count(DISTINCT a.person_id)::int, "
    "       (array_agg(a.device_id ORDER BY a.audit_id DESC))[1], "
    "       (array_agg(a.site_code ORDER BY a.audit_id DESC))[1] "
    "  FROM (SELECT DISTINCT ON (site_code, person_id) audit_id, device_id, site_code, person_id, "
    "               $2::date AS day "
    "          FROM audit WHERE staff_id = $1 AND recorded_at >= $3 AND recorded_at < $4 "
    "                       AND " OAT_IS_LOOK
    "         ORDER BY site_code, person_id, audit_id DESC) a "
    " WHERE " OAT_IS_BEYOND};

std::vector<Look> ReadLooks(const std::vector<db::Row>& rows) {
  std::vector<Look> looks;
  for (const db::Row& row : rows) {
    Look& look = looks.emplace_back();
    std::tie(look.at, look.login, look.device_name, look.site_code, look.method, look.purpose,
             look.outcome, look.patient_number) =
        row.As<absl::Time, std::string, std::string, std::string, std::string, std::string,
               std::string, std::string>();
  }
  return looks;
}

}  // namespace

std::vector<Look> LoadLooks(db::Transaction& transaction, PersonId person, int32_t limit) {
  return ReadLooks(transaction.Run(kLoadLooks, person, limit));
}

std::vector<Look> LoadTrail(db::Transaction& transaction, const TrailQuery& query) {
  return ReadLooks(transaction.Run(kLoadTrail, query.from, query.until, query.login,
                                   query.site_code, query.person, query.limit));
}

void RecordEmergency(db::Transaction& transaction, const Emergency& emergency, absl::Time now) {
  transaction.Run(kRecordEmergency, emergency.id, emergency.person, emergency.staff,
                  emergency.device, emergency.site_code, emergency.home_site_code, emergency.reason,
                  emergency.note, emergency.until, now);
}

std::vector<RaisedAlarm> ListAlarms(db::Transaction& transaction,
                                    const std::optional<std::string>& of_site, bool reviewed_too) {
  std::vector<RaisedAlarm> alarms;
  for (const db::Row& row : transaction.Run(kListAlarms, of_site, reviewed_too)) {
    RaisedAlarm& alarm = alarms.emplace_back();
    identity::WrappedKey key, house_key;
    std::optional<PersonId> person;
    std::optional<db::Bytes> note, finding;
    std::optional<absl::Time> reviewed_at;
    std::optional<std::string> reviewed_by;
    std::tie(alarm.id, alarm.at, alarm.kind, alarm.login, alarm.site_code, alarm.home_site_code,
             alarm.patient_number, alarm.patients, alarm.reason, person, key.master_version,
             key.key, note, reviewed_at, reviewed_by, house_key.master_version, house_key.key,
             finding) =
        row.As<Uuid, absl::Time, std::string, std::string, std::string, std::string, std::string,
               int32_t, std::string, std::optional<PersonId>, std::optional<int32_t>,
               std::optional<db::Bytes>, std::optional<db::Bytes>, std::optional<absl::Time>,
               std::optional<std::string>, std::optional<int32_t>, std::optional<db::Bytes>,
               std::optional<db::Bytes>>();
    if (note) alarm.note = {{.person = person}, key, *note};
    if (finding) alarm.review = {*reviewed_at, *reviewed_by, {{}, house_key, *finding}};
  }
  return alarms;
}

bool RecordReview(db::Transaction& transaction, const Uuid& alarm, const db::Bytes& finding,
                  StaffId by, absl::Time now) {
  return transaction.RunForOne(kRecordReview, alarm, finding, by, now).has_value();
}

void ReachEveryone(db::Transaction& transaction) { transaction.Run(kReachEveryone); }

bool TakeBudgets(db::Transaction& transaction) {
  return std::get<0>(transaction.RunForOne(kTakeBudgets)->As<bool>());
}

int64_t NewestAuditId(db::Transaction& transaction) {
  return std::get<0>(transaction.RunForOne(kNewestAuditId)->As<int64_t>());
}

std::vector<StaffDay> FindLooksBeyond(db::Transaction& transaction, int64_t audit_id,
                                      absl::Time since) {
  std::vector<StaffDay> found;
  for (const db::Row& row : transaction.Run(kFindLooksBeyond, audit_id, since)) {
    StaffDay& one = found.emplace_back();
    std::tie(one.staff, one.day) = row.As<StaffId, Day>();
  }
  return found;
}

LooksBeyond CountLooksBeyond(db::Transaction& transaction, const StaffDay& of) {
  LooksBeyond looks;
  std::tie(looks.people, looks.device, looks.site_code) =
      transaction
          .RunForOne(kCountLooksBeyond, of.staff, of.day,
                     absl::FromCivil(of.day, absl::UTCTimeZone()),
                     absl::FromCivil(of.day + 1, absl::UTCTimeZone()))
          ->As<int32_t, std::optional<DeviceId>, std::optional<std::string>>();
  return looks;
}

}  // namespace oat::oversight
