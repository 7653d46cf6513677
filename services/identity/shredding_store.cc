#include "services/identity/shredding_store.h"

#include <tuple>

#include "services/identity/store.h"

namespace oat::identity {
namespace {

// $1 a day.
#define OAT_OUT_OF_TIME                                                          \
  "SELECT c.person_id FROM last_contact c JOIN sealing_key k USING (person_id) " \
  " WHERE k.wrapped_key IS NOT NULL AND c.day < $1 "
constexpr db::Statement kListOutOfTime{
    "shredding_list", OAT_OUT_OF_TIME "AND c.person_id > $2 ORDER BY c.person_id LIMIT $3"};
constexpr db::Statement kIsOutOfTime{"shredding_is_out_of_time",
                                     OAT_OUT_OF_TIME "AND c.person_id = $2"};
constexpr db::Statement kShredKey{"shredding_shred_key", R"(
    UPDATE sealing_key SET master_version = NULL, wrapped_key = NULL, shredded_at = $2,
                           retained_years = $3
     WHERE person_id = $1)"};
constexpr db::Statement kDropTokens{"shredding_drop_tokens",
                                    "DELETE FROM identity_token WHERE person_id = $1"};
constexpr db::Statement kDropPhoto{"shredding_drop_photo",
                                   "DELETE FROM photo WHERE person_id = $1"};

}  // namespace

std::vector<PersonId> ListOutOfTime(db::Transaction& transaction, Day before, PersonId after,
                                    int64_t most) {
  std::vector<PersonId> people;
  for (const db::Row& row : transaction.Run(kListOutOfTime, before, after, most)) {
    people.push_back(std::get<0>(row.As<PersonId>()));
  }
  return people;
}

bool Shred(db::Transaction& transaction, PersonId person, Day before, int32_t retained_years,
           absl::Time now) {
  // Then asked again: whoever admits the person holds the same lock.
  LockPerson(transaction, person);
  if (!transaction.RunForOne(kIsOutOfTime, before, person)) return false;
  transaction.Run(kShredKey, person, now, retained_years);
  transaction.Run(kDropTokens, person);
  transaction.Run(kDropPhoto, person);
  return true;
}

}  // namespace oat::identity
