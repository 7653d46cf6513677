// Consents, what was asked from outside and what was decided, as kept. Words of people are sealed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/consent/rules.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::consent {

// Where and by whom something was recorded.
struct RecordedBy {
  std::string site_code;
  StaffId staff;
  std::optional<StaffId> second;
  absl::Time at;
};

absl::Status RecordConsent(db::Transaction& transaction, const identity::Vault& vault,
                           PersonId person, const Consent& consent, const RecordedBy& by);
// A person's, the latest first. DATA_LOSS where one cannot be unsealed, as everywhere here.
absl::StatusOr<std::vector<Consent>> LoadConsents(db::Transaction& transaction,
                                                  const identity::Vault& vault, PersonId person);
// Absent: this person gave none of that id.
absl::StatusOr<std::optional<Consent>> LoadConsent(db::Transaction& transaction,
                                                   const identity::Vault& vault, PersonId person,
                                                   const Uuid& id);
// Does nothing where it was withdrawn before.
void RecordWithdrawal(db::Transaction& transaction, const Uuid& consent, StaffId by,
                      absl::Time now);

absl::Status RecordDisclosure(db::Transaction& transaction, const identity::Vault& vault,
                              const Disclosure& disclosure, const RecordedBy& by);
// Absent: none of that id was recorded at the site.
absl::StatusOr<std::optional<Disclosure>> LoadDisclosure(db::Transaction& transaction,
                                                         const identity::Vault& vault,
                                                         const Uuid& id,
                                                         const std::string& site_code);
// The same, of those who decide it at once one after the other.
absl::StatusOr<std::optional<Disclosure>> LockDisclosure(db::Transaction& transaction,
                                                         const identity::Vault& vault,
                                                         const Uuid& id,
                                                         const std::string& site_code);
// A site's, the latest first.
absl::StatusOr<std::vector<Disclosure>> ListDisclosures(db::Transaction& transaction,
                                                        const identity::Vault& vault,
                                                        const std::string& site_code);
void RecordDecision(db::Transaction& transaction, const Disclosure& disclosure,
                    const Decision& decision, const RecordedBy& by);

// What was told of a person, as she may read it.
struct AccountedDisclosure {
  absl::Time at;
  std::string login;      // who granted it
  std::string site_code;  // where
  std::string recipient_kind;
  Secret recipient;
  Elements told;
};
// Everything that was granted, the latest first, but for what a court keeps from her today. It
// stands in the place of the trail's own rows of disclosures, in which that would be read too.
absl::StatusOr<std::vector<AccountedDisclosure>> LoadAccount(db::Transaction& transaction,
                                                             const identity::Vault& vault,
                                                             PersonId person, Day today);

}  // namespace oat::consent
