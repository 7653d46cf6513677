// Newcomers who are probably known already, held for a person to decide, as kept. A newcomer's
// particulars are sealed under a key of the review's own, which goes with the verdict.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::identity {

struct DuplicateReview {
  Uuid id;
  PersonId person;  // already known
  std::string site_code;
  std::optional<Uuid> application;
  std::optional<int64_t> import_line;
  std::string agreeing;
  absl::Time opened_at;
  Sealed newcomer;  // as it is read
};
// A review to be opened: what stands in `plaintext` is sealed, and nothing is read from `newcomer`.
struct NewReview {
  DuplicateReview review;
  std::string plaintext;
};
absl::Status RecordReviews(db::Transaction& transaction, const Vault& vault,
                           const std::vector<NewReview>& reviews);
// Undecided ones, the oldest first.
std::vector<DuplicateReview> ListReviews(db::Transaction& transaction);
// Absent: no such review, or it is decided.
std::optional<DuplicateReview> LoadOpenReview(db::Transaction& transaction, const Uuid& id);
// False when somebody decided it meanwhile.
bool RecordVerdict(db::Transaction& transaction, const Uuid& review, const std::string& verdict,
                   PersonId person, StaffId decided_by, absl::Time now);

}  // namespace oat::identity
