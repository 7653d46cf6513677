#include "services/custody/store.h"

#include <tuple>

#include "services/sites/store.h"

namespace oat::custody {
namespace {

constexpr db::Statement kRecordStart{"custody_record_start", R"(
    INSERT INTO custody_start (person_id, from_day, revision, site_code, kind, recorded_by,
                               recorded_at)
    SELECT $1::bigint, $2::date, coalesce(max(revision), 0) + 1, $3, $4, $5::bigint,
           $6::timestamptz
      FROM custody_start WHERE person_id = $1 AND from_day = $2)"};
constexpr db::Statement kRecordFirstStarts{"custody_record_first_starts", R"(
    INSERT INTO custody_start (person_id, from_day, revision, site_code, kind, recorded_by,
                               recorded_at)
    SELECT n.person_id, n.from_day, 1, n.site_code, n.kind, $5, $6
      FROM unnest($1::bigint[], $2::date[], $3::text[], $4::text[])
           AS n (person_id, from_day, site_code, kind))"};
constexpr db::Statement kStandingOn{"custody_standing_on", R"(
    SELECT from_day, site_code, kind FROM custody_start
     WHERE person_id = $1 AND from_day <= $2
     ORDER BY from_day DESC, revision DESC LIMIT 1)"};
constexpr db::Statement kDaysOfStarts{"custody_days_of_starts", R"(
    SELECT DISTINCT from_day FROM custody_start
     WHERE person_id = $1 AND from_day > $2 ORDER BY from_day)"};
constexpr db::Statement kFirstDayAt{"custody_first_day_at", R"(
    SELECT greatest(min(s.from_day), $3::date)
      FROM (SELECT e.from_day, e.site_code, lead(e.from_day) OVER (ORDER BY e.from_day) AS next_day
              FROM (SELECT DISTINCT ON (from_day) from_day, site_code FROM custody_start
                     WHERE person_id = $1 ORDER BY from_day, revision DESC) e) s
     WHERE s.site_code = $2 AND coalesce(s.next_day > $3, true)
    HAVING count(*) > 0)"};
// The site that has, or last had, the person on a day: whose clock counts.
constexpr db::Statement kSiteOn{"custody_site_on", R"(
    SELECT site_code FROM custody_start
     WHERE person_id = $1 AND from_day <= $2 AND site_code IS NOT NULL
     ORDER BY from_day DESC, revision DESC LIMIT 1)"};
constexpr db::Statement kHomeOn{"custody_home_on", R"(
    SELECT site_code FROM custody_start
     WHERE person_id = $1 AND from_day <= $2 AND kind = 'home'
     ORDER BY from_day DESC, revision DESC LIMIT 1)"};

}  // namespace

void RecordStart(db::Transaction& transaction, const Start& start, StaffId staff, absl::Time now) {
  transaction.Run(kRecordStart, start.person, start.from_day, start.site_code, start.kind, staff,
                  now);
}

void RecordFirstStarts(db::Transaction& transaction, const std::vector<Start>& starts,
                       StaffId staff, absl::Time now) {
  std::vector<PersonId> people;
  std::vector<Day> from_days;
  std::vector<std::optional<std::string>> sites;
  std::vector<std::string> kinds;
  for (const Start& start : starts) {
    people.push_back(start.person);
    from_days.push_back(start.from_day);
    sites.push_back(start.site_code);
    kinds.push_back(start.kind);
  }
  transaction.Run(kRecordFirstStarts, people, from_days, sites, kinds, staff, now);
}

void RecordStay(db::Transaction& transaction, PersonId person, const Stay& stay, StaffId staff,
                absl::Time now) {
  std::vector<Day> later;
  for (const db::Row& row : transaction.Run(kDaysOfStarts, person, stay.from_day)) {
    later.push_back(std::get<0>(row.As<Day>()));
  }
  for (const Start& start : StartsOf(person, stay, later)) {
    RecordStart(transaction, start, staff, now);
  }
}

std::optional<Start> StandingOn(db::Transaction& transaction, PersonId person, Day day) {
  auto row = transaction.RunForOne(kStandingOn, person, day);
  if (!row) return std::nullopt;
  Start start{.person = person};
  std::tie(start.from_day, start.site_code, start.kind) =
      row->As<Day, std::optional<std::string>, std::string>();
  return start;
}

std::optional<Day> FirstDayAt(db::Transaction& transaction, PersonId person,
                              const std::string& site_code, Day since_day) {
  auto row = transaction.RunForOne(kFirstDayAt, person, site_code, since_day);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<Day>());
}

std::optional<std::string> HomeOn(db::Transaction& transaction, PersonId person, Day day) {
  auto row = transaction.RunForOne(kHomeOn, person, day);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<std::string>());
}

std::optional<Day> TodayOf(db::Transaction& transaction, PersonId person, absl::Time now) {
  // No zone is more than a day ahead of UTC, so this day begins no earlier than any local today.
  const Day utc_tomorrow = absl::ToCivilDay(now, absl::UTCTimeZone()) + 1;
  auto row = transaction.RunForOne(kSiteOn, person, utc_tomorrow);
  if (!row) return std::nullopt;
  auto site = sites::Load(transaction, std::get<0>(row->As<std::string>()));
  return ClinicalDay(now, site->reckoning());
}

}  // namespace oat::custody
