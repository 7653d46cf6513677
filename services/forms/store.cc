#include "services/forms/store.h"

#include <tuple>

namespace oat::forms {
namespace {

constexpr db::Statement kLockSeries{
    "forms_lock_series",
    "SELECT pg_advisory_xact_lock(hashtextextended('forms of series ' || $1, 0))::text"};
constexpr db::Statement kLockForms{"forms_lock", "SELECT lock_forms($1, $2, $3)"};
constexpr db::Statement kLoadForms{"forms_load", R"(
    SELECT f.number, f.site_code, f.holder_id,
           coalesce(u.ended, CASE WHEN u.order_id IS NULL THEN '' ELSE 'used' END)
      FROM form f LEFT JOIN form_use u USING (series, number)
     WHERE f.series = $1 AND f.number BETWEEN $2 AND $3 ORDER BY f.number)"};
constexpr db::Statement kRecordMove{"forms_record_move", R"(
    INSERT INTO form_move (move_id, series, first_number, last_number, from_site, from_holder,
                           site_code, holder_id, note, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))"};
constexpr db::Statement kRecordUse{"forms_record_use", R"(
    INSERT INTO form_use (series, number, site_code, order_id, ended, note, staff_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
// Numbers in a row differ from their places in a row by one and the same.
constexpr db::Statement kLoadHeld{"forms_load_held", R"(
    SELECT n.series, min(n.number), max(n.number), n.login
      FROM (SELECT f.series, f.number, coalesce(a.login, '') AS login,
                   f.number - row_number() OVER (PARTITION BY f.series, f.holder_id
                                                 ORDER BY f.number) AS run
              FROM form f LEFT JOIN staff a ON a.staff_id = f.holder_id
             WHERE f.site_code = $1
               AND NOT EXISTS (SELECT FROM form_use u
                                WHERE u.series = f.series AND u.number = f.number)) n
     GROUP BY n.series, n.login, n.run ORDER BY n.series, n.login, min(n.number))"};
constexpr db::Statement kCountSeries{"forms_count_series", R"(
    SELECT series, coalesce(f.unused, 0), coalesce(u.used, 0)
      FROM (SELECT f.series, count(*) AS unused FROM form f
             WHERE f.site_code = $1
               AND NOT EXISTS (SELECT FROM form_use x
                                WHERE x.series = f.series AND x.number = f.number)
             GROUP BY f.series) f
      FULL JOIN (SELECT series, count(*) AS used FROM form_use
                  WHERE site_code = $1 AND recorded_at > $2 GROUP BY series) u USING (series)
     ORDER BY series)"};
constexpr db::Statement kLookUp{"forms_look_up", R"(
    SELECT coalesce(u.ended, CASE WHEN u.order_id IS NULL THEN '' ELSE 'used' END), f.site_code,
           coalesce(a.login, ''), u.recorded_at
      FROM form f LEFT JOIN form_use u USING (series, number)
      LEFT JOIN staff a ON a.staff_id = coalesce(u.staff_id, f.holder_id)
     WHERE f.series = $1 AND f.number = $2)"};

}  // namespace

void LockSeries(db::Transaction& transaction, const std::string& series) {
  transaction.Run(kLockSeries, series);
}

void LockForms(db::Transaction& transaction, const Range& range) {
  transaction.Run(kLockForms, range.series, range.first, range.last);
}

std::vector<Form> LoadForms(db::Transaction& transaction, const Range& range) {
  std::vector<Form> forms;
  for (const db::Row& row : transaction.Run(kLoadForms, range.series, range.first, range.last)) {
    Form& form = forms.emplace_back();
    std::tie(form.number, form.site_code, form.holder, form.ended) =
        row.As<int64_t, std::string, std::optional<StaffId>, std::string>();
  }
  return forms;
}

std::optional<Form> LoadForm(db::Transaction& transaction, const std::string& series,
                             int64_t number) {
  const auto forms = LoadForms(transaction, {series, number, number});
  if (forms.empty()) return std::nullopt;
  return forms.front();
}

void RecordMove(db::Transaction& transaction, const Move& move, absl::Time now) {
  transaction.Run(kRecordMove, move.id, move.range.series, move.range.first, move.range.last,
                  move.from_site, move.from_holder, move.site_code, move.holder, move.note,
                  move.staff, now);
}

void RecordUse(db::Transaction& transaction, const Use& use, absl::Time now) {
  transaction.Run(kRecordUse, use.series, use.number, use.site_code, use.order, use.ended, use.note,
                  use.staff, now);
}

std::vector<Held> LoadHeld(db::Transaction& transaction, const std::string& site_code) {
  std::vector<Held> held;
  for (const db::Row& row : transaction.Run(kLoadHeld, site_code)) {
    Held& one = held.emplace_back();
    std::tie(one.range.series, one.range.first, one.range.last, one.login) =
        row.As<std::string, int64_t, int64_t, std::string>();
  }
  return held;
}

std::vector<SeriesCount> CountSeries(db::Transaction& transaction, const std::string& site_code,
                                     absl::Time since) {
  std::vector<SeriesCount> counts;
  for (const db::Row& row : transaction.Run(kCountSeries, site_code, since)) {
    SeriesCount& one = counts.emplace_back();
    std::tie(one.series, one.unused, one.used) = row.As<std::string, int64_t, int64_t>();
  }
  return counts;
}

std::optional<History> LookUp(db::Transaction& transaction, const std::string& series,
                              int64_t number) {
  const auto row = transaction.RunForOne(kLookUp, series, number);
  if (!row) return std::nullopt;
  History history;
  std::tie(history.ended, history.site_code, history.login, history.at) =
      row->As<std::string, std::string, std::string, std::optional<absl::Time>>();
  return history;
}

}  // namespace oat::forms
