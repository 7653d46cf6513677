// The clinical minimum beside an order, as kept: sealed, coded, and waiting for a prescriber's
// look.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::prescribing {

struct ClinicalFact {
  std::string kind;      // a code of oat.v1.ClinicalFactKind
  std::string from_day;  // ISO 8601
  std::string until_day;
  absl::Time recorded_at;
  bool reviewed = false;
  int32_t qtc_ms = 0;  // of an electrocardiogram
};

absl::Status RecordClinicalFact(db::Transaction& transaction, const identity::Vault& vault,
                                const Uuid& id, PersonId person, const ClinicalFact& fact,
                                StaffId recorded_by, absl::Time now);
// The newest first; none of a person who was shredded. DATA_LOSS where one cannot be unsealed.
absl::StatusOr<std::vector<ClinicalFact>> LoadClinicalFacts(db::Transaction& transaction,
                                                            const identity::Vault& vault,
                                                            PersonId person);
// Marks everything recorded so far as looked at; how much was new.
int32_t ReviewClinicalFacts(db::Transaction& transaction, PersonId person, StaffId by,
                            absl::Time now);
// Something waits for a prescriber's look.
bool HasUnreviewedFact(db::Transaction& transaction, PersonId person);

}  // namespace oat::prescribing
