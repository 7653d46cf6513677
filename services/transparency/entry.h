// What the sealed log holds: which tables, in which order their rows stand, and how a row is
// written down to be hashed.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "services/base/merkle.h"

namespace oat::transparency {

struct SealedTable {
  const char* name;
  const char* key;  // the columns of its primary key
};

// By name. A table comes in by a line here and `CALL seal_ledger` in a migration.
inline constexpr SealedTable kSealedTables[] = {
    {"administration", "administration_id"},
    {"administration_entry", "entry_id"},
    {"administration_reversal", "administration_id"},
    {"approval", "approval_id"},
    {"approval_use", "approval_id"},
    {"audit", "audit_id"},
    {"barrier_answer", "barrier_id"},
    {"barrier_attachment", "barrier_id"},
    {"barrier_report", "barrier_id"},
    {"bottle", "bottle_id"},
    {"bottle_change", "site_code, station, product_code, turn"},
    {"bottle_event", "bottle_id, sequence"},
    {"bottle_line", "bottle_id, line"},
    {"card", "person_id, issue"},
    {"card_reading", "reading_id"},
    {"card_revocation", "person_id, issue"},
    {"closure", "closure_id"},
    {"closure_move", "closure_id, person_id, turn"},
    {"closure_placement", "closure_id, person_id, revision"},
    {"closure_undo", "closure_id, person_id, turn"},
    {"closure_word", "closure_id, person_id, sequence"},
    {"custody_start", "person_id, from_day, revision"},
    {"displaced_doubt", "reception_id, line"},
    {"displaced_evidence", "reception_id, line"},
    {"displaced_proposal", "reception_id"},
    {"displaced_reception", "reception_id"},
    {"dose", "dose_id"},
    {"dose_carriage", "dose_id"},
    {"dose_event", "dose_id, sequence"},
    {"dose_line", "dose_id, line"},
    {"dose_report", "administration_id"},
    {"enquiry", "enquiry_id"},
    {"enquiry_answer", "enquiry_id"},
    {"form_move", "move_id"},
    {"form_use", "series, number"},
    {"hold", "hold_id"},
    {"hold_release", "hold_id"},
    {"incident", "incident_id"},
    {"incident_review", "incident_id"},
    {"interruption_cause", "cause_id"},
    {"loss", "loss_id"},
    {"loss_close", "loss_id"},
    {"loss_lot", "loss_id, product_code, lot_number"},
    {"loss_step", "loss_id, name"},
    {"loss_step_done", "loss_id, name"},
    {"lot_standing", "product_code, lot_number, revision"},
    {"medication_order", "order_id"},
    {"order_cancellation", "order_id"},
    {"order_step", "order_id, step"},
    {"packet_look", "look_id"},
    {"patient_return", "return_id"},
    {"person_merge", "person_id, revision"},
    {"posting", "entry_id, line"},
    {"pour", "site_code, pump_id, turn"},
    {"pour_end", "site_code, pump_id, turn"},
    {"preferred_language", "person_id, revision"},
    {"product_gtin", "gtin"},
    {"pump_cycle", "cycle_id"},
    {"pump_placement", "site_code, pump_id, revision"},
    {"pump_test_pour", "site_code, pump_id, sequence, number"},
    {"pump_verification", "site_code, pump_id, sequence"},
    {"role_grant", "staff_id, role, site_code, revision"},
    {"rule_change", "change_id"},
    {"rule_override", "clinical_day, person_id, rule"},
    {"rule_pack", "name, version"},
    {"shipment", "shipment_id"},
    {"shipment_count", "shipment_id, product_code, lot_number"},
    {"shipment_end", "shipment_id"},
    {"shipment_entry", "entry_id"},
    {"shipment_lot", "shipment_id, product_code, lot_number"},
    {"site_language", "site_code, revision"},
    {"site_travel", "from_site, to_site, revision"},
    {"slot", "clinical_day, person_id, portion, turn"},
    {"slot_release", "clinical_day, person_id, portion, turn"},
    {"stock_count", "count_id"},
    {"stock_count_line", "count_id, product_code, lot_number"},
    {"stock_day", "site_code, day"},
    {"stock_day_line", "site_code, day, station, account, product_code, lot_number"},
    {"stock_entry", "entry_id"},
    {"stock_receipt", "entry_id"},
    {"stock_return", "entry_id"},
    {"stock_variance", "count_id, product_code, lot_number"},
    {"supplement", "supplement_id"},
    {"supply_order", "supply_order_id"},
    {"supply_order_end", "supply_order_id"},
    {"take_home_authorisation", "authorisation_id"},
    {"take_home_dose", "authorisation_id, clinical_day, portion"},
    {"take_home_revocation", "authorisation_id"},
    {"transfer", "transfer_id"},
    {"transfer_end", "person_id, turn"},
    {"transfer_event", "transfer_id, sequence"},
    {"withholding", "withholding_id"},
};

// Where a row stands in the log. Rows of one transaction stand in the order of table and key, so
// that the order is one and the same whoever reads it and whenever.
struct Place {
  int64_t recorded_in = 0;  // the transaction that wrote the row
  std::string table;
  std::string key;  // the values of the primary key, separated by blanks
  auto operator<=>(const Place&) const = default;
};

struct Row {
  Place place;
  std::string body;  // its columns, as PostgreSQL writes jsonb, without those that are NULL
};

struct Leaf {
  int64_t index = 0;
  Place place;
  merkle::Hash hash = {};
};

// The canonical encoding is `jalgas-row-1`, the table's name and the body, a line each, the last
// one without its end.
merkle::Hash HashOf(const Row& row);

}  // namespace oat::transparency
