#include "services/dosing/store.h"

#include <tuple>

#include "services/base/uuid.h"
#include "services/bottles/store.h"
#include "services/identity/store.h"

namespace oat::dosing {
namespace {

constexpr db::Statement kRecordDose{"dosing_record_dose", R"(
    INSERT INTO dose (dose_id, person_id, clinical_day, portion, turn, order_id, supplement_id,
                      drug_form, micrograms, site_code, station, identity_check, assessment,
                      rule_pack, staff_id, recorded_at, asked_desk, bottle_id, usual_days,
                      latest_days)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            nullif($19::smallint, 1), nullif($20::smallint, 1)))"};
constexpr db::Statement kRecordLine{"dosing_record_line", R"(
    INSERT INTO dose_line (dose_id, line, product_code, lot_number, quantity, micrograms)
    VALUES ($1, $2, $3, $4, $5, $6))"};
#define OAT_DOSE_COLUMNS                                                                         \
  "SELECT d.dose_id, d.person_id, d.clinical_day, d.portion, d.turn, d.order_id, "               \
  "d.supplement_id, d.drug_form, d.micrograms, d.site_code, d.station, d.recorded_at, d.state, " \
  "d.station_now, d.bottle_id, coalesce(d.usual_days, 1)::int, "                                 \
  "coalesce(d.latest_days, 1)::int, "                                                            \
  "(SELECT g.destination FROM dose_carriage g WHERE g.dose_id = d.dose_id) FROM dose_now d "
constexpr db::Statement kLoadDose{"dosing_load_dose", OAT_DOSE_COLUMNS "WHERE d.dose_id = $1"};
constexpr db::Statement kListUnsettled{
    "dosing_list_unsettled", OAT_DOSE_COLUMNS
    "JOIN unsettled_dose u USING (dose_id) WHERE u.site_code = $1 ORDER BY d.recorded_at"};
constexpr db::Statement kLoadUnsettled{
    "dosing_load_unsettled", OAT_DOSE_COLUMNS
    "JOIN unsettled_dose u USING (dose_id) WHERE u.person_id = "
    "ANY ((SELECT one_person($1))::bigint[]) ORDER BY d.recorded_at"};
constexpr db::Statement kLoadLines{"dosing_load_lines", R"(
    SELECT product_code, lot_number, quantity, micrograms FROM dose_line WHERE dose_id = $1
     ORDER BY line)"};
constexpr db::Statement kRecordEvent{"dosing_record_event", R"(
    INSERT INTO dose_event (dose_id, sequence, state, detail, station, return_at, staff_id,
                            second_id, request_id, recorded_at)
    SELECT $1::uuid, coalesce(max(sequence), 0) + 1, $2, $3, $4, $5::timestamptz, $6::bigint,
           $7::bigint, $8::uuid, $9::timestamptz
      FROM dose_event WHERE dose_id = $1)"};
constexpr db::Statement kRecordCarriage{"dosing_record_carriage", R"(
    INSERT INTO dose_carriage (dose_id, destination, seal, staff_id, second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr db::Statement kRecordEntries{"dosing_record_entries", R"(
    INSERT INTO administration_entry (entry_id, administration_id, recorded_at)
    SELECT entry_id, $1::uuid, $3::timestamptz FROM unnest($2::uuid[]) AS n (entry_id))"};
constexpr db::Statement kRecordWithholding{"dosing_record_withholding", R"(
    INSERT INTO withholding (withholding_id, person_id, clinical_day, signs, site_code, staff_id,
                             recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr db::Statement kRecordIncident{"dosing_record_incident", R"(
    INSERT INTO incident (incident_id, person_id, administration_id, kind, site_code, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6))"};
// A piece that knows of that day, or of a later one, was looked at when she was received. What was
// said longer ago than a month nobody relies on any more.
constexpr db::Statement kWasSaidToHaveMissed{"dosing_was_said_to_have_missed", R"(
    SELECT EXISTS (SELECT FROM displaced_reception r JOIN displaced_evidence e USING (reception_id)
      WHERE r.person_id = ANY ((SELECT one_person($1))::bigint[])
        AND r.day > $2 AND r.day <= $2::date + 30
        AND e.kind IN ('statement', 'telephone') AND e.last_dose_day < $2
        AND NOT EXISTS (SELECT FROM displaced_evidence o
                         WHERE o.reception_id = r.reception_id AND o.last_dose_day >= $2)))"};
constexpr db::Statement kHasOpenIncident{"dosing_has_open_incident", R"(
    SELECT EXISTS (SELECT FROM incident i WHERE i.person_id = ANY ((SELECT one_person($1))::bigint[])
      AND NOT EXISTS (SELECT FROM incident_review r WHERE r.incident_id = i.incident_id)))"};
constexpr db::Statement kListIncidents{"dosing_list_incidents", R"(
    SELECT i.incident_id, i.person_id, i.kind, i.recorded_at FROM incident i
     WHERE i.site_code = $1
       AND NOT EXISTS (SELECT FROM incident_review r WHERE r.incident_id = i.incident_id)
     ORDER BY i.recorded_at, i.incident_id)"};
constexpr db::Statement kPersonOfIncident{
    "dosing_person_of_incident",
    "SELECT survivor_of(person_id) FROM incident WHERE incident_id = $1"};
constexpr db::Statement kRecordReview{"dosing_record_review", R"(
    INSERT INTO incident_review (incident_id, reviewed_by, recorded_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING RETURNING 1)"};
constexpr db::Statement kWorklist{"dosing_worklist", R"(
    SELECT patient_number, dose_state, has_taken, was_withheld, covered_until, due_on,
           incident_waits, on_hold, has_order, drug_form, has_bottle
      FROM worklist_here($1, $2))"};
constexpr db::Statement kHistory{"dosing_history", R"(
    SELECT coalesce(d.dose_id, a.administration_id), coalesce(d.clinical_day, a.clinical_day),
           coalesce(d.portion, 0)::int, coalesce(d.state, 'given'), coalesce(d.micrograms, 0),
           coalesce(a.micrograms, 0), coalesce(d.drug_form, a.drug_form),
           coalesce(d.site_code, a.site_code),
           coalesce(d.recorded_at, a.taken_at, a.recorded_at) AS at, d.dose_id IS NULL
      FROM (SELECT * FROM dose_now WHERE person_id = ANY ((SELECT one_person($1))::bigint[])) d
      FULL JOIN (SELECT * FROM taken WHERE person_id = ANY ((SELECT one_person($1))::bigint[])) a USING (dose_id)
     ORDER BY 2 DESC, at DESC LIMIT $2)"};

// Of a bottle no more than which it is.
Dose ReadDose(const db::Row& row) {
  Dose dose;
  std::optional<Uuid> bottle;
  std::tie(dose.id, dose.person, dose.clinical_day, dose.portion, dose.turn, dose.order,
           dose.supplement, dose.drug_form, dose.micrograms, dose.site_code, dose.station,
           dose.authorised_at, dose.state, dose.station_now, bottle, dose.interval.usual_days,
           dose.interval.latest_days, dose.carried_to) =
      row.As<Uuid, PersonId, Day, int32_t, int32_t, Uuid, std::optional<Uuid>, std::string,
             Micrograms, std::string, std::string, absl::Time, std::string, std::string,
             std::optional<Uuid>, int32_t, int32_t, std::optional<std::string>>();
  if (bottle) dose.bottle = bottles::Bottle{.id = *bottle};
  return dose;
}

void LoadLines(db::Transaction& transaction, Dose* dose) {
  for (const db::Row& row : transaction.Run(kLoadLines, dose->id)) {
    stock::DoseLine& line = dose->lines.emplace_back();
    std::tie(line.product_code, line.lot_number, line.quantity, line.micrograms) =
        row.As<std::string, std::string, StockQuantity, Micrograms>();
  }
}

}  // namespace

void RecordDose(db::Transaction& transaction, const Dose& dose, const AuthorisedBy& by) {
  transaction.Run(kRecordDose, dose.id, dose.person, dose.clinical_day, dose.portion, dose.turn,
                  dose.order, dose.supplement, dose.drug_form, dose.micrograms, dose.site_code,
                  dose.station, by.identity_check, by.assessment, by.rule_pack, by.staff,
                  dose.authorised_at, by.asked_desk,
                  dose.bottle ? std::optional(dose.bottle->id) : std::nullopt,
                  dose.interval.usual_days, dose.interval.latest_days);
  int32_t number = 0;
  for (const stock::DoseLine& line : dose.lines) {
    transaction.Run(kRecordLine, dose.id, ++number, line.product_code, line.lot_number,
                    line.quantity, line.micrograms);
  }
}

std::optional<Dose> LoadDose(db::Transaction& transaction, const Uuid& id) {
  auto row = transaction.RunForOne(kLoadDose, id);
  if (!row) return std::nullopt;
  Dose dose = ReadDose(*row);
  LoadLines(transaction, &dose);
  if (dose.bottle) dose.bottle = bottles::LoadBottle(transaction, dose.bottle->id);
  return dose;
}

void RecordEvent(db::Transaction& transaction, const Uuid& dose, const DoseEvent& event,
                 absl::Time now) {
  transaction.Run(kRecordEvent, dose, event.state, event.detail, event.station, event.return_at,
                  event.staff, event.second, event.request, now);
}

void RecordCarriage(db::Transaction& transaction, const Uuid& dose, const Carriage& carriage,
                    absl::Time now) {
  transaction.Run(kRecordCarriage, dose, carriage.destination, carriage.seal, carriage.staff,
                  carriage.second, now);
}

std::vector<UnsettledDose> LoadUnsettled(db::Transaction& transaction, PersonId person) {
  std::vector<UnsettledDose> doses;
  for (const db::Row& row : transaction.Run(kLoadUnsettled, person)) {
    Dose dose = ReadDose(row);
    doses.push_back({dose.id, dose.clinical_day, dose.micrograms, dose.station_now,
                     dose.authorised_at, dose.state == "unresolved", dose.bottle.has_value(),
                     dose.carried_to});
  }
  return doses;
}

std::vector<OpenDose> ListUnsettled(db::Transaction& transaction, const std::string& site_code) {
  std::vector<OpenDose> doses;
  for (const db::Row& row : transaction.Run(kListUnsettled, site_code)) {
    OpenDose& open = doses.emplace_back(OpenDose{ReadDose(row), ""});
    LoadLines(transaction, &open.dose);
    open.patient_number = identity::NumberOf(transaction, open.dose.person);
  }
  return doses;
}

void RecordEntries(db::Transaction& transaction, const Uuid& fact, const std::vector<Uuid>& entries,
                   absl::Time now) {
  transaction.Run(kRecordEntries, fact, entries, now);
}

void RecordWithholding(db::Transaction& transaction, const Uuid& id, PersonId person, Day day,
                       const std::string& signs, const std::string& site_code, StaffId staff,
                       absl::Time now) {
  transaction.Run(kRecordWithholding, id, person, day, signs, site_code, staff, now);
}

Uuid RecordIncident(db::Transaction& transaction, PersonId person, const std::optional<Uuid>& fact,
                    const std::string& kind, const std::string& site_code, absl::Time now) {
  const Uuid id = MakeUuid(now);
  transaction.Run(kRecordIncident, id, person, fact, kind, site_code, now);
  return id;
}

bool WasSaidToHaveMissed(db::Transaction& transaction, PersonId person, Day day) {
  return std::get<0>(transaction.RunForOne(kWasSaidToHaveMissed, person, day)->As<bool>());
}

bool HasOpenIncident(db::Transaction& transaction, PersonId person) {
  return std::get<0>(transaction.RunForOne(kHasOpenIncident, person)->As<bool>());
}

std::vector<Incident> ListOpenIncidents(db::Transaction& transaction,
                                        const std::string& site_code) {
  std::vector<Incident> incidents;
  for (const db::Row& row : transaction.Run(kListIncidents, site_code)) {
    Incident& incident = incidents.emplace_back();
    std::tie(incident.id, incident.person, incident.kind, incident.opened_at) =
        row.As<Uuid, PersonId, std::string, absl::Time>();
    incident.patient_number = identity::NumberOf(transaction, incident.person);
  }
  return incidents;
}

std::optional<PersonId> PersonOfIncident(db::Transaction& transaction, const Uuid& id) {
  auto row = transaction.RunForOne(kPersonOfIncident, id);
  if (!row) return std::nullopt;
  return std::get<0>(row->As<PersonId>());
}

bool RecordReview(db::Transaction& transaction, const Uuid& incident, StaffId by, absl::Time now) {
  return transaction.RunForOne(kRecordReview, incident, by, now).has_value();
}

std::vector<WorklistRow> LoadWorklist(db::Transaction& transaction, Day day, absl::Time now) {
  std::vector<WorklistRow> rows;
  for (const db::Row& row : transaction.Run(kWorklist, day, now)) {
    WorklistRow& one = rows.emplace_back();
    std::optional<std::string> drug_form;
    std::tie(one.patient_number, one.dose_state, one.taken, one.withheld, one.covered_until,
             one.due_on, one.incident_waits, one.on_hold, one.has_order, drug_form,
             one.has_bottle) =
        row.As<std::string, std::optional<std::string>, bool, bool, std::optional<Day>,
               std::optional<Day>, bool, bool, bool, std::optional<std::string>, bool>();
    one.drug_form = drug_form.value_or("");
  }
  return rows;
}

std::vector<HistoryRow> LoadHistory(db::Transaction& transaction, PersonId person, int32_t limit) {
  std::vector<HistoryRow> rows;
  for (const db::Row& row : transaction.Run(kHistory, person, limit)) {
    HistoryRow& one = rows.emplace_back();
    std::tie(one.id, one.clinical_day, one.portion, one.state, one.authorised, one.swallowed,
             one.drug_form, one.site_code, one.at, one.declared) =
        row.As<Uuid, Day, int32_t, std::string, Micrograms, Micrograms, std::string, std::string,
               absl::Time, bool>();
  }
  return rows;
}

}  // namespace oat::dosing
