#include "services/reporting/store.h"

#include <tuple>

namespace oat::reporting {
namespace {

constexpr db::Statement kLock{"reporting_lock",
                              "SELECT pg_advisory_xact_lock(hashtextextended('release', 0))"};
// An exit counts on the last day of treatment; an episode that was ended for a day before it began
// ends on the day it began, so that nobody leaves who did not come.
constexpr db::Statement kCountEpisodes{"reporting_count_episodes", R"(
    WITH episodes AS (
      SELECT e.person_id, e.site_code, e.started_on, e.history, e.end_reason,
             CASE WHEN e.ended THEN greatest(e.end_day, e.started_on) END AS ended_on
        FROM episode_now e WHERE e.started_on <= $2),
    counted AS (
      SELECT coalesce((SELECT c.site_code FROM custody_start c
                        WHERE c.person_id = e.person_id AND c.kind = 'home' AND c.from_day <= $2
                        ORDER BY c.from_day DESC, c.revision DESC LIMIT 1), e.site_code) AS home,
             p.sex, p.birth_year,
             coalesce((SELECT o.drug_form FROM medication_order o
                        WHERE o.person_id = e.person_id AND o.from_day <= $2
                        ORDER BY o.version DESC LIMIT 1), 'none') AS medication,
             e.started_on < $1 AS before,
             e.ended_on IS NULL OR e.ended_on > $2 AS enrolled,
             EXISTS (SELECT FROM taken t WHERE t.person_id = e.person_id
                        AND t.clinical_day > $2::date - $3::int AND t.clinical_day <= $2)
             OR EXISTS (SELECT FROM taken t WHERE t.person_id = e.person_id
                           AND t.usual_days IS NOT NULL AND t.clinical_day <= $2
                           AND t.clinical_day + t.latest_days - 1 > $2::date - $3::int) AS covered,
             EXISTS (SELECT FROM identity_token i WHERE i.person_id = e.person_id
                        AND i.kind IN ('document', 'uic')) AS linkable,
             CASE WHEN e.started_on >= $1 THEN e.history ELSE '' END AS admitted,
             CASE WHEN e.ended_on <= $2 THEN e.end_reason ELSE '' END AS exited
        FROM episodes e JOIN person_now p USING (person_id)
       WHERE e.ended_on IS NULL OR e.ended_on >= $1)
    SELECT home, sex, birth_year::int, medication, before, enrolled, covered, linkable, admitted,
           exited, count(*)
      FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)"};
// A decision counts on its day at the site.
constexpr db::Statement kCountDecisions{"reporting_count_decisions", R"(
    SELECT site_code, reason, count(*) FROM (
      SELECT a.site_code, coalesce(v.reason, 'none') AS reason,
             (v.recorded_at AT TIME ZONE s.time_zone)::date AS day
        FROM application_event v JOIN application a USING (application_id)
        JOIN site_now s USING (site_code)
       WHERE v.state NOT IN ('open', 'assessed')
       UNION ALL
      SELECT site_code, reason, decided_on FROM past_application) decision
     WHERE day BETWEEN $1 AND $2 GROUP BY 1, 2)"};
// Whoever is on a waiting list still waits.
constexpr db::Statement kLoadWaits{"reporting_load_waits", R"(
    SELECT coalesce(ended_on <= $2, false), least(coalesce(ended_on, $2::date), $2) - applied_on
      FROM (
        SELECT (a.recorded_at AT TIME ZONE s.time_zone)::date AS applied_on,
               (SELECT (min(v.recorded_at) AT TIME ZONE s.time_zone)::date FROM application_event v
                 WHERE v.application_id = a.application_id
                   AND v.state IN ('admitted', 'refused', 'withdrawn')) AS ended_on
          FROM application a JOIN site_now s USING (site_code)
         UNION ALL
        SELECT applied_on, CASE WHEN decision <> 'waitlisted' THEN decided_on END
          FROM past_application) wait
     WHERE applied_on <= $2 AND (ended_on IS NULL OR ended_on >= $1))"};
constexpr db::Statement kCountRecordedDays{"reporting_count_recorded_days", R"(
    SELECT s.site_code, (SELECT count(*)::int FROM (
      SELECT clinical_day FROM dose
       WHERE site_code = s.site_code AND clinical_day BETWEEN $1 AND $2
       UNION
      SELECT clinical_day FROM administration
       WHERE site_code = s.site_code AND clinical_day BETWEEN $1 AND $2
         AND cause <> 'authorised') recorded)
      FROM site s)"};
constexpr db::Statement kLoadClosures{
    "reporting_load_closures",
    "SELECT site_code, day FROM site_closure WHERE day BETWEEN $1 AND $2"};
constexpr db::Statement kRecordRelease{"reporting_record_release", R"(
    INSERT INTO release (release_id, month, revision, body, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr db::Statement kRecordFigures{"reporting_record_figures", R"(
    INSERT INTO release_figure (release_id, measure, row_dimension, row_code, column_dimension,
                                column_code, value, disclosure)
    SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                                   $7::bigint[], $8::text[]))"};
constexpr db::Statement kLoadFigures{"reporting_load_figures", R"(
    SELECT r.month, r.revision, f.measure, f.row_dimension, f.row_code, f.column_dimension,
           f.column_code, f.value, f.disclosure
      FROM release r JOIN release_figure f USING (release_id) ORDER BY r.month, r.revision)"};
constexpr db::Statement kLoadBody{"reporting_load_body", R"(
    SELECT body FROM release
     WHERE month = (SELECT max(month) FROM release WHERE month <= $1)
       AND ($2::int = 0 OR revision = $2)
     ORDER BY revision DESC LIMIT 1)"};
constexpr db::Statement kLoadBodies{"reporting_load_bodies",
                                    "SELECT body FROM release ORDER BY month, revision"};
constexpr db::Statement kLoadEstimates{"reporting_load_estimates", R"(
    SELECT year::int, scope, people_who_inject_drugs, reported_on_oat, source
      FROM population_estimate ORDER BY scope, year, source)"};
constexpr db::Statement kRecordEstimate{"reporting_record_estimate", R"(
    INSERT INTO population_estimate (year, scope, people_who_inject_drugs, reported_on_oat, source,
                                     recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};

const std::map<Disclosure, std::string>& DisclosureCodes() {
  static const auto* const codes =
      new std::map<Disclosure, std::string>{{Disclosure::kShown, "shown"},
                                            {Disclosure::kWithheld, "withheld"},
                                            {Disclosure::kUnpublished, "unpublished"}};
  return *codes;
}

Disclosure DisclosureOf(const std::string& code) {
  for (const auto& [disclosure, text] : DisclosureCodes()) {
    if (text == code) return disclosure;
  }
  return Disclosure::kUnpublished;
}

}  // namespace

void LockReleases(db::Transaction& transaction) { transaction.Run(kLock); }

std::vector<EpisodeCount> CountEpisodes(db::Transaction& transaction, const Month& month,
                                        int32_t covered_within_days) {
  std::vector<EpisodeCount> counts;
  for (const db::Row& row :
       transaction.Run(kCountEpisodes, month.first, month.last, covered_within_days)) {
    EpisodeCount& one = counts.emplace_back();
    std::tie(one.site_code, one.sex, one.birth_year, one.medication, one.enrolled_before,
             one.enrolled, one.on_treatment, one.linkable, one.admitted, one.exited, one.count) =
        row.As<std::string, std::string, int32_t, std::string, bool, bool, bool, bool, std::string,
               std::string, int64_t>();
  }
  return counts;
}

std::vector<DecisionCount> CountDecisions(db::Transaction& transaction, const Month& month) {
  std::vector<DecisionCount> counts;
  for (const db::Row& row : transaction.Run(kCountDecisions, month.first, month.last)) {
    DecisionCount& one = counts.emplace_back();
    std::tie(one.site_code, one.reason, one.count) = row.As<std::string, std::string, int64_t>();
  }
  return counts;
}

Waits LoadWaits(db::Transaction& transaction, const Month& month) {
  Waits waits;
  for (const db::Row& row : transaction.Run(kLoadWaits, month.first, month.last)) {
    const auto [ended, days] = row.As<bool, int32_t>();
    (ended ? waits.decided : waits.still_waiting).push_back(days);
  }
  return waits;
}

std::map<std::string, int32_t> CountRecordedDays(db::Transaction& transaction, const Month& month) {
  std::map<std::string, int32_t> days;
  for (const db::Row& row : transaction.Run(kCountRecordedDays, month.first, month.last)) {
    const auto [site, count] = row.As<std::string, int32_t>();
    days[site] = count;
  }
  return days;
}

std::multimap<std::string, Day> LoadClosures(db::Transaction& transaction, const Month& month) {
  std::multimap<std::string, Day> closures;
  for (const db::Row& row : transaction.Run(kLoadClosures, month.first, month.last)) {
    const auto [site, day] = row.As<std::string, Day>();
    closures.emplace(site, day);
  }
  return closures;
}

void RecordRelease(db::Transaction& transaction, const Publication& publication,
                   StaffId recorded_by, absl::Time now) {
  const Release& release = publication.release;
  transaction.Run(kRecordRelease, publication.id, release.month, release.revision, publication.body,
                  recorded_by, now);
  std::vector<std::string> measures, rows, row, columns, column, disclosures;
  std::vector<int64_t> values;
  for (const auto& [key, cell] : release.cells) {
    measures.push_back(key.measure);
    rows.push_back(key.rows);
    row.push_back(key.row);
    columns.push_back(key.columns);
    column.push_back(key.column);
    values.push_back(cell.value);
    disclosures.push_back(DisclosureCodes().at(cell.disclosure));
  }
  transaction.Run(kRecordFigures, publication.id, measures, rows, row, columns, column, values,
                  disclosures);
}

std::vector<Release> LoadReleases(db::Transaction& transaction) {
  std::vector<Release> releases;
  for (const db::Row& row : transaction.Run(kLoadFigures)) {
    Release place;
    CellKey key;
    CellValue cell;
    std::string disclosure;
    std::tie(place.month, place.revision, key.measure, key.rows, key.row, key.columns, key.column,
             cell.value, disclosure) = row.As<Day, int32_t, std::string, std::string, std::string,
                                              std::string, std::string, int64_t, std::string>();
    cell.disclosure = DisclosureOf(disclosure);
    if (releases.empty() || releases.back().month != place.month ||
        releases.back().revision != place.revision) {
      releases.push_back(place);
    }
    releases.back().cells[key] = cell;
  }
  return releases;
}

std::optional<db::Bytes> LoadBody(db::Transaction& transaction, Day month, int32_t revision) {
  auto row = transaction.RunForOne(kLoadBody, month, revision);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<db::Bytes>());
}

std::vector<db::Bytes> LoadBodies(db::Transaction& transaction) {
  std::vector<db::Bytes> bodies;
  for (const db::Row& row : transaction.Run(kLoadBodies)) {
    bodies.push_back(std::get<0>(row.As<db::Bytes>()));
  }
  return bodies;
}

std::vector<PopulationEstimate> LoadEstimates(db::Transaction& transaction) {
  std::vector<PopulationEstimate> estimates;
  for (const db::Row& row : transaction.Run(kLoadEstimates)) {
    PopulationEstimate& one = estimates.emplace_back();
    std::tie(one.year, one.scope, one.people_who_inject, one.reported_on_treatment, one.source) =
        row.As<int32_t, std::string, int64_t, std::optional<int64_t>, std::string>();
  }
  return estimates;
}

void RecordEstimate(db::Transaction& transaction, const PopulationEstimate& estimate,
                    StaffId recorded_by, absl::Time now) {
  transaction.Run(kRecordEstimate, estimate.year, estimate.scope, estimate.people_who_inject,
                  estimate.reported_on_treatment, estimate.source, recorded_by, now);
}

}  // namespace oat::reporting
