#include "services/prescribing/patient.h"

#include "services/base/status.h"
#include "services/custody/store.h"
#include "services/identity/store.h"
#include "services/slots/store.h"

namespace oat::prescribing {

absl::StatusOr<Patient> LockPatient(access::Call& call, const std::string& number) {
  OAT_ASSIGN_OR_RETURN(PersonId person, identity::LockPerson(call.transaction, number));
  call.person = person;
  auto today = custody::TodayOf(call.transaction, person, call.now);
  if (!today) return absl::FailedPreconditionError("patient_number: was never in treatment");
  return Patient{person, *today};
}

Day EarliestStart(access::Call& call, const Patient& patient) {
  return slots::IsClaimed(call.transaction, patient.person, patient.today) ? patient.today + 1
                                                                           : patient.today;
}

}  // namespace oat::prescribing
