#include "services/merges/store.h"

#include <tuple>

namespace oat::merges {
namespace {

constexpr db::Statement kLoadMerge{"merges_load", R"(
    SELECT revision, survivor_id, episode_id, site_code FROM person_merge WHERE person_id = $1
     ORDER BY revision DESC LIMIT 1)"};
constexpr db::Statement kStandsForOthers{"merges_stands_for_others",
                                         "SELECT cardinality(one_person($1)) > 1"};
constexpr db::Statement kRecord{"merges_record", R"(
    INSERT INTO person_merge (person_id, revision, survivor_id, episode_id, site_code, staff_id,
                              second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
constexpr db::Statement kDoubleDays{"merges_double_days", R"(
    SELECT DISTINCT a.clinical_day FROM dosed_day a JOIN dosed_day b USING (clinical_day)
     WHERE a.person_id = $1 AND b.person_id = $2 ORDER BY a.clinical_day DESC)"};
constexpr db::Statement kDosedTurns{"merges_dosed_turns", R"(
    SELECT clinical_day, portion, turn FROM dose WHERE person_id = $1 AND clinical_day >= $2)"};
constexpr db::Statement kLoadMerges{"merges_list", R"(
    SELECT m.patient_number, m.duplicate_number, m.stands, m.site_code, f.login, g.login,
           m.recorded_at
      FROM merges_here() m JOIN staff f ON f.staff_id = m.staff_id
      JOIN staff g ON g.staff_id = m.second_id
     ORDER BY m.recorded_at DESC, m.duplicate_number)"};

}  // namespace

std::optional<Merge> LoadMerge(db::Transaction& transaction, PersonId person) {
  const auto row = transaction.RunForOne(kLoadMerge, person);
  if (!row) return std::nullopt;
  Merge merge{.person = person};
  std::tie(merge.revision, merge.survivor, merge.episode, merge.site_code) =
      row->As<int32_t, std::optional<PersonId>, std::optional<Uuid>, std::string>();
  return merge;
}

bool StandsForOthers(db::Transaction& transaction, PersonId person) {
  return std::get<0>(transaction.RunForOne(kStandsForOthers, person)->As<bool>());
}

void RecordMerge(db::Transaction& transaction, const Merge& merge, const MergedBy& by) {
  transaction.Run(kRecord, merge.person, merge.revision, merge.survivor, merge.episode,
                  merge.site_code, by.staff, by.second, by.at);
}

std::vector<Day> LoadDoubleDays(db::Transaction& transaction, PersonId first, PersonId second) {
  std::vector<Day> days;
  for (const db::Row& row : transaction.Run(kDoubleDays, first, second)) {
    days.push_back(std::get<0>(row.As<Day>()));
  }
  return days;
}

Turns LoadDosedTurns(db::Transaction& transaction, PersonId person, Day from_day) {
  Turns turns;
  for (const db::Row& row : transaction.Run(kDosedTurns, person, from_day)) {
    turns.insert(row.As<Day, int32_t, int32_t>());
  }
  return turns;
}

std::vector<ListedMerge> LoadMerges(db::Transaction& transaction) {
  std::vector<ListedMerge> merges;
  for (const db::Row& row : transaction.Run(kLoadMerges)) {
    ListedMerge& one = merges.emplace_back();
    std::tie(one.patient_number, one.duplicate_number, one.stands, one.site_code, one.login,
             one.second_login, one.at) =
        row.As<std::string, std::string, bool, std::string, std::string, std::string, absl::Time>();
  }
  return merges;
}

}  // namespace oat::merges
