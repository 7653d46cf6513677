#include "services/transparency/rows.h"

#include <iterator>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace oat::transparency {
namespace {

constexpr db::Statement kReachEveryRow{"transparency_reach", R"(
    SELECT set_config(name, value, true)
      FROM (VALUES ('oat.reach', 'everyone'), ('search_path', 'pg_catalog'), ('TimeZone', 'UTC'),
                   ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'),
                   ('bytea_output', 'hex'), ('extra_float_digits', '1'), ('jit', 'off')) setting (name, value))"};

// A table's rows; the body is made of those alone that are wanted.
constexpr char kRowsOf[] = R"(
    (SELECT recorded_in, '{table}' COLLATE "C" AS table_name, row_key,
            jsonb_strip_nulls(to_jsonb(sealed))::text AS body
       FROM (SELECT recorded_in, concat_ws(' ', {key}) COLLATE "C" AS row_key, t AS sealed
               FROM public.{table} t {condition}) x))";
constexpr char kBehind[] = R"(
    WHERE recorded_in >= $1::bigint AND recorded_in < $2::bigint
      AND (recorded_in, '{table}' COLLATE "C", concat_ws(' ', {key}) COLLATE "C") >
          ($1::bigint, $3::text COLLATE "C", $4::text COLLATE "C")
    ORDER BY 1, 2 LIMIT $5::bigint)";

// A text with each table in it, separated.
std::string OfEachTable(const std::string& text, const char* separator) {
  std::vector<std::string> parts;
  for (const SealedTable& table : kSealedTables) {
    parts.push_back(absl::StrReplaceAll(text, {{"{table}", table.name}, {"{key}", table.key}}));
  }
  return absl::StrJoin(parts, separator);
}

const std::string kLoadRowsSql =
    absl::StrCat(OfEachTable(absl::StrReplaceAll(kRowsOf, {{"{condition}", kBehind}}), "UNION ALL"),
                 " ORDER BY 1, 2, 3 LIMIT $5::bigint");
const db::Statement kLoadRows{"transparency_rows", kLoadRowsSql.c_str()};

const std::string kFirstTransactionSql = absl::StrCat(
    "SELECT min(first) FROM (",
    OfEachTable("SELECT min(recorded_in) AS first FROM public.{table} WHERE recorded_in > $1",
                " UNION ALL "),
    ") x");
const db::Statement kFirstTransaction{"transparency_first", kFirstTransactionSql.c_str()};

// The cursor of each table. Fetched are so many at once that the way to the server counts for
// little.
struct CursorSql {
  std::string declare_name;
  std::string declare_sql;
  std::string fetch_name;
  std::string fetch_sql;
};
const std::vector<CursorSql>& Cursors() {
  static const auto* const cursors = [] {
    auto* made = new std::vector<CursorSql>;
    for (const SealedTable& table : kSealedTables) {
      const std::string rows = absl::StrReplaceAll(
          kRowsOf,
          {{"{table}", table.name}, {"{key}", table.key}, {"{condition}", "ORDER BY 1, 2"}});
      made->push_back({absl::StrCat("transparency_declare_", table.name),
                       absl::StrCat("DECLARE rows_", table.name, " NO SCROLL CURSOR FOR ", rows),
                       absl::StrCat("transparency_fetch_", table.name),
                       absl::StrCat("FETCH FORWARD 2000 FROM rows_", table.name)});
    }
    return made;
  }();
  return *cursors;
}

Row RowOf(const db::Row& read) {
  Row row;
  std::optional<int64_t> recorded_in;
  std::tie(recorded_in, row.place.table, row.place.key, row.body) =
      read.As<std::optional<int64_t>, std::string, std::string, std::string>();
  // Whoever took the transaction's number from a row has put it behind all others, as PostgreSQL
  // sorts it.
  row.place.recorded_in = recorded_in.value_or(std::numeric_limits<int64_t>::max());
  return row;
}

std::vector<Row> RowsOf(const std::vector<db::Row>& read) {
  std::vector<Row> rows;
  rows.reserve(read.size());
  for (const db::Row& row : read) rows.push_back(RowOf(row));
  return rows;
}

}  // namespace

void ReachEveryRow(db::Transaction& transaction) { transaction.Run(kReachEveryRow); }

std::vector<Row> LoadRows(db::Transaction& transaction, const Place& after, int64_t below,
                          int64_t most) {
  return RowsOf(transaction.Run(kLoadRows, after.recorded_in, below, after.table, after.key, most));
}

std::optional<int64_t> LoadFirstTransactionAfter(db::Transaction& transaction, int64_t after) {
  return std::get<0>(transaction.RunForOne(kFirstTransaction, after)->As<std::optional<int64_t>>());
}

RowStream::RowStream(db::Transaction* transaction)
    : transaction_(transaction), sources_(std::size(kSealedTables)) {
  for (size_t table = 0; table < sources_.size(); ++table) {
    const CursorSql& cursor = Cursors()[table];
    transaction_->Run({cursor.declare_name.c_str(), cursor.declare_sql.c_str()});
    Fetch(table);
  }
}

void RowStream::Fetch(size_t table) {
  const CursorSql& cursor = Cursors()[table];
  sources_[table] = {
      RowsOf(transaction_->Run({cursor.fetch_name.c_str(), cursor.fetch_sql.c_str()}))};
}

std::optional<Row> RowStream::Next() {
  std::optional<size_t> first;
  for (size_t table = 0; table < sources_.size(); ++table) {
    const Source& source = sources_[table];
    if (source.next == source.rows.size()) continue;
    if (!first ||
        source.rows[source.next].place < sources_[*first].rows[sources_[*first].next].place) {
      first = table;
    }
  }
  if (!first) return std::nullopt;
  Source& source = sources_[*first];
  Row row = std::move(source.rows[source.next++]);
  if (source.next == source.rows.size()) Fetch(*first);
  return row;
}

}  // namespace oat::transparency
