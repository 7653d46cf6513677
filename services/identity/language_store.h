// In which language somebody wants to be spoken to, as kept: the latest word counts.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/db/transaction.h"

namespace oat::identity {

// The person is locked.
void RecordLanguage(db::Transaction& transaction, PersonId person, const std::string& language,
                    StaffId by, absl::Time now);
// Under whichever number it was said; empty: nobody did.
std::string LoadLanguage(db::Transaction& transaction, PersonId person);

}  // namespace oat::identity
