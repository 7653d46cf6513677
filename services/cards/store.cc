#include "services/cards/store.h"

#include <tuple>

namespace oat::cards {
namespace {

constexpr db::Statement kRecordIssue{"cards_record_issue", R"(
    INSERT INTO card (person_id, issue, card_id, site_code, order_id, key_id, valid_until, staff_id,
                      recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};
constexpr db::Statement kNewestIssue{
    "cards_newest_issue", "SELECT coalesce(max(issue), 0) FROM card WHERE person_id = $1"};
// The one issued next supersedes it, whatever came after that.
constexpr db::Statement kLoadStanding{"cards_load_standing", R"(
    SELECT c.valid_until, r.recorded_at,
           (SELECT n.recorded_at FROM card n
             WHERE n.person_id = c.person_id AND n.issue = c.issue + 1)
      FROM card c LEFT JOIN card_revocation r USING (person_id, issue)
     WHERE c.person_id = $1 AND c.issue = $2)"};
constexpr db::Statement kRecordRevocation{"cards_record_revocation", R"(
    INSERT INTO card_revocation (person_id, issue, reason, site_code, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr db::Statement kRecordReading{"cards_record_reading", R"(
    INSERT INTO card_reading (reading_id, person_id, issue, found, is_offline, is_outside_treatment,
                              site_code, device_id, login, read_at, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))"};

}  // namespace

void RecordIssue(db::Transaction& transaction, const Issue& issue) {
  transaction.Run(kRecordIssue, issue.person, issue.number, issue.id, issue.site_code, issue.order,
                  issue.key_id, issue.valid_until, issue.staff, issue.at);
}

int32_t NewestIssue(db::Transaction& transaction, PersonId person) {
  return std::get<0>(transaction.RunForOne(kNewestIssue, person)->As<int32_t>());
}

std::optional<Standing> LoadStanding(db::Transaction& transaction, PersonId person, int32_t issue) {
  const auto row = transaction.RunForOne(kLoadStanding, person, issue);
  if (!row) return std::nullopt;
  Standing standing;
  std::tie(standing.valid_until, standing.revoked_at, standing.superseded_at) =
      row->As<absl::Time, std::optional<absl::Time>, std::optional<absl::Time>>();
  return standing;
}

void RecordRevocation(db::Transaction& transaction, const Revocation& revocation) {
  transaction.Run(kRecordRevocation, revocation.person, revocation.issue, revocation.reason,
                  revocation.site_code, revocation.staff, revocation.at);
}

void RecordReading(db::Transaction& transaction, const Reading& reading) {
  transaction.Run(kRecordReading, reading.id, reading.person, reading.issue, reading.found,
                  reading.is_offline, reading.is_outside_treatment, reading.site_code,
                  reading.device, reading.login, reading.read_at, reading.staff, reading.at);
}

}  // namespace oat::cards
