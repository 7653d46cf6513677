// The end of a record: once the legal time is over, the key that opens a person's records and the
// tokens that lead to the person are taken away, for `oatd shred`, as the owner of the schema. What
// is left is a history without a name that can be counted.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/db/transaction.h"

namespace oat::identity {

// Whoever was last in contact before the day: treated, applying, or given anything. In the order of
// their ids, up to `most`, with those who come after `after`.
std::vector<PersonId> ListOutOfTime(db::Transaction& transaction, Day before, PersonId after,
                                    int64_t most);
// False where the person came back, or was shredded, meanwhile.
bool Shred(db::Transaction& transaction, PersonId person, Day before, int32_t retained_years,
           absl::Time now);

}  // namespace oat::identity
