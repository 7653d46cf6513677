// Barrier reports, and what was answered, as kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::interruptions {

struct BarrierAnswer {
  std::string finding;  // a code of oat.v1.BarrierFinding
  Secret words;
  std::string login;
  absl::Time at;
};

struct BarrierReport {
  Uuid id;
  std::string barrier;                   // a code of oat.v1.Barrier
  std::optional<std::string> site_code;  // absent: at none
  Day day;
  std::string reporter;         // a code of oat.v1.BarrierReporter
  std::optional<Secret> words;  // in the reporter's own
  absl::Time reported_at;
  std::optional<BarrierAnswer> answer;
};

// What the reporter said is sealed with the key of the house: it is about nobody known.
absl::Status RecordBarrier(db::Transaction& transaction, const identity::Vault& vault,
                           const BarrierReport& report, StaffId by);
// False: it was answered before.
absl::StatusOr<bool> RecordAnswer(db::Transaction& transaction, const identity::Vault& vault,
                                  const Uuid& barrier, const BarrierAnswer& answer, StaffId by);
// False: it was attached before.
bool RecordAttachment(db::Transaction& transaction, const Uuid& barrier, PersonId person, Day day,
                      StaffId by, absl::Time now);

// Where a report was, or that it was nowhere; absent: there is no such report.
struct BarrierPlace {
  std::optional<std::string> site_code;
};
std::optional<BarrierPlace> LoadPlace(db::Transaction& transaction, const Uuid& barrier);
// Of a site, or of the network: those without an answer first, the oldest on top.
absl::StatusOr<std::vector<BarrierReport>> LoadBarriers(db::Transaction& transaction,
                                                        const identity::Vault& vault,
                                                        const std::optional<std::string>& site_code,
                                                        bool open_only);

}  // namespace oat::interruptions
