// People, their numbers and their sealed particulars, as kept.
#pragma once

#include <optional>
#include <string>
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

// Somebody new, with the tokens that lead there: they take time to make, and are needed before to
// look for doubles.
struct Newcomer {
  Demographics demographics;
  Particulars particulars;
  std::vector<Token> tokens;
};
// Records a person, whose particulars are sealed under a key that is made for it.
absl::StatusOr<PersonId> RecordPerson(db::Transaction& transaction, const Vault& vault,
                                      const Newcomer& newcomer, absl::Time now);
// Issues a new free number.
PatientNumber IssueNumber(db::Transaction& transaction, PersonId person, absl::Time now);
// Records people and issues each a number, in as many statements for one as for thousands. Their
// ids stand in the order of the newcomers.
absl::StatusOr<std::vector<PersonId>> RecordPeople(db::Transaction& transaction, const Vault& vault,
                                                   const std::vector<Newcomer>& newcomers,
                                                   absl::Time now);

// The person of a number, locked until the transaction ends. Two numbers can mean one person
// (services/merges): then it is the one whose treatment goes on, and what is loaded of that one is
// of both. Whatever changes a person's orders, custody, bottles or doses calls this first and loads
// afterwards, in statements of their own. NOT_FOUND for a number that was never issued.
absl::StatusOr<PersonId> LockPerson(db::Transaction& transaction, const std::string& number);
void LockPerson(db::Transaction& transaction, PersonId person);
// The same without the lock, for reading.
absl::StatusOr<PersonId> FindPerson(db::Transaction& transaction, const std::string& number);
// Whom the numbers of a person mean: most often the person.
PersonId SurvivorOf(db::Transaction& transaction, PersonId person);
// The person to whom a number was given, whomever it means now; named in the transaction. Absent:
// it was never issued.
std::optional<PersonId> HolderOf(db::Transaction& transaction, const std::string& number);
// Says that the call is about this person, as the three above do: without it the database shows
// nothing of anybody (row-level policies, sql/migrations/0018_row_security.sql).
void NamePerson(db::Transaction& transaction, PersonId person);

// The newest number of a person.
std::string NumberOf(db::Transaction& transaction, PersonId person);
// The newest. Absent: shredded, as the time for which they were to be kept has run out.
absl::StatusOr<std::optional<Particulars>> LoadParticulars(db::Transaction& transaction,
                                                           const Vault& vault, PersonId person);

// With their revision, counted from 1.
struct Recorded {
  int32_t revision = 0;
  Particulars particulars;
};
// All of them, the oldest first; none of whoever was shredded.
absl::StatusOr<std::vector<Recorded>> LoadRevisions(db::Transaction& transaction,
                                                    const Vault& vault, PersonId person);

struct Correction {
  Recorded corrected;  // under its new revision
  std::vector<Token> tokens;
  std::string reason;                 // a code of oat.v1.CorrectionReason
  std::optional<int32_t> birth_year;  // where a birth date is recorded
  StaffId by;
  StaffId second;
};
absl::Status RecordCorrection(db::Transaction& transaction, const Vault& vault, PersonId person,
                              const Correction& correction, absl::Time now);

std::optional<Demographics> LoadDemographics(db::Transaction& transaction, PersonId person);

}  // namespace oat::identity
