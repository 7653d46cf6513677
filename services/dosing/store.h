// Doses, what became of them, and incidents, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/bottles/rules.h"
#include "services/db/transaction.h"
#include "services/dosing/rules.h"
#include "services/stock/rules.h"

namespace oat::dosing {

struct Dose {
  Uuid id;
  PersonId person;
  Day clinical_day;
  int32_t portion = 0;
  int32_t turn = 0;
  Uuid order;
  std::optional<Uuid> supplement;
  std::string drug_form;
  Micrograms micrograms;
  std::string site_code;
  std::string station;  // where it was authorised: whose stock it is
  absl::Time authorised_at;
  // What became of it: open, given, partly_given, refused, withheld, voided, unresolved.
  std::string state = "open";
  std::string station_now;  // who has it open
  std::vector<stock::DoseLine> lines;
  DoseInterval interval = {};
  // The person's own, which is drunk instead of a dose from the stock: its portion is claimed and
  // its stock left the house before.
  std::optional<bottles::Bottle> bottle = {};
  // Where it was carried out to, which takes its stock out of the window.
  std::optional<std::string> carried_to = {};

  bool is_unsettled() const { return state == "open" || state == "unresolved"; }
};

// How a dose was authorised, beside what it is.
struct AuthorisedBy {
  std::string identity_check;
  std::string assessment;
  std::string rule_pack;
  StaffId staff;
  std::optional<std::string> asked_desk;  // SITE/STATION of one that is away, asked before
};
void RecordDose(db::Transaction& transaction, const Dose& dose, const AuthorisedBy& by);
std::optional<Dose> LoadDose(db::Transaction& transaction, const Uuid& id);

struct DoseEvent {
  std::string state;
  std::string detail;
  std::string station;
  std::optional<absl::Time> return_at;
  StaffId staff;
  std::optional<StaffId> second;
  Uuid request;
};
void RecordEvent(db::Transaction& transaction, const Uuid& dose, const DoseEvent& event,
                 absl::Time now);

// A dose on its way to the person it is for.
struct Carriage {
  std::string destination;
  std::string seal;
  StaffId staff;
  StaffId second;
};
void RecordCarriage(db::Transaction& transaction, const Uuid& dose, const Carriage& carriage,
                    absl::Time now);

std::vector<UnsettledDose> LoadUnsettled(db::Transaction& transaction, PersonId person);

struct OpenDose {
  Dose dose;
  std::string patient_number;
};
// Open and unresolved doses of a site, the oldest first.
std::vector<OpenDose> ListUnsettled(db::Transaction& transaction, const std::string& site_code);

// The entries by which the stock of a fact without an authorisation left the book.
void RecordEntries(db::Transaction& transaction, const Uuid& fact, const std::vector<Uuid>& entries,
                   absl::Time now);

void RecordWithholding(db::Transaction& transaction, const Uuid& id, PersonId person, Day day,
                       const std::string& signs, const std::string& site_code, StaffId staff,
                       absl::Time now);

struct Incident {
  Uuid id;
  PersonId person;
  std::string patient_number;
  std::string kind;
  absl::Time opened_at;
};
// Its id. `fact`: that broke the rule, if one did.
Uuid RecordIncident(db::Transaction& transaction, PersonId person, const std::optional<Uuid>& fact,
                    const std::string& kind, const std::string& site_code, absl::Time now);
// Whether a person was received as displaced on somebody's word that her last dose was before a day
// on which, as it is told now, she had one.
bool WasSaidToHaveMissed(db::Transaction& transaction, PersonId person, Day day);
bool HasOpenIncident(db::Transaction& transaction, PersonId person);
std::vector<Incident> ListOpenIncidents(db::Transaction& transaction, const std::string& site_code);
// The person of an incident, under whichever number it was opened.
std::optional<PersonId> PersonOfIncident(db::Transaction& transaction, const Uuid& id);
// False when it was reviewed before.
bool RecordReview(db::Transaction& transaction, const Uuid& incident, StaffId by, absl::Time now);

struct WorklistRow {
  std::string patient_number;
  std::optional<std::string> dose_state;  // of the day's latest dose
  bool taken = false;                     // a fact counts for the day
  bool withheld = false;
  std::optional<Day> covered_until;  // by what was taken, or is in a bottle, for days before
  std::optional<Day> due_on;         // from when on the next dose is, after one for several days
  bool incident_waits = false;
  bool on_hold = false;
  bool has_order = false;   // in force on the day
  std::string drug_form;    // of the newest order; empty without any
  bool has_bottle = false;  // one that holds a portion of the day
};
std::vector<WorklistRow> LoadWorklist(db::Transaction& transaction, Day day, absl::Time now);

struct HistoryRow {
  Uuid id;
  Day clinical_day;
  int32_t portion = 0;
  std::string state;
  Micrograms authorised;
  Micrograms swallowed;
  std::string drug_form;
  std::string site_code;
  absl::Time at;
  bool declared = false;
};
std::vector<HistoryRow> LoadHistory(db::Transaction& transaction, PersonId person, int32_t limit);

}  // namespace oat::dosing
