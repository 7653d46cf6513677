// A pack's tables in words, for a reader.
#pragma once

#include <string>
#include <vector>

#include "services/policy/pack.h"

namespace oat::policy {

struct TableRow {
  std::string path;  // "missed_doses.methadone.4"
  std::string says;  // "at most the lower of 50 % and 40 mg; the prescriber sees the person"
  std::string source;
  Mark mark = rules::v1::MARK_UNSPECIFIED;
};
std::vector<TableRow> TableRowsOf(const Pack& pack);

// "recalled", "verified_in_part".
std::string MarkInWords(Mark mark);

}  // namespace oat::policy
