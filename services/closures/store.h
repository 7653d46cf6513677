// Closures, as kept: who goes where, each move and each word a row.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/closures/rules.h"
#include "services/db/transaction.h"

namespace oat::closures {

struct Closure {
  Uuid id;
  std::string site_code;
  int32_t turn = 0;
  std::string kind;  // planned, suspended, no_stock, disaster
  Day from_day;
  std::string reason;
  std::string declared_by;  // logins
  std::string second;
  absl::Time declared_at;
};
std::optional<Closure> LoadClosure(db::Transaction& transaction, const Uuid& id);
// The newest first.
std::vector<Closure> LoadClosures(db::Transaction& transaction);
// The latest of a site.
std::optional<Closure> LoadLatest(db::Transaction& transaction, const std::string& site_code);
void RecordClosure(db::Transaction& transaction, const Closure& closure, StaffId staff,
                   StaffId second, absl::Time now);

// How many people each site has on a day.
std::map<std::string, int32_t> LoadPeoplePerSite(db::Transaction& transaction, Day day);
// Minutes of the way from a site, by the other's code.
std::map<std::string, int32_t> LoadTravel(db::Transaction& transaction,
                                          const std::string& site_code);
void RecordTravel(db::Transaction& transaction, const std::string& one, const std::string& other,
                  int32_t minutes, StaffId staff, absl::Time now);
// Of every site that said it.
Spoken LoadSiteLanguages(db::Transaction& transaction);
void RecordSiteLanguages(db::Transaction& transaction, const std::string& site_code,
                         const std::set<std::string>& languages, StaffId staff, absl::Time now);

// Of each but for what a board says of the next dose and the language (need_store.h).
std::vector<Placement> LoadPlacements(db::Transaction& transaction, const Uuid& closure);
// The first placements of a closure, all in one statement.
void RecordPlacements(db::Transaction& transaction, const Uuid& closure,
                      const std::vector<Placed>& placed, StaffId staff, absl::Time now);
// Where a person is to go; absent: the closure is not about her.
struct Standing {
  int32_t revision = 0;
  std::optional<std::string> to_site;
  std::string reason;
};
std::optional<Standing> LoadStanding(db::Transaction& transaction, const Uuid& closure,
                                     PersonId person);
void Reassign(db::Transaction& transaction, const Uuid& closure, PersonId person, int32_t revision,
              const std::string& to_site, StaffId staff, absl::Time now);

struct Move {
  int32_t turn = 0;
  std::string to_site;
  Day from_day;
  bool is_undone = false;
};
// The latest; absent: never moved.
std::optional<Move> LoadMove(db::Transaction& transaction, const Uuid& closure, PersonId person);
void RecordMove(db::Transaction& transaction, const Uuid& closure, PersonId person,
                const Move& move, StaffId staff, absl::Time now);
void RecordUndo(db::Transaction& transaction, const Uuid& closure, PersonId person, int32_t turn,
                StaffId staff, absl::Time now);
// Told, or accounted for by a code.
void RecordWord(db::Transaction& transaction, const Uuid& closure, PersonId person,
                const std::optional<std::string>& accounted_for, const std::string& site_code,
                StaffId staff, absl::Time now);

}  // namespace oat::closures
