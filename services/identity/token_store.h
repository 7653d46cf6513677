// The tokens by which people are found, and who is probably known already, as kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/base/clinical_day.h"
#include "services/db/transaction.h"
#include "services/identity/vault.h"

namespace oat::identity {

// The versions of index keys under which people are found at this moment; none of them is retired
// before the transaction has ended.
std::vector<int32_t> IndexVersions(db::Transaction& transaction);

struct OwnedToken {
  PersonId person;
  Token token;
  int32_t revision = 1;  // of the particulars that it was made of
};
void RecordTokens(db::Transaction& transaction, const std::vector<OwnedToken>& tokens,
                  absl::Time now);

// The people that any of the tokens lead to; and of them those whom the calling site treats today.
std::vector<PersonId> FindByTokens(db::Transaction& transaction, const std::vector<Token>& tokens);
std::vector<PersonId> FindByTokensHere(db::Transaction& transaction,
                                       const std::vector<Token>& tokens, Day today);
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
TokenOwners FindOwners(db::Transaction& transaction, const std::vector<Token>& tokens);
// The best match among the owners, if there is one. A name alone is none.
std::optional<Match> BestMatch(const std::vector<Token>& tokens, const TokenOwners& owners);

}  // namespace oat::identity
