#include "services/transfers/store.h"

#include <tuple>

namespace oat::transfers {
namespace {

constexpr db::Statement kRecordRequest{"transfers_record_request", R"(
    INSERT INTO transfer (transfer_id, person_id, turn, ended_turn, kind, from_site, to_site,
                          asked_at, patient_asked, reason, from_day, until_day, staff_id,
                          recorded_at)
    VALUES ($1, $2, $3, nullif($3 - 1, -1), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))"};
constexpr db::Statement kRecordStep{"transfers_record_step", R"(
    INSERT INTO transfer_event (transfer_id, sequence, person_id, event, site_code, detail,
                                from_day, until_day, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr db::Statement kRecordEnd{"transfers_record_end", R"(
    INSERT INTO transfer_end (person_id, turn, transfer_id, sequence) VALUES ($1, $2, $3, $4))"};
constexpr db::Statement kHasEnded{"transfers_has_ended",
                                  "SELECT 1 FROM transfer_end WHERE person_id = $1 AND turn = $2"};
#define OAT_TRANSFERS                                                                           \
  "SELECT t.transfer_id, t.person_id, newest_number(t.person_id), t.turn, t.sequence, t.kind, " \
  "  t.from_site, t.to_site, t.asked_at, t.from_day, t.until_day, t.milestone, "                \
  "  t.was_prepared, t.recorded_at, t.milestone_at, "                                           \
  "  CASE WHEN t.milestone IN ('accept', 'complete', 'take_back') "                             \
  "       THEN first_dose_since(t.person_id, t.to_site, t.from_day) END, "                      \
  "  t.reason, t.patient_asked, t.detail, f.login "                                             \
  "FROM transfer_now t JOIN staff f ON f.staff_id = t.last_staff_id "
constexpr db::Statement kLoadLatest{
    "transfers_load_latest", OAT_TRANSFERS "WHERE t.person_id = $1 ORDER BY t.turn DESC LIMIT 1"};
// What its acceptance and its amendments wrote is known by the transaction that wrote them.
constexpr db::Statement kFormerStarts{"transfers_former_starts", R"(
    SELECT d.from_day, s.site_code, s.kind
      FROM (SELECT DISTINCT from_day FROM custody_start
             WHERE person_id = $1 AND from_day >= $2) d
     CROSS JOIN LATERAL (
       SELECT c.site_code, c.kind FROM custody_start c
        WHERE c.person_id = $1 AND c.from_day <= d.from_day
          AND c.recorded_in NOT IN (SELECT e.recorded_in FROM transfer_event e
                                     WHERE e.transfer_id = $3 AND e.event IN ('accept', 'amend'))
        ORDER BY c.from_day DESC, c.revision DESC LIMIT 1) s
     ORDER BY d.from_day)"};
constexpr db::Statement kLoadOfSite{
    "transfers_load_of_site", OAT_TRANSFERS
    "WHERE $1 IN (t.from_site, t.to_site, t.asked_at) "
    "ORDER BY t.recorded_at DESC, t.turn DESC, t.transfer_id LIMIT $2"};
constexpr db::Statement kRecordReturn{"transfers_record_return", R"(
    INSERT INTO patient_return (return_id, person_id, site_code, from_site, day, released, staff_id,
                                recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kLoadRestarts{"transfers_load_restarts", R"(
    SELECT newest_number(r.person_id), r.from_site, r.recorded_at
      FROM patient_return r
     WHERE r.site_code = $1 AND r.released
       AND first_dose_since(r.person_id, r.site_code, r.day) IS NULL
     ORDER BY r.recorded_at)"};

Kept ReadKept(const db::Row& row) {
  Kept kept;
  Transfer& t = kept.transfer;
  std::tie(kept.id, kept.person, kept.patient_number, kept.turn, kept.sequence, t.kind, t.from_site,
           t.to_site, t.asked_at, t.from_day, t.until_day, t.milestone, t.was_prepared,
           t.requested_at, t.milestone_at, t.first_dose_at, kept.reason, kept.patient_asked,
           kept.detail, kept.last_by) =
      row.As<Uuid, PersonId, std::string, int32_t, int32_t, std::string, std::string, std::string,
             std::string, Day, std::optional<Day>, std::string, bool, absl::Time, absl::Time,
             std::optional<absl::Time>, std::string, bool, std::string, std::string>();
  return kept;
}

}  // namespace

std::optional<Kept> LoadLatest(db::Transaction& transaction, PersonId person) {
  auto row = transaction.RunForOne(kLoadLatest, person);
  if (!row) return std::nullopt;
  return ReadKept(*row);
}

std::vector<Kept> LoadOfSite(db::Transaction& transaction, const std::string& site_code,
                             int32_t most) {
  std::vector<Kept> all;
  for (const db::Row& row : transaction.Run(kLoadOfSite, site_code, most)) {
    all.push_back(ReadKept(row));
  }
  return all;
}

void RecordRequest(db::Transaction& transaction, const Kept& request, StaffId staff,
                   absl::Time now) {
  const Transfer& t = request.transfer;
  transaction.Run(kRecordRequest, request.id, request.person, request.turn, t.kind, t.from_site,
                  t.to_site, t.asked_at, request.patient_asked, request.reason, t.from_day,
                  t.until_day, staff, now);
}

void RecordStep(db::Transaction& transaction, const Kept& kept, const Step& step, StaffId staff,
                absl::Time now) {
  transaction.Run(kRecordStep, kept.id, kept.sequence + 1, kept.person, step.event, step.site_code,
                  step.detail, step.from_day, step.until_day, staff, now);
  if (step.ends) {
    transaction.Run(kRecordEnd, kept.person, kept.turn, kept.id, kept.sequence + 1);
  }
}

bool HasEnded(db::Transaction& transaction, const Kept& kept) {
  return transaction.RunForOne(kHasEnded, kept.person, kept.turn).has_value();
}

std::vector<custody::Start> LoadFormerStarts(db::Transaction& transaction, const Kept& kept) {
  std::vector<custody::Start> starts;
  for (const db::Row& row :
       transaction.Run(kFormerStarts, kept.person, kept.transfer.from_day, kept.id)) {
    custody::Start& start = starts.emplace_back(custody::Start{.person = kept.person});
    std::tie(start.from_day, start.site_code, start.kind) =
        row.As<Day, std::optional<std::string>, std::string>();
  }
  return starts;
}

void RecordReturn(db::Transaction& transaction, const Return& back, StaffId staff, absl::Time now) {
  transaction.Run(kRecordReturn, back.id, back.person, back.site_code, back.from_site, back.day,
                  back.released, staff, now);
}

std::vector<Restart> LoadRestarts(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Restart> restarts;
  for (const db::Row& row : transaction.Run(kLoadRestarts, site_code)) {
    Restart& restart = restarts.emplace_back();
    std::tie(restart.patient_number, restart.from_site, restart.released_at) =
        row.As<std::string, std::string, absl::Time>();
  }
  return restarts;
}

}  // namespace oat::transfers
