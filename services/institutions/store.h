// What institutions told and asked, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"
#include "services/db/transaction.h"

namespace oat::institutions {

// Who said that a dose was given.
struct Report {
  Uuid fact;
  PersonId person;
  std::string institution;
  std::string reporter;
  std::string role;
  std::string callback_number;
  std::string confidence;
  std::string site_code;
};
void RecordReport(db::Transaction& transaction, const Report& report, StaffId staff,
                  absl::Time now);

// Somebody of the calling site who is in an institution.
struct Inmate {
  std::string patient_number;
  std::string institution;
  Day from_day;
  std::string drug_form;  // empty: nothing is ordered
  Micrograms ordered;
  std::optional<absl::Time> last_at;
  Micrograms last;
  std::string confidence;  // empty: no report
};
std::vector<Inmate> LoadWardRound(db::Transaction& transaction, Day day);

struct Enquiry {
  Uuid id;
  PersonId person;
  std::string patient_number;
  std::string site_code;
  std::string asker;
  std::string role;
  std::string callback_number;
  absl::Time asked_at;
};
void RecordEnquiry(db::Transaction& transaction, const Enquiry& enquiry, StaffId staff,
                   absl::Time now);
// Of the site, that wait for the call back; the oldest first.
std::vector<Enquiry> LoadOpenEnquiries(db::Transaction& transaction, const std::string& site_code);
// False: it is not one of the site about this person, or it is answered.
bool RecordAnswer(db::Transaction& transaction, const Uuid& enquiry, PersonId person,
                  const std::string& site_code, const std::string& called_number, StaffId staff,
                  absl::Time now);

}  // namespace oat::institutions
