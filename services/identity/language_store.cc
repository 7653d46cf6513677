#include "services/identity/language_store.h"

#include <tuple>

namespace oat::identity {
namespace {

constexpr db::Statement kRecord{"language_record", R"(
    INSERT INTO preferred_language (person_id, revision, language, staff_id, recorded_at)
    SELECT $1::bigint, coalesce(max(revision), 0) + 1, $2, $3::bigint, $4::timestamptz
      FROM preferred_language WHERE person_id = $1)"};
constexpr db::Statement kLoad{"language_load", R"(
    SELECT language FROM preferred_language
     WHERE person_id = ANY ((SELECT one_person($1))::bigint[])
     ORDER BY recorded_at DESC, revision DESC LIMIT 1)"};

}  // namespace

void RecordLanguage(db::Transaction& transaction, PersonId person, const std::string& language,
                    StaffId by, absl::Time now) {
  transaction.Run(kRecord, person, language, by, now);
}

std::string LoadLanguage(db::Transaction& transaction, PersonId person) {
  const auto row = transaction.RunForOne(kLoad, person);
  return row ? std::get<0>(row->As<std::string>()) : "";
}

}  // namespace oat::identity
