// People, their numbers, their sealed particulars and the reviews of probable duplicates, as kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/base/patient_number.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::identity {

// What stays readable of a person, for reports.
struct Demographics {
  std::string sex;  // female, male
  int32_t birth_year = 0;
};

// Records a person with sealed particulars (none: treatment under a code) and their tokens.
PersonId RecordPerson(db::Transaction& transaction, const Vault& vault, const Demographics& who,
                      const std::optional<Particulars>& particulars, absl::Time now);
// Issues a new free number.
PatientNumber IssueNumber(db::Transaction& transaction, PersonId person, absl::Time now);

// Somebody new, sealed already, with the tokens that lead there.
struct Newcomer {
  Demographics demographics;
  Sealed sealed;
  std::vector<Token> tokens;
};
// Records people and issues each a number, in as many statements for one as for thousands. Their
// ids stand in the order of the newcomers.
std::vector<PersonId> RecordPeople(db::Transaction& transaction, const Vault& vault,
                                   const std::vector<Newcomer>& newcomers, absl::Time now);

// The person of a number, locked until the transaction ends. Whatever changes a person's orders,
// custody, bottles or doses calls this first and loads afterwards, in statements of their own.
// NOT_FOUND for a number that was never issued.
absl::StatusOr<PersonId> LockPerson(db::Transaction& transaction, const std::string& number);
void LockPerson(db::Transaction& transaction, PersonId person);
// The same without the lock, for reading.
absl::StatusOr<PersonId> FindPerson(db::Transaction& transaction, const std::string& number);
// Says that the call is about this person, as the three above do: without it the database shows
// nothing of anybody (row-level policies, sql/migrations/0018_row_security.sql).
void NamePerson(db::Transaction& transaction, PersonId person);

// The newest number of a person.
std::string NumberOf(db::Transaction& transaction, PersonId person);
// Absent: treated under a code.
absl::StatusOr<std::optional<Particulars>> LoadParticulars(db::Transaction& transaction,
                                                           const Vault& vault, PersonId person);

std::optional<Demographics> LoadDemographics(db::Transaction& transaction, PersonId person);

// The people that a token leads to; and of them those whom the calling site treats today.
std::vector<PersonId> FindByToken(db::Transaction& transaction, const Vault& vault,
                                  const Token& token);
std::vector<PersonId> FindByTokenHere(db::Transaction& transaction, const Vault& vault,
                                      const Token& token, Day today);
// True when somebody else whom the calling site treats today has a name that folds like this
// person's.
bool HasLookAlikeHere(db::Transaction& transaction, PersonId person, Day today);

// Somebody already known whom a newcomer probably is, with the kinds of token that met.
struct Match {
  PersonId person;
  std::string agreeing;  // separated by blanks
};
// Who is known by tokens: kind and value to people.
using TokenOwners = std::map<std::pair<std::string, std::string>, std::vector<PersonId>>;
// Those that any of the tokens lead to, in one statement.
TokenOwners FindOwners(db::Transaction& transaction, const Vault& vault,
                       const std::vector<Token>& tokens);
// The best match among the owners, if there is one. A name alone is none.
std::optional<Match> BestMatch(const std::vector<Token>& tokens, const TokenOwners& owners);
std::optional<Match> FindMatch(db::Transaction& transaction, const Vault& vault,
                               const Particulars& particulars);

struct DuplicateReview {
  Uuid id;
  PersonId person;  // already known
  std::string site_code;
  std::optional<Uuid> application;
  std::optional<int64_t> import_line;
  std::string agreeing;
  Sealed newcomer;
  absl::Time opened_at;
};
void RecordReviews(db::Transaction& transaction, const std::vector<DuplicateReview>& reviews);
// Undecided ones, the oldest first.
std::vector<DuplicateReview> ListReviews(db::Transaction& transaction);
// Absent: no such review, or it is decided.
std::optional<DuplicateReview> LoadOpenReview(db::Transaction& transaction, const Uuid& id);
// False when somebody decided it meanwhile.
bool RecordVerdict(db::Transaction& transaction, const Uuid& review, const std::string& verdict,
                   PersonId person, StaffId decided_by, absl::Time now);

}  // namespace oat::identity
