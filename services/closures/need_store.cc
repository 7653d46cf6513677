#include "services/closures/need_store.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace oat::closures {
namespace {

constexpr db::Statement kLoadBound{"closures_load_bound", R"(
    SELECT person_id, patient_number, first_day, coalesce(home_site, ''), drug_form
      FROM people_bound_for_here($1))"};
constexpr db::Statement kLoadCovered{"closures_load_covered",
                                     "SELECT person_id, from_day, until_day FROM covered_days($1, "
                                     "$2)"};
constexpr db::Statement kLoadLastTaken{"closures_load_last_taken",
                                       "SELECT person_id, taken_at FROM last_taken_at($1)"};
constexpr db::Statement kLoadLanguages{"closures_load_languages",
                                       "SELECT person_id, language FROM languages_of($1)"};

template <class People>
std::vector<PersonId> IdsOf(const People& people) {
  std::vector<PersonId> ids;
  for (const auto& one : people) ids.push_back(one.person);
  return ids;
}

using CoveredDays = std::map<PersonId, std::vector<Covered>>;
CoveredDays LoadCovered(db::Transaction& transaction, const std::vector<PersonId>& people,
                        Day since_day) {
  CoveredDays days;
  for (const db::Row& row : transaction.Run(kLoadCovered, people, since_day)) {
    const auto [person, from, until] = row.As<PersonId, Day, Day>();
    days[person].push_back({from, until});
  }
  return days;
}

std::map<PersonId, std::string> LoadLanguages(db::Transaction& transaction,
                                              const std::vector<PersonId>& people) {
  std::map<PersonId, std::string> languages;
  for (const db::Row& row : transaction.Run(kLoadLanguages, people)) {
    const auto [person, language] = row.As<PersonId, std::string>();
    languages[person] = language;
  }
  return languages;
}

}  // namespace

std::vector<Bound> LoadBound(db::Transaction& transaction, Day since_day) {
  std::vector<Bound> people;
  for (const db::Row& row : transaction.Run(kLoadBound, since_day)) {
    Bound& one = people.emplace_back();
    std::tie(one.person, one.patient_number, one.first_day, one.home_site, one.drug_form) =
        row.As<PersonId, std::string, Day, std::string, std::string>();
  }
  CoveredDays covered = LoadCovered(transaction, IdsOf(people), since_day);
  auto languages = LoadLanguages(transaction, IdsOf(people));
  for (Bound& one : people) {
    one.next_needed_day = NextNeededDay(covered[one.person], one.first_day);
    one.language = languages[one.person];
  }
  return people;
}

void AddNeeds(db::Transaction& transaction, const Closure& closure, Day today,
              std::vector<Placement>* placements) {
  const std::vector<PersonId> people = IdsOf(*placements);
  CoveredDays covered = LoadCovered(transaction, people, today);
  std::map<PersonId, absl::Time> taken;
  for (const db::Row& row : transaction.Run(kLoadLastTaken, people)) {
    const auto [person, at] = row.As<PersonId, absl::Time>();
    taken[person] = at;
  }
  for (Placement& one : *placements) {
    // What was needed before today and did not come is needed today.
    const Day from = std::max(today, one.moved_from.value_or(closure.from_day));
    one.next_needed_day = NextNeededDay(covered[one.person], from);
    if (const auto at = taken.find(one.person); at != taken.end()) one.last_taken_at = at->second;
  }
}

void AddLanguages(db::Transaction& transaction, std::vector<Placement>* placements) {
  std::vector<PersonId> shown;
  for (const Placement& one : *placements) {
    if (!one.patient_number.empty()) shown.push_back(one.person);
  }
  auto languages = LoadLanguages(transaction, shown);
  const Spoken spoken = LoadSiteLanguages(transaction);
  for (Placement& one : *placements) {
    one.unspoken_language = Unspoken(languages[one.person], one.to_site, spoken);
  }
}

}  // namespace oat::closures
