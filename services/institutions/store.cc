#include "services/institutions/store.h"

#include <tuple>

namespace oat::institutions {
namespace {

constexpr db::Statement kRecordReport{"institutions_record_report", R"(
    INSERT INTO dose_report (administration_id, person_id, institution, reporter, reporter_role,
                             callback_number, confidence, site_code, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr db::Statement kWardRound{"institutions_ward_round", R"(
    SELECT patient_number, institution, from_day, drug_form, micrograms, last_at, last_micrograms,
           confidence FROM ward_round_here($1))"};
constexpr db::Statement kRecordEnquiry{"institutions_record_enquiry", R"(
    INSERT INTO enquiry (enquiry_id, person_id, site_code, asker, asker_role, callback_number,
                         staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kOpenEnquiries{"institutions_open_enquiries", R"(
    SELECT e.enquiry_id, e.person_id,
           newest_number(e.person_id),
           e.site_code, e.asker, e.asker_role, e.callback_number, e.recorded_at
      FROM enquiry e
     WHERE e.site_code = $1
       AND NOT EXISTS (SELECT FROM enquiry_answer a WHERE a.enquiry_id = e.enquiry_id)
     ORDER BY e.recorded_at, e.enquiry_id)"};
constexpr db::Statement kRecordAnswer{"institutions_record_answer", R"(
    INSERT INTO enquiry_answer (enquiry_id, person_id, called_number, staff_id, recorded_at)
    SELECT e.enquiry_id, e.person_id, $4, $5::bigint, $6::timestamptz FROM enquiry e
     WHERE e.enquiry_id = $1 AND survivor_of(e.person_id) = $2 AND e.site_code = $3
    ON CONFLICT DO NOTHING RETURNING 1)"};

}  // namespace

void RecordReport(db::Transaction& transaction, const Report& report, StaffId staff,
                  absl::Time now) {
  transaction.Run(kRecordReport, report.fact, report.person, report.institution, report.reporter,
                  report.role, report.callback_number, report.confidence, report.site_code, staff,
                  now);
}

std::vector<Inmate> LoadWardRound(db::Transaction& transaction, Day day) {
  std::vector<Inmate> inmates;
  for (const db::Row& row : transaction.Run(kWardRound, day)) {
    Inmate& one = inmates.emplace_back();
    std::tie(one.patient_number, one.institution, one.from_day, one.drug_form, one.ordered,
             one.last_at, one.last, one.confidence) =
        row.As<std::string, std::string, Day, std::string, Micrograms, std::optional<absl::Time>,
               Micrograms, std::string>();
  }
  return inmates;
}

void RecordEnquiry(db::Transaction& transaction, const Enquiry& enquiry, StaffId staff,
                   absl::Time now) {
  transaction.Run(kRecordEnquiry, enquiry.id, enquiry.person, enquiry.site_code, enquiry.asker,
                  enquiry.role, enquiry.callback_number, staff, now);
}

std::vector<Enquiry> LoadOpenEnquiries(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Enquiry> enquiries;
  for (const db::Row& row : transaction.Run(kOpenEnquiries, site_code)) {
    Enquiry& one = enquiries.emplace_back();
    std::tie(one.id, one.person, one.patient_number, one.site_code, one.asker, one.role,
             one.callback_number, one.asked_at) =
        row.As<Uuid, PersonId, std::string, std::string, std::string, std::string, std::string,
               absl::Time>();
  }
  return enquiries;
}

bool RecordAnswer(db::Transaction& transaction, const Uuid& enquiry, PersonId person,
                  const std::string& site_code, const std::string& called_number, StaffId staff,
                  absl::Time now) {
  return transaction.RunForOne(kRecordAnswer, enquiry, person, site_code, called_number, staff, now)
      .has_value();
}

}  // namespace oat::institutions
