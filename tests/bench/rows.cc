#include "tests/bench/rows.h"

#include <stdexcept>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace oat::bench {

// Without the sealed log: it is written beside the doses, a while after them.
Rows CountRows(const test::Clinic& clinic) {
  const std::string counts = clinic.Sql(R"(
      SELECT relname || ' ' || (xpath('/row/count/text()', query_to_xml(
               format('SELECT count(*) FROM %I', relname), false, true, '')))[1]
        FROM pg_stat_user_tables
       WHERE relname NOT IN ('sealed_leaf', 'sealed_node', 'tree_head') ORDER BY 1)");
  Rows rows;
  for (absl::string_view line : absl::StrSplit(counts, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, ' ');
    if (!absl::SimpleAtoi(parts[1], &rows[parts[0]])) throw std::runtime_error(std::string(line));
  }
  return rows;
}

RowsPerDose Growth(const Rows& before, const Rows& after, int64_t doses) {
  RowsPerDose growth;
  for (const auto& [table, count] : after) {
    if (count == before.at(table)) continue;
    growth[table] = static_cast<double>(count - before.at(table)) / static_cast<double>(doses);
  }
  return growth;
}

}  // namespace oat::bench
