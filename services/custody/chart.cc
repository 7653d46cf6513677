#include "services/custody/chart.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "services/custody/rules.h"
#include "services/custody/store.h"

namespace oat::custody {
namespace {

// $1 the person, $2 the site, $3 today there, $4 the staff member, $5 now. The last day of a span
// that holds, or of a start that held for a part of its day: who was admitted and moved or died the
// same day was there. Whoever treated her under a second number treated her.
constexpr db::Statement kTies{"chart_ties", R"(
    SELECT greatest(
           (SELECT max(from_day) FROM custody_start
             WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
               AND site_code = $2 AND from_day <= $3::date),
           (SELECT max(coalesce(s.next_day - 1, greatest(s.from_day, $3::date)))
              FROM (SELECT e.from_day, e.site_code,
                           lead(e.from_day) OVER (PARTITION BY e.person_id ORDER BY e.from_day)
                             AS next_day
                      FROM (SELECT DISTINCT ON (person_id, from_day) person_id, from_day, site_code
                              FROM custody_start
                             WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
                             ORDER BY person_id, from_day, revision DESC) e) s
             WHERE s.site_code = $2)),
           EXISTS (SELECT FROM application_person p JOIN application a USING (application_id)
                    WHERE p.person_id = $1 AND a.site_code = $2
                      AND (SELECT e.state FROM application_event e
                            WHERE e.application_id = a.application_id
                            ORDER BY e.sequence DESC LIMIT 1) IN ('open', 'assessed', 'waitlisted')),
           EXISTS (SELECT FROM transfer_now t
                    WHERE t.person_id = $1 AND t.to_site = $2 AND t.milestone IN ('prepare', 'accept')),
           EXISTS (SELECT FROM emergency_access m
                    WHERE m.person_id = $1 AND m.staff_id = $4 AND m.site_code = $2
                      AND m.until > $5))"};

Ties LoadTies(access::Call& call, PersonId person) {
  Ties ties{.at_site = call.caller.site.has_value(),
            .prescribes = call.caller.roles.contains("prescriber")};
  if (!ties.at_site) return ties;
  std::tie(ties.last_day, ties.applies, ties.is_coming, ties.in_emergency) =
      call.transaction
          .RunForOne(kTies, person, call.site().code, call.today(), call.caller.staff, call.now)
          ->As<std::optional<Day>, bool, bool, bool>();
  return ties;
}

// The window names the site too when it refuses a dose (REASON_CODE_OTHER_SITE): whoever stands
// there is helped by nobody else.
absl::Status Denied(access::Call& call, PersonId person) {
  std::string whom = "no site treats this person now";
  if (auto today = TodayOf(call.transaction, person, call.now)) {
    auto standing = StandingOn(call.transaction, person, *today);
    if (standing && standing->site_code) {
      whom = absl::StrCat("site ", *standing->site_code, " treats this person: call it");
    }
  }
  return absl::PermissionDeniedError(
      absl::StrCat("patient_number: this record is not yours to open; ", whom,
                   "; in an emergency open it with a reason, which is shown to that site and the "
                   "auditor"));
}

}  // namespace

bool OpensChart(access::Call& call, PersonId person) {
  const Ties ties = LoadTies(call, person);
  const Day today = ties.at_site ? call.today() : absl::ToCivilDay(call.now, absl::UTCTimeZone());
  const Opening opening = JudgeRecord(ties, today);
  call.under_emergency = opening == Opening::kInEmergency;
  return opening != Opening::kClosed;
}

absl::Status CheckChart(access::Call& call, PersonId person) {
  return OpensChart(call, person) ? absl::OkStatus() : Denied(call, person);
}

absl::Status CheckAccessLog(access::Call& call, PersonId person) {
  return MayHandOverLog(LoadTies(call, person)) ? absl::OkStatus() : Denied(call, person);
}

}  // namespace oat::custody
