#include "services/packet/store.h"

#include <tuple>

namespace oat::packet {
namespace {

#define OAT_SWALLOWED                                                                              \
  "SELECT t.administration_id, t.clinical_day, coalesce(d.portion, 0)::int, t.cause, "             \
  "t.second_id IS NOT NULL, coalesce(d.detail, ''), t.drug_form, t.micrograms, t.taken_at, "       \
  "t.site_code, coalesce(t.usual_days, 1)::int, coalesce(t.latest_days, 1)::int, "                 \
  "coalesce(s.reason, '') = 'vomited' FROM taken t LEFT JOIN dose_now d ON d.dose_id = "           \
  "t.dose_id LEFT JOIN supplement s ON s.supplement_id = d.supplement_id WHERE t.person_id = ANY " \
  "((SELECT one_person($1))::bigint[]) "
#define OAT_LATEST_FIRST \
  "ORDER BY t.clinical_day DESC, t.taken_at DESC NULLS LAST, t.administration_id"
constexpr db::Statement kLoadSwallowed{"packet_load_swallowed", OAT_SWALLOWED
                                       "AND (t.clinical_day >= $2 OR (t.usual_days IS NOT NULL AND "
                                       "t.clinical_day + t.latest_days > $2)) " OAT_LATEST_FIRST};
constexpr db::Statement kLastSwallowed{"packet_last_swallowed",
                                       OAT_SWALLOWED OAT_LATEST_FIRST " LIMIT 1"};
constexpr db::Statement kLoadPoured{"packet_load_poured", R"(
    SELECT d.dose_id, d.clinical_day, d.drug_form, d.micrograms, d.recorded_at, d.site_code,
           d.state = 'unresolved', d.bottle_id
      FROM dose_now d JOIN unsettled_dose u USING (dose_id)
     WHERE u.person_id = ANY ((SELECT one_person($1))::bigint[])
     ORDER BY d.recorded_at, d.dose_id)"};
constexpr db::Statement kLoadDays{"packet_load_days", R"(
    SELECT g.day::date, c.site_code,
           EXISTS (SELECT FROM dose_now d
                    WHERE d.person_id = ANY (p.ids) AND d.clinical_day = g.day::date
                      AND d.state = 'refused'),
           EXISTS (SELECT FROM dose_now d
                    WHERE d.person_id = ANY (p.ids) AND d.clinical_day = g.day::date
                      AND d.state = 'withheld')
           OR EXISTS (SELECT FROM withholding w
                       WHERE w.person_id = ANY (p.ids) AND w.clinical_day = g.day::date)
      FROM generate_series($2::date, $3::date, interval '1 day') AS g (day)
     CROSS JOIN (SELECT one_person($1) AS ids) p
      LEFT JOIN LATERAL (SELECT site_code FROM custody_start
                          WHERE person_id = $1 AND from_day <= g.day::date
                          ORDER BY from_day DESC, revision DESC LIMIT 1) c ON true)"};
constexpr db::Statement kLoadIncidents{"packet_load_incidents", R"(
    SELECT i.kind, i.recorded_at, r.incident_id IS NOT NULL
      FROM incident i LEFT JOIN incident_review r USING (incident_id)
     WHERE i.person_id = ANY ((SELECT one_person($1))::bigint[])
       AND (i.recorded_at >= $2 OR r.incident_id IS NULL)
     ORDER BY i.recorded_at DESC, i.incident_id)"};
constexpr db::Statement kRecordLook{"packet_record_look", R"(
    INSERT INTO packet_look (look_id, person_id, home_site_code, site_code, staff_id, purpose, way,
                             recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kCountLooks{"packet_count_looks", R"(
    SELECT count(*)::int FROM packet_look
     WHERE person_id = $1 AND home_site_code = $2 AND recorded_at >= $3)"};
constexpr db::Statement kListLooks{"packet_list_looks", R"(
    SELECT k.recorded_at,
           newest_number(k.person_id),
           s.login, coalesce(k.site_code, ''), k.purpose, k.way
      FROM packet_look k JOIN staff s USING (staff_id)
     WHERE k.home_site_code = $1 AND k.recorded_at >= $2
     ORDER BY k.recorded_at DESC, k.look_id)"};

Swallowed ReadSwallowed(const db::Row& row) {
  Swallowed one;
  std::tie(one.id, one.clinical_day, one.portion, one.cause, one.by_two, one.detail, one.drug_form,
           one.micrograms, one.taken_at, one.site_code, one.interval.usual_days,
           one.interval.latest_days, one.for_vomited) =
      row.As<Uuid, Day, int32_t, std::string, bool, std::string, std::string, Micrograms,
             std::optional<absl::Time>, std::string, int32_t, int32_t, bool>();
  return one;
}

}  // namespace

std::vector<Swallowed> LoadSwallowed(db::Transaction& transaction, PersonId person, Day from_day) {
  std::vector<Swallowed> all;
  for (const db::Row& row : transaction.Run(kLoadSwallowed, person, from_day)) {
    all.push_back(ReadSwallowed(row));
  }
  return all;
}

std::optional<Swallowed> LastSwallowed(db::Transaction& transaction, PersonId person) {
  const auto row = transaction.RunForOne(kLastSwallowed, person);
  if (!row) return std::nullopt;
  return ReadSwallowed(*row);
}

std::vector<Poured> LoadPoured(db::Transaction& transaction, PersonId person) {
  std::vector<Poured> all;
  for (const db::Row& row : transaction.Run(kLoadPoured, person)) {
    Poured& one = all.emplace_back();
    std::tie(one.id, one.clinical_day, one.drug_form, one.micrograms, one.at, one.site_code,
             one.unresolved, one.bottle) = row.As<Uuid, Day, std::string, Micrograms, absl::Time,
                                                  std::string, bool, std::optional<Uuid>>();
  }
  return all;
}

std::map<Day, DayKept> LoadDays(db::Transaction& transaction, PersonId person, Day from_day,
                                Day until_day) {
  std::map<Day, DayKept> days;
  for (const db::Row& row : transaction.Run(kLoadDays, person, from_day, until_day)) {
    auto [day, site_code, refused, withheld] =
        row.As<Day, std::optional<std::string>, bool, bool>();
    days[day] = {.refused = refused, .withheld = withheld, .site_code = site_code};
  }
  return days;
}

std::vector<Incident> LoadIncidents(db::Transaction& transaction, PersonId person,
                                    absl::Time since) {
  std::vector<Incident> incidents;
  for (const db::Row& row : transaction.Run(kLoadIncidents, person, since)) {
    Incident& one = incidents.emplace_back();
    std::tie(one.kind, one.opened_at, one.reviewed) = row.As<std::string, absl::Time, bool>();
  }
  return incidents;
}

void RecordLook(db::Transaction& transaction, const Look& look, absl::Time now) {
  transaction.Run(kRecordLook, look.id, look.person, look.home_site_code, look.site_code,
                  look.staff, look.purpose, look.way, now);
}

int32_t CountLooks(db::Transaction& transaction, PersonId person, const std::string& home_site_code,
                   absl::Time since) {
  return std::get<0>(
      transaction.RunForOne(kCountLooks, person, home_site_code, since)->As<int32_t>());
}

std::vector<ListedLook> ListLooks(db::Transaction& transaction, const std::string& home_site_code,
                                  absl::Time since) {
  std::vector<ListedLook> looks;
  for (const db::Row& row : transaction.Run(kListLooks, home_site_code, since)) {
    ListedLook& one = looks.emplace_back();
    std::tie(one.at, one.patient_number, one.login, one.site_code, one.purpose, one.way) =
        row.As<absl::Time, std::string, std::string, std::string, std::string, std::string>();
  }
  return looks;
}

}  // namespace oat::packet
