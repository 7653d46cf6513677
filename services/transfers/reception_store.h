// People who were received as displaced, as kept: what was relied on, what was proposed, and what
// of it turned out to contradict itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/base/ids.h"
#include "services/db/transaction.h"
#include "services/transfers/displaced_rules.h"

namespace oat::transfers {

struct Evidence {
  Told told;
  std::string says;
};
// What was proposed, and the incident that holds the window, where something is in doubt.
struct Advice {
  Proposed proposed;
  std::optional<Uuid> incident;
};
// An incident of the reception, or one that a dose opened which was told of since.
struct Case {
  Uuid incident;
  std::string kind;
  std::string site_code;
  absl::Time opened_at;
  std::optional<absl::Time> reviewed_at;
  std::optional<Day> clinical_day;
  std::optional<std::string> drug_form;
  std::optional<Micrograms> micrograms;
};
struct Reception {
  Uuid id;
  PersonId person;
  std::string patient_number;
  std::string site_code;
  std::string home_site;
  Day day;
  Day until_day;
  std::string tried;
  std::vector<Evidence> evidence;
  std::optional<Advice> advice;  // absent: received before a dose was proposed
  absl::Time received_at;
  std::vector<Case> cases;  // read and never recorded here, the earliest first
};
// With its advice, which must be there.
void RecordReception(db::Transaction& transaction, const Reception& reception, StaffId staff,
                     StaffId second, absl::Time now);
// By the site, and of its people by others; the newest first.
std::vector<Reception> LoadReceptions(db::Transaction& transaction, const std::string& site_code,
                                      absl::Time since);

}  // namespace oat::transfers
