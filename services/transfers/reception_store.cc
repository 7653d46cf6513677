#include "services/transfers/reception_store.h"

#include <tuple>
#include <utility>

namespace oat::transfers {
namespace {

constexpr db::Statement kRecordReception{"transfers_record_reception", R"(
    INSERT INTO displaced_reception (reception_id, person_id, site_code, home_site, day, until_day,
                                     tried, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr db::Statement kRecordEvidence{"transfers_record_evidence", R"(
    INSERT INTO displaced_evidence (reception_id, line, person_id, kind, says, drug_form,
                                    micrograms, last_dose_day)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kRecordProposal{"transfers_record_proposal", R"(
    INSERT INTO displaced_proposal (reception_id, person_id, drug_form, micrograms, rests_on,
                                    confidence, pack, incident_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kRecordDoubt{"transfers_record_doubt", R"(
    INSERT INTO displaced_doubt (reception_id, line, person_id, doubt, piece, told, known)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr db::Statement kLoadReceptions{"transfers_load_receptions", R"(
    SELECT r.reception_id, r.person_id, newest_number(r.person_id), r.site_code, r.home_site, r.day,
           r.until_day, r.tried, r.recorded_at
      FROM displaced_reception r
     WHERE $1 IN (r.site_code, r.home_site) AND r.recorded_at >= $2
     ORDER BY r.recorded_at DESC, r.reception_id)"};
constexpr db::Statement kLoadEvidence{"transfers_load_evidence", R"(
    SELECT kind, says, drug_form, micrograms, last_dose_day
      FROM displaced_evidence WHERE reception_id = $1 ORDER BY line)"};
constexpr db::Statement kLoadProposal{"transfers_load_proposal", R"(
    SELECT drug_form, micrograms, rests_on, confidence::int, pack, incident_id
      FROM displaced_proposal WHERE reception_id = $1)"};
constexpr db::Statement kLoadDoubts{"transfers_load_doubts", R"(
    SELECT doubt, piece, told, known FROM displaced_doubt WHERE reception_id = $1 ORDER BY line)"};
constexpr db::Statement kLoadCases{"transfers_load_cases", R"(
    SELECT incident_id, kind, site_code, opened_at, reviewed_at, clinical_day, drug_form, micrograms
      FROM displaced_cases($1))"};

void RecordAdvice(db::Transaction& transaction, const Reception& reception) {
  const Proposed& proposed = reception.advice->proposed;
  transaction.Run(kRecordProposal, reception.id, reception.person, proposed.drug_form,
                  proposed.micrograms, proposed.rests_on, static_cast<int32_t>(proposed.confidence),
                  proposed.pack, reception.advice->incident);
  int32_t line = 0;
  for (const Doubt& doubt : proposed.doubts) {
    transaction.Run(kRecordDoubt, reception.id, ++line, reception.person, doubt.code, doubt.piece,
                    doubt.told, doubt.known);
  }
}

std::vector<Evidence> LoadEvidence(db::Transaction& transaction, const Uuid& reception) {
  std::vector<Evidence> evidence;
  for (const db::Row& row : transaction.Run(kLoadEvidence, reception)) {
    Evidence& one = evidence.emplace_back();
    std::tie(one.told.kind, one.says, one.told.drug_form, one.told.micrograms, one.told.last_day) =
        row.As<std::string, std::string, std::optional<std::string>, std::optional<Micrograms>,
               std::optional<Day>>();
  }
  return evidence;
}

std::optional<Advice> LoadAdvice(db::Transaction& transaction, const Uuid& reception) {
  const auto kept = transaction.RunForOne(kLoadProposal, reception);
  if (!kept) return std::nullopt;
  Advice advice;
  Proposed& proposed = advice.proposed;
  int32_t confidence = 0;
  std::tie(proposed.drug_form, proposed.micrograms, proposed.rests_on, confidence, proposed.pack,
           advice.incident) = kept->As<std::optional<std::string>, Micrograms, int32_t, int32_t,
                                       std::string, std::optional<Uuid>>();
  proposed.confidence = static_cast<packet::Confidence>(confidence);
  for (const db::Row& row : transaction.Run(kLoadDoubts, reception)) {
    Doubt& doubt = proposed.doubts.emplace_back();
    std::tie(doubt.code, doubt.piece, doubt.told, doubt.known) =
        row.As<std::string, int32_t, std::string, std::string>();
  }
  return advice;
}

std::vector<Case> LoadCases(db::Transaction& transaction, const Uuid& reception) {
  std::vector<Case> cases;
  for (const db::Row& row : transaction.Run(kLoadCases, reception)) {
    Case& one = cases.emplace_back();
    std::tie(one.incident, one.kind, one.site_code, one.opened_at, one.reviewed_at,
             one.clinical_day, one.drug_form, one.micrograms) =
        row.As<Uuid, std::string, std::string, absl::Time, std::optional<absl::Time>,
               std::optional<Day>, std::optional<std::string>, std::optional<Micrograms>>();
  }
  return cases;
}

}  // namespace

void RecordReception(db::Transaction& transaction, const Reception& reception, StaffId staff,
                     StaffId second, absl::Time now) {
  transaction.Run(kRecordReception, reception.id, reception.person, reception.site_code,
                  reception.home_site, reception.day, reception.until_day, reception.tried, staff,
                  second, now);
  int32_t line = 0;
  for (const Evidence& one : reception.evidence) {
    transaction.Run(kRecordEvidence, reception.id, ++line, reception.person, one.told.kind,
                    one.says, one.told.drug_form, one.told.micrograms, one.told.last_day);
  }
  RecordAdvice(transaction, reception);
}

std::vector<Reception> LoadReceptions(db::Transaction& transaction, const std::string& site_code,
                                      absl::Time since) {
  std::vector<Reception> receptions;
  for (const db::Row& row : transaction.Run(kLoadReceptions, site_code, since)) {
    Reception& r = receptions.emplace_back();
    std::tie(r.id, r.person, r.patient_number, r.site_code, r.home_site, r.day, r.until_day,
             r.tried, r.received_at) = row.As<Uuid, PersonId, std::string, std::string, std::string,
                                              Day, Day, std::string, absl::Time>();
    r.evidence = LoadEvidence(transaction, r.id);
    r.advice = LoadAdvice(transaction, r.id);
    r.cases = LoadCases(transaction, r.id);
  }
  return receptions;
}

}  // namespace oat::transfers
