#include "services/identity/token_store.h"

#include <set>

#include "absl/strings/str_join.h"

namespace oat::identity {
namespace {

constexpr db::Statement kIndexVersions{"identity_index_versions",
                                       "SELECT version FROM index_keys_in_force() AS k (version)"};
constexpr db::Statement kRecordTokens{"identity_record_tokens", R"(
    INSERT INTO identity_token (kind, key_version, token, person_id, revision, recorded_at)
    SELECT n.kind, n.key_version, n.token, n.person_id, n.revision, $6
      FROM unnest($1::text[], $2::integer[], $3::bytea[], $4::bigint[], $5::integer[])
           AS n (kind, key_version, token, person_id, revision)
    ON CONFLICT DO NOTHING)"};
constexpr db::Statement kFindByTokens{
    "identity_find_by_tokens",
    "SELECT DISTINCT person_id FROM people_of_tokens($1, $2, $3) ORDER BY person_id"};
constexpr db::Statement kFindByTokensHere{
    "identity_find_by_tokens_here",
    "SELECT DISTINCT person_id FROM people_of_tokens($1, $2, $3) "
    "WHERE person_id IN (SELECT people_here($4)) ORDER BY person_id"};
constexpr db::Statement kFindOwners{
    "identity_find_owners", "SELECT kind, token, person_id FROM people_of_tokens($1, $2, $3)"};
constexpr db::Statement kHasLookAlike{"identity_has_look_alike",
                                      "SELECT has_look_alike_here($1, $2)"};

// Tokens as a statement takes them, one array a column.
struct Columns {
  explicit Columns(const std::vector<Token>& tokens) {
    for (const Token& token : tokens) Add(token);
  }
  void Add(const Token& token) {
    kinds.push_back(token.kind);
    versions.push_back(token.index_version);
    values.push_back(token.value);
  }
  std::vector<std::string> kinds;
  std::vector<int32_t> versions;
  std::vector<db::Bytes> values;
};

std::vector<PersonId> ReadPeople(const std::vector<db::Row>& rows) {
  std::vector<PersonId> people;
  for (const db::Row& row : rows) people.push_back(std::get<0>(row.As<PersonId>()));
  return people;
}

}  // namespace

std::vector<int32_t> IndexVersions(db::Transaction& transaction) {
  std::vector<int32_t> versions;
  for (const db::Row& row : transaction.Run(kIndexVersions)) {
    versions.push_back(std::get<0>(row.As<int32_t>()));
  }
  return versions;
}

void RecordTokens(db::Transaction& transaction, const std::vector<OwnedToken>& tokens,
                  absl::Time now) {
  Columns columns({});
  std::vector<PersonId> people;
  std::vector<int32_t> revisions;
  for (const auto& [person, token, revision] : tokens) {
    columns.Add(token);
    people.push_back(person);
    revisions.push_back(revision);
  }
  transaction.Run(kRecordTokens, columns.kinds, columns.versions, columns.values, people, revisions,
                  now);
}

std::vector<PersonId> FindByTokens(db::Transaction& transaction, const std::vector<Token>& tokens) {
  const Columns columns(tokens);
  return ReadPeople(
      transaction.Run(kFindByTokens, columns.kinds, columns.versions, columns.values));
}

std::vector<PersonId> FindByTokensHere(db::Transaction& transaction,
                                       const std::vector<Token>& tokens, Day today) {
  const Columns columns(tokens);
  return ReadPeople(
      transaction.Run(kFindByTokensHere, columns.kinds, columns.versions, columns.values, today));
}

bool HasLookAlikeHere(db::Transaction& transaction, PersonId person, Day today) {
  return std::get<0>(transaction.RunForOne(kHasLookAlike, person, today)->As<bool>());
}

TokenOwners FindOwners(db::Transaction& transaction, const std::vector<Token>& tokens) {
  const Columns columns(tokens);
  TokenOwners owners;
  for (const db::Row& row :
       transaction.Run(kFindOwners, columns.kinds, columns.versions, columns.values)) {
    auto [kind, value, person] = row.As<std::string, db::Bytes, PersonId>();
    owners[{kind, value.value}].push_back(person);
  }
  return owners;
}

std::optional<Match> BestMatch(const std::vector<Token>& tokens, const TokenOwners& owners) {
  // A kind that meets under two versions meets once.
  std::map<PersonId, std::vector<std::string>> agreeing;
  std::set<std::pair<PersonId, std::string>> counted;
  for (const Token& token : tokens) {
    if (token.kind == "name") continue;  // namesakes are many; they raise an alert, not a review
    auto found = owners.find({token.kind, token.value.value});
    if (found == owners.end()) continue;
    for (PersonId person : found->second) {
      if (counted.emplace(person, token.kind).second) agreeing[person].push_back(token.kind);
    }
  }
  // The one with whom most kinds agree; of those the longest known.
  std::optional<Match> best;
  size_t most = 0;
  for (const auto& [person, kinds] : agreeing) {
    if (kinds.size() <= most) continue;
    most = kinds.size();
    best = Match{person, absl::StrJoin(kinds, " ")};
  }
  return best;
}

}  // namespace oat::identity
