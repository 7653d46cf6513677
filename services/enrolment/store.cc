#include "services/enrolment/store.h"

#include <tuple>

namespace oat::enrolment {
namespace {

constexpr db::Statement kRecordApplication{"enrolment_record_application", R"(
    INSERT INTO application (application_id, site_code, sex, birth_year, under_code,
                             referral_source, history, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};
#define OAT_APPLICATION_COLUMNS                                                                  \
  "SELECT a.application_id, a.site_code, a.sex, a.birth_year, a.under_code, a.referral_source, " \
  "a.history, a.recorded_at, p.person_id, e.state, coalesce(e.reason, '') FROM application a "   \
  "LEFT JOIN application_person p USING (application_id) "                                       \
  "JOIN LATERAL (SELECT state, reason FROM application_event v "                                 \
  "               WHERE v.application_id = a.application_id "                                    \
  "               ORDER BY sequence DESC LIMIT 1) e ON true "
constexpr db::Statement kLoadApplication{"enrolment_load_application",
                                         OAT_APPLICATION_COLUMNS "WHERE a.application_id = $1"};
constexpr db::Statement kListWaiting{
    "enrolment_list_waiting", OAT_APPLICATION_COLUMNS
    "WHERE a.site_code = $1 AND e.state IN ('open', 'assessed', 'waitlisted') "
    "ORDER BY a.recorded_at, a.application_id"};
// An application is a ledger row, which its reader may not lock: its id stands for it.
constexpr db::Statement kQueue{"enrolment_queue",
                               "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text"};
constexpr db::Statement kLinkPerson{"enrolment_link_person", R"(
    INSERT INTO application_person (application_id, person_id, recorded_at) VALUES ($1, $2, $3))"};
constexpr db::Statement kRecordEvent{"enrolment_record_event", R"(
    INSERT INTO application_event (application_id, sequence, state, reason, recorded_by,
                                   recorded_at)
    SELECT $1::uuid, coalesce(max(sequence), 0) + 1, $2, $3, $4::bigint, $5::timestamptz
      FROM application_event WHERE application_id = $1)"};
constexpr db::Statement kRecordEpisodes{"enrolment_record_episodes", R"(
    INSERT INTO episode (episode_id, person_id, site_code, application_id, started_on, history,
                         recorded_at)
    SELECT n.episode_id, n.person_id, n.site_code, n.application_id, n.started_on, n.history, $7
      FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::date[], $6::text[])
           AS n (episode_id, person_id, site_code, application_id, started_on, history))"};
constexpr db::Statement kLatestEpisode{"enrolment_latest_episode", R"(
    SELECT episode_id, person_id, site_code, application_id, started_on, history, ended,
           coalesce(end_reason, '')
      FROM episode_now WHERE person_id = $1 ORDER BY recorded_at DESC LIMIT 1)"};
constexpr db::Statement kLoadSpans{"enrolment_load_spans", R"(
    SELECT started_on, CASE WHEN ended THEN end_day END, recorded_at
      FROM episode_now WHERE person_id = $1 ORDER BY started_on, recorded_at)"};
constexpr db::Statement kHasEpisodeAt{
    "enrolment_has_episode_at",
    "SELECT EXISTS (SELECT FROM episode WHERE person_id = $1 AND site_code = $2)"};
constexpr db::Statement kRecordEnd{"enrolment_record_end", R"(
    INSERT INTO episode_end (episode_id, revision, ended, reason, day, death_source, death_certain,
                             death_cause, recorded_by, second_id, recorded_at)
    SELECT $1::uuid, coalesce(max(revision), 0) + 1, $2::boolean, $3, $4::date, $5, $6::boolean,
           $7, $8::bigint, $9::bigint, $10::timestamptz
      FROM episode_end WHERE episode_id = $1)"};
constexpr db::Statement kLoadImported{
    "enrolment_load_imported",
    "SELECT local_number, digest FROM imported_row WHERE local_number = ANY ($1::text[])"};
constexpr db::Statement kRecordImported{"enrolment_record_imported", R"(
    INSERT INTO imported_row (local_number, digest, recorded_at)
    SELECT n.local_number, n.digest, $3
      FROM unnest($1::text[], $2::bytea[]) AS n (local_number, digest))"};
constexpr db::Statement kRecordPastApplications{"enrolment_record_past_applications", R"(
    INSERT INTO past_application (site_code, applied_on, sex, age_band, decision, decided_on, reason,
                                  occurrence, recorded_by, recorded_at)
    SELECT n.*, row_number() OVER (PARTITION BY n), $8, $9
      FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::text[], $6::date[],
                  $7::text[])
           AS n (site_code, applied_on, sex, age_band, decision, decided_on, reason)
    ON CONFLICT DO NOTHING RETURNING 1)"};

Application ReadApplication(const db::Row& row) {
  Application application;
  std::tie(application.id, application.site_code, application.sex, application.birth_year,
           application.under_code, application.referral_source, application.history,
           application.opened_at, application.person, application.state, application.reason) =
      row.As<Uuid, std::string, std::string, int32_t, bool, std::string, std::string, absl::Time,
             std::optional<PersonId>, std::string, std::string>();
  return application;
}

}  // namespace

void RecordApplication(db::Transaction& transaction, const Application& application,
                       StaffId recorded_by) {
  transaction.Run(kRecordApplication, application.id, application.site_code, application.sex,
                  application.birth_year, application.under_code, application.referral_source,
                  application.history, recorded_by, application.opened_at);
}

