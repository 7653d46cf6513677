#include "services/closures/store.h"

#include <tuple>

namespace oat::closures {
namespace {

#define OAT_CLOSURES                                                                  \
  "SELECT c.closure_id, c.site_code, c.turn, c.kind, c.from_day, c.reason, a.login, " \
  "  b.login, c.recorded_at FROM closure c JOIN staff a ON a.staff_id = c.staff_id "  \
  "JOIN staff b ON b.staff_id = c.second_id "
constexpr db::Statement kLoad{"closures_load", OAT_CLOSURES "WHERE c.closure_id = $1"};
constexpr db::Statement kLoadAll{"closures_load_all",
                                 OAT_CLOSURES "ORDER BY c.recorded_at DESC, c.closure_id"};
constexpr db::Statement kLoadLatest{
    "closures_load_latest", OAT_CLOSURES "WHERE c.site_code = $1 ORDER BY c.turn DESC LIMIT 1"};
constexpr db::Statement kRecord{"closures_record", R"(
    INSERT INTO closure (closure_id, site_code, turn, kind, from_day, reason, staff_id, second_id,
                         recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};
constexpr db::Statement kPeoplePerSite{"closures_people_per_site",
                                       "SELECT site_code, people FROM people_per_site($1)"};
constexpr db::Statement kLoadTravel{"closures_load_travel", R"(
    SELECT CASE WHEN from_site = $1 THEN to_site ELSE from_site END, minutes
      FROM (SELECT DISTINCT ON (from_site, to_site) * FROM site_travel
             WHERE $1 IN (from_site, to_site) ORDER BY from_site, to_site, revision DESC) t)"};
constexpr db::Statement kRecordTravel{"closures_record_travel", R"(
    INSERT INTO site_travel (from_site, to_site, revision, minutes, staff_id, recorded_at)
    SELECT least($1::text, $2), greatest($1::text, $2), coalesce(max(revision), 0) + 1, $3, $4::bigint,
           $5::timestamptz
      FROM site_travel
     WHERE (from_site, to_site) = (least($1::text, $2), greatest($1::text, $2)))"};
constexpr db::Statement kLoadSiteLanguages{"closures_load_site_languages", R"(
    SELECT l.site_code, unnest(l.languages)
      FROM (SELECT DISTINCT ON (site_code) * FROM site_language
             ORDER BY site_code, revision DESC) l)"};
constexpr db::Statement kRecordSiteLanguages{"closures_record_site_languages", R"(
    INSERT INTO site_language (site_code, revision, languages, staff_id, recorded_at)
    SELECT $1, coalesce(max(revision), 0) + 1, $2::text[], $3::bigint, $4::timestamptz
      FROM site_language WHERE site_code = $1)"};
constexpr db::Statement kLoadPlacements{"closures_load_placements",
                                        "SELECT * FROM placements_of($1)"};
constexpr db::Statement kRecordPlacements{"closures_record_placements", R"(
    INSERT INTO closure_placement (closure_id, person_id, revision, to_site, reason, staff_id,
                                   recorded_at)
    SELECT $1::uuid, n.person_id, 1, nullif(n.to_site, ''), n.reason, $5::bigint, $6::timestamptz
      FROM unnest($2::bigint[], $3::text[], $4::text[]) AS n (person_id, to_site, reason))"};
constexpr db::Statement kLoadStanding{"closures_load_standing", R"(
    SELECT revision, to_site, reason FROM closure_placement
     WHERE closure_id = $1 AND person_id = $2 ORDER BY revision DESC LIMIT 1)"};
constexpr db::Statement kReassign{"closures_reassign", R"(
    INSERT INTO closure_placement (closure_id, person_id, revision, to_site, reason, staff_id,
                                   recorded_at)
    VALUES ($1, $2, $3, $4, 'chosen', $5, $6))"};
constexpr db::Statement kLoadMove{"closures_load_move", R"(
    SELECT m.turn, m.to_site, m.from_day,
           EXISTS (SELECT FROM closure_undo u
                    WHERE (u.closure_id, u.person_id, u.turn) = (m.closure_id, m.person_id, m.turn))
      FROM closure_move m
     WHERE m.closure_id = $1 AND m.person_id = $2 ORDER BY m.turn DESC LIMIT 1)"};
constexpr db::Statement kRecordMove{"closures_record_move", R"(
    INSERT INTO closure_move (closure_id, person_id, turn, undone_turn, to_site, from_day, staff_id,
                              recorded_at)
    VALUES ($1, $2, $3, nullif($3 - 1, -1), $4, $5, $6, $7))"};
constexpr db::Statement kRecordUndo{"closures_record_undo", R"(
    INSERT INTO closure_undo (closure_id, person_id, turn, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5))"};
constexpr db::Statement kRecordWord{"closures_record_word", R"(
    INSERT INTO closure_word (closure_id, person_id, sequence, accounted_for, site_code, staff_id,
                              recorded_at)
    SELECT $1::uuid, $2::bigint, coalesce(max(sequence), 0) + 1, $3, $4, $5::bigint, $6::timestamptz
      FROM closure_word WHERE closure_id = $1 AND person_id = $2)"};

Closure ReadClosure(const db::Row& row) {
  Closure c;
  std::tie(c.id, c.site_code, c.turn, c.kind, c.from_day, c.reason, c.declared_by, c.second,
           c.declared_at) = row.As<Uuid, std::string, int32_t, std::string, Day, std::string,
                                   std::string, std::string, absl::Time>();
  return c;
}

std::map<std::string, int32_t> ReadNumbers(const std::vector<db::Row>& rows) {
  std::map<std::string, int32_t> numbers;
  for (const db::Row& row : rows) {
    const auto [name, number] = row.As<std::string, int32_t>();
    numbers[name] = number;
  }
  return numbers;
}

}  // namespace

std::optional<Closure> LoadClosure(db::Transaction& transaction, const Uuid& id) {
  auto row = transaction.RunForOne(kLoad, id);
  if (!row) return std::nullopt;
  return ReadClosure(*row);
}

std::vector<Closure> LoadClosures(db::Transaction& transaction) {
  std::vector<Closure> closures;
  for (const db::Row& row : transaction.Run(kLoadAll)) closures.push_back(ReadClosure(row));
  return closures;
}

std::optional<Closure> LoadLatest(db::Transaction& transaction, const std::string& site_code) {
  auto row = transaction.RunForOne(kLoadLatest, site_code);
  if (!row) return std::nullopt;
  return ReadClosure(*row);
}

void RecordClosure(db::Transaction& transaction, const Closure& closure, StaffId staff,
                   StaffId second, absl::Time now) {
  transaction.Run(kRecord, closure.id, closure.site_code, closure.turn, closure.kind,
                  closure.from_day, closure.reason, staff, second, now);
}

std::map<std::string, int32_t> LoadPeoplePerSite(db::Transaction& transaction, Day day) {
  return ReadNumbers(transaction.Run(kPeoplePerSite, day));
}

std::map<std::string, int32_t> LoadTravel(db::Transaction& transaction,
                                          const std::string& site_code) {
  return ReadNumbers(transaction.Run(kLoadTravel, site_code));
}

void RecordTravel(db::Transaction& transaction, const std::string& one, const std::string& other,
                  int32_t minutes, StaffId staff, absl::Time now) {
  transaction.Run(kRecordTravel, one, other, minutes, staff, now);
}

Spoken LoadSiteLanguages(db::Transaction& transaction) {
  Spoken spoken;
  for (const db::Row& row : transaction.Run(kLoadSiteLanguages)) {
    const auto [site, language] = row.As<std::string, std::string>();
    spoken[site].insert(language);
  }
  return spoken;
}

void RecordSiteLanguages(db::Transaction& transaction, const std::string& site_code,
                         const std::set<std::string>& languages, StaffId staff, absl::Time now) {
  transaction.Run(kRecordSiteLanguages, site_code,
                  std::vector<std::string>(languages.begin(), languages.end()), staff, now);
}

std::vector<Placement> LoadPlacements(db::Transaction& transaction, const Uuid& closure) {
  std::vector<Placement> placements;
  for (const db::Row& row : transaction.Run(kLoadPlacements, closure)) {
    Placement& p = placements.emplace_back();
    std::tie(p.person, p.patient_number, p.to_site, p.reason, p.moved_to, p.moved_from, p.told,
             p.accounted_for, p.first_dose_at, p.last_dose_at, p.dose_open, p.bottles_out) =
        row.As<PersonId, std::string, std::optional<std::string>, std::string,
               std::optional<std::string>, std::optional<Day>, bool, std::optional<std::string>,
               std::optional<absl::Time>, std::optional<absl::Time>, bool, int32_t>();
  }
  return placements;
}

void RecordPlacements(db::Transaction& transaction, const Uuid& closure,
                      const std::vector<Placed>& placed, StaffId staff, absl::Time now) {
  std::vector<PersonId> people;
  std::vector<std::string> sites;
  std::vector<std::string> reasons;
  for (const Placed& one : placed) {
    people.push_back(one.person);
    sites.push_back(one.to_site.value_or(""));
    reasons.push_back(one.reason);
  }
  transaction.Run(kRecordPlacements, closure, people, sites, reasons, staff, now);
}

std::optional<Standing> LoadStanding(db::Transaction& transaction, const Uuid& closure,
                                     PersonId person) {
  auto row = transaction.RunForOne(kLoadStanding, closure, person);
  if (!row) return std::nullopt;
  Standing standing;
  std::tie(standing.revision, standing.to_site, standing.reason) =
      row->As<int32_t, std::optional<std::string>, std::string>();
  return standing;
}

void Reassign(db::Transaction& transaction, const Uuid& closure, PersonId person, int32_t revision,
              const std::string& to_site, StaffId staff, absl::Time now) {
  transaction.Run(kReassign, closure, person, revision, to_site, staff, now);
}

std::optional<Move> LoadMove(db::Transaction& transaction, const Uuid& closure, PersonId person) {
  auto row = transaction.RunForOne(kLoadMove, closure, person);
  if (!row) return std::nullopt;
  Move move;
  std::tie(move.turn, move.to_site, move.from_day, move.is_undone) =
      row->As<int32_t, std::string, Day, bool>();
  return move;
}

void RecordMove(db::Transaction& transaction, const Uuid& closure, PersonId person,
                const Move& move, StaffId staff, absl::Time now) {
  transaction.Run(kRecordMove, closure, person, move.turn, move.to_site, move.from_day, staff, now);
}

void RecordUndo(db::Transaction& transaction, const Uuid& closure, PersonId person, int32_t turn,
                StaffId staff, absl::Time now) {
  transaction.Run(kRecordUndo, closure, person, turn, staff, now);
}

void RecordWord(db::Transaction& transaction, const Uuid& closure, PersonId person,
                const std::optional<std::string>& accounted_for, const std::string& site_code,
                StaffId staff, absl::Time now) {
  transaction.Run(kRecordWord, closure, person, accounted_for, site_code, staff, now);
}

}  // namespace oat::closures
