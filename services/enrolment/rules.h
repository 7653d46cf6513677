// How an application moves, and what a row of a roster must say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/clinical_day.h"
#include "services/base/import_fault.h"
#include "services/base/quantity.h"
#include "services/identity/particulars.h"

namespace oat::enrolment {

// Whether an application in one state may pass to another: open, assessed, waitlisted, refused,
// withdrawn, admitted. Nobody is admitted or waitlisted unassessed; the last three are final.
bool MayPass(const std::string& from, const std::string& to);

// Clinical reasons for a decision; the others say something of the system, not of the person.
bool IsClinical(const std::string& decision_reason);

// A row of a roster file as it stands there.
struct RosterCells {
  int64_t line = 0;
  std::string local_number, family_name, given_name, birth_date, sex, uic, id_type, id_number,
      home_site, enrolled_on, medication, dose_mg, last_dose_on, prescriber;
};

struct RosterEntry {
  std::string local_number;
  identity::Particulars particulars;
  std::string sex;  // female, male
  int32_t birth_year = 0;
  std::string home_site;
  Day enrolled_on;
  std::string drug_form;
  Micrograms dose;
  std::optional<Day> last_dose_on;
};

// Reads a row; adds every fault of it to `faults` and then returns an entry not to be used. No
// fault repeats what a cell says.
RosterEntry ReadRosterRow(const RosterCells& cells, std::vector<ImportFault>* faults);

// A row of a list of past applications as it stands there.
struct RefusalCells {
  int64_t line = 0;
  std::string applied_on, site_code, sex, age_band, decision, decided_on, reason;
};

// An application that was decided before this system was there. Nobody is named.
struct PastApplication {
  std::string site_code;
  Day applied_on;
  std::string sex;  // female, male
  std::string age_band;
  std::string decision;  // refused, waitlisted, withdrawn
  std::optional<Day> decided_on;
  std::string reason;  // a code of oat.v1.DecisionReason
};

// Reads a row as ReadRosterRow does. `today` is the site's; absent for a site that is not known.
PastApplication ReadRefusalRow(const RefusalCells& cells, std::optional<Day> today,
                               std::vector<ImportFault>* faults);

// How a field of two people's particulars agrees: a code of oat.v1.Agreement.
struct FieldComparison {
  std::string field;
  std::string agreement;
  bool operator==(const FieldComparison&) const = default;
};

// A person as far as two are compared.
struct Comparable {
  identity::Particulars particulars;
  std::string sex;
};

// Every field in which two people can agree, in a fixed order; never what it holds.
std::vector<FieldComparison> Compare(const Comparable& newcomer, const Comparable& known);

}  // namespace oat::enrolment
