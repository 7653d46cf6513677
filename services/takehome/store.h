// Authorisations of doses to take home, and who may collect them, as kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "services/base/secret.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::takehome {

// A portion of a day.
struct Dose {
  Day clinical_day;
  int32_t portion = 0;
  bool operator==(const Dose&) const = default;
  bool operator<(const Dose& other) const {
    return std::tie(clinical_day, portion) < std::tie(other.clinical_day, other.portion);
  }
};

struct Authorisation {
  Uuid id;
  PersonId person;
  Uuid order;
  std::string site_code;
  std::string ground;
  std::vector<std::string> criteria_met;
  int32_t treatment_day = 0;
  std::string rule_packs;
  StaffId authorised_by;
  std::vector<Dose> doses;
  // Read and never recorded here.
  std::string authorised_by_login;
  absl::Time authorised_at;
  bool revoked = false;
};
void RecordAuthorisation(db::Transaction& transaction, const Authorisation& authorisation,
                         absl::Time now);
// False when it was revoked before.
bool RecordRevocation(db::Transaction& transaction, const Uuid& authorisation, StaffId by,
                      absl::Time now);
// A person's, the newest first.
std::vector<Authorisation> LoadAuthorisations(db::Transaction& transaction, PersonId person);

// Somebody who may collect a person's bottles.
struct Delegate {
  Uuid id;
  Secret name;
  Secret document;
};
absl::Status RecordDelegate(db::Transaction& transaction, const identity::Vault& vault,
                            PersonId person, const Delegate& delegate, StaffId by, absl::Time now);
// False when there is none.
bool RemoveDelegate(db::Transaction& transaction, PersonId person, StaffId by, absl::Time now);
// The one whom the person named last; absent where there is none, or the person was shredded.
absl::StatusOr<std::optional<Delegate>> LoadDelegate(db::Transaction& transaction,
                                                     const identity::Vault& vault, PersonId person);

}  // namespace oat::takehome