std::optional<Application> LoadApplication(db::Transaction& transaction, const Uuid& id) {
  auto row = transaction.RunForOne(kLoadApplication, id);
  if (!row) return std::nullopt;
  return ReadApplication(*row);
}

std::optional<Application> LockApplication(db::Transaction& transaction, const Uuid& id,
                                           const std::string& site_code) {
  transaction.Run(kQueue, id);
  auto application = LoadApplication(transaction, id);
  if (application && application->site_code != site_code) return std::nullopt;
  return application;
}

std::vector<Application> ListWaiting(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Application> applications;
  for (const db::Row& row : transaction.Run(kListWaiting, site_code)) {
    applications.push_back(ReadApplication(row));
  }
  return applications;
}

void LinkPerson(db::Transaction& transaction, const Uuid& application, PersonId person,
                absl::Time now) {
  transaction.Run(kLinkPerson, application, person, now);
}

void RecordEvent(db::Transaction& transaction, const Uuid& application, const std::string& state,
                 const std::optional<std::string>& reason, StaffId recorded_by, absl::Time now) {
  transaction.Run(kRecordEvent, application, state, reason, recorded_by, now);
}

void RecordEpisodes(db::Transaction& transaction, const std::vector<Episode>& episodes,
                    absl::Time now) {
  std::vector<Uuid> ids;
  std::vector<PersonId> people;
  std::vector<std::string> sites, histories;
  std::vector<std::optional<Uuid>> applications;
  std::vector<Day> started;
  for (const Episode& episode : episodes) {
    ids.push_back(episode.id);
    people.push_back(episode.person);
    sites.push_back(episode.site_code);
    applications.push_back(episode.application);
    started.push_back(episode.started_on);
    histories.push_back(episode.history);
  }
  transaction.Run(kRecordEpisodes, ids, people, sites, applications, started, histories, now);
}

std::optional<Episode> LatestEpisode(db::Transaction& transaction, PersonId person) {
  auto row = transaction.RunForOne(kLatestEpisode, person);
  if (!row) return std::nullopt;
  Episode episode;
  std::tie(episode.id, episode.person, episode.site_code, episode.application, episode.started_on,
           episode.history, episode.ended, episode.end_reason) =
      row->As<Uuid, PersonId, std::string, std::optional<Uuid>, Day, std::string, bool,
              std::string>();
  return episode;
}

std::vector<Span> LoadSpans(db::Transaction& transaction, PersonId person) {
  std::vector<Span> spans;
  for (const db::Row& row : transaction.Run(kLoadSpans, person)) {
    Span& span = spans.emplace_back();
    std::tie(span.first, span.last, span.recorded_at) =
        row.As<Day, std::optional<Day>, absl::Time>();
  }
  return spans;
}

bool HasEpisodeAt(db::Transaction& transaction, PersonId person, const std::string& site_code) {
  return std::get<0>(transaction.RunForOne(kHasEpisodeAt, person, site_code)->As<bool>());
}

void RecordEnd(db::Transaction& transaction, const Uuid& episode,
               const std::optional<EpisodeEnd>& end, StaffId recorded_by,
               std::optional<StaffId> second, absl::Time now) {
  const EpisodeEnd none;
  const EpisodeEnd& given = end ? *end : none;
  transaction.Run(kRecordEnd, episode, end.has_value(),
                  end ? std::optional<std::string>(given.reason) : std::nullopt,
                  end ? std::optional<Day>(given.day) : std::nullopt, given.death_source,
                  given.death_certain, given.death_cause, recorded_by, second, now);
}

ImportedRows LoadImported(db::Transaction& transaction,
                          const std::vector<std::string>& local_numbers) {
  ImportedRows imported;
  for (const db::Row& row : transaction.Run(kLoadImported, local_numbers)) {
    imported.insert(
        std::make_from_tuple<ImportedRows::value_type>(row.As<std::string, db::Bytes>()));
  }
  return imported;
}

void RecordImported(db::Transaction& transaction, const ImportedRows& rows, absl::Time now) {
  std::vector<std::string> local_numbers;
  std::vector<db::Bytes> digests;
  for (const auto& [local_number, digest] : rows) {
    local_numbers.push_back(local_number);
    digests.push_back(digest);
  }
  transaction.Run(kRecordImported, local_numbers, digests, now);
}

void QueueImport(db::Transaction& transaction, const std::string& kind) {
  transaction.Run(kQueue, kind);
}

int64_t RecordPastApplications(db::Transaction& transaction,
                               const std::vector<PastApplication>& applications,
                               StaffId recorded_by, absl::Time now) {
  std::vector<std::string> sites, sexes, age_bands, decisions, reasons;
  std::vector<Day> applied;
  std::vector<std::optional<Day>> decided;
  for (const PastApplication& one : applications) {
    sites.push_back(one.site_code);
    applied.push_back(one.applied_on);
    sexes.push_back(one.sex);
    age_bands.push_back(one.age_band);
    decisions.push_back(one.decision);
    decided.push_back(one.decided_on);
    reasons.push_back(one.reason);
  }
  return static_cast<int64_t>(transaction
                                  .Run(kRecordPastApplications, sites, applied, sexes, age_bands,
                                       decisions, decided, reasons, recorded_by, now)
                                  .size());
}

}  // namespace oat::enrolment
