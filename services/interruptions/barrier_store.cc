#include "services/interruptions/barrier_store.h"

#include <tuple>

#include "services/base/status.h"
#include "services/identity/key_store.h"

namespace oat::interruptions {
namespace {

constexpr db::Statement kRecord{"barriers_record", R"(
    INSERT INTO barrier_report (barrier_id, barrier, site_code, day, reporter, words, staff_id,
                                recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kRecordAnswer{"barriers_record_answer", R"(
    INSERT INTO barrier_answer (barrier_id, finding, words, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kRecordAttachment{"barriers_record_attachment", R"(
    INSERT INTO barrier_attachment (barrier_id, person_id, day, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (barrier_id) DO NOTHING RETURNING 1)"};
constexpr db::Statement kLoadPlace{"barriers_load_place",
                                   "SELECT site_code FROM barrier_report WHERE barrier_id = $1"};
constexpr db::Statement kLoad{"barriers_load", R"(
    SELECT b.barrier_id, b.barrier, b.site_code, b.day, b.reporter, b.words, b.recorded_at,
           a.finding, a.words, s.login, a.recorded_at, h.master_version, h.wrapped_key
      FROM barrier_report b
      LEFT JOIN barrier_answer a USING (barrier_id)
      LEFT JOIN staff s ON s.staff_id = a.staff_id
      LEFT JOIN house_key h ON true
     WHERE ($1::text IS NULL OR b.site_code = $1) AND (NOT $2 OR a.barrier_id IS NULL)
     ORDER BY a.barrier_id IS NOT NULL, b.recorded_at, b.barrier_id)"};

// The key of the house is never shredded.
absl::StatusOr<Secret> Unseal(const identity::Vault& vault, const identity::WrappedKey& key,
                              const db::Bytes& sealed) {
  OAT_ASSIGN_OR_RETURN(auto text, vault.Unseal({.owner = {}, .key = key, .ciphertext = sealed}));
  return Secret(text.value_or(""));
}

absl::StatusOr<BarrierReport> Read(const identity::Vault& vault, const db::Row& row) {
  BarrierReport report;
  std::optional<db::Bytes> words, answered_words;
  std::optional<std::string> finding, login;
  std::optional<absl::Time> answered_at;
  identity::WrappedKey key;
  std::tie(report.id, report.barrier, report.site_code, report.day, report.reporter, words,
           report.reported_at, finding, answered_words, login, answered_at, key.master_version,
           key.key) =
      row.As<Uuid, std::string, std::optional<std::string>, Day, std::string,
             std::optional<db::Bytes>, absl::Time, std::optional<std::string>,
             std::optional<db::Bytes>, std::optional<std::string>, std::optional<absl::Time>,
             std::optional<int32_t>, std::optional<db::Bytes>>();
  if (words) {
    OAT_ASSIGN_OR_RETURN(report.words, Unseal(vault, key, *words));
  }
  if (finding) {
    OAT_ASSIGN_OR_RETURN(Secret said, Unseal(vault, key, *answered_words));
    report.answer = {*finding, std::move(said), *login, *answered_at};
  }
  return report;
}

}  // namespace

absl::Status RecordBarrier(db::Transaction& transaction, const identity::Vault& vault,
                           const BarrierReport& report, StaffId by) {
  std::optional<db::Bytes> sealed;
  if (report.words) {
    OAT_ASSIGN_OR_RETURN(sealed, identity::SealFor(transaction, vault, {}, report.words->Reveal()));
  }
  transaction.Run(kRecord, report.id, report.barrier, report.site_code, report.day, report.reporter,
                  sealed, by, report.reported_at);
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordAnswer(db::Transaction& transaction, const identity::Vault& vault,
                                  const Uuid& barrier, const BarrierAnswer& answer, StaffId by) {
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       identity::SealFor(transaction, vault, {}, answer.words.Reveal()));
  return transaction.RunForOne(kRecordAnswer, barrier, answer.finding, sealed, by, answer.at)
      .has_value();
}

bool RecordAttachment(db::Transaction& transaction, const Uuid& barrier, PersonId person, Day day,
                      StaffId by, absl::Time now) {
  return transaction.RunForOne(kRecordAttachment, barrier, person, day, by, now).has_value();
}

std::optional<BarrierPlace> LoadPlace(db::Transaction& transaction, const Uuid& barrier) {
  auto row = transaction.RunForOne(kLoadPlace, barrier);
  if (!row) return std::nullopt;
  return BarrierPlace{std::get<0>(row->As<std::optional<std::string>>())};
}

absl::StatusOr<std::vector<BarrierReport>> LoadBarriers(db::Transaction& transaction,
                                                        const identity::Vault& vault,
                                                        const std::optional<std::string>& site_code,
                                                        bool open_only) {
  std::vector<BarrierReport> reports;
  for (const db::Row& row : transaction.Run(kLoad, site_code, open_only)) {
    OAT_ASSIGN_OR_RETURN(BarrierReport report, Read(vault, row));
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace oat::interruptions
