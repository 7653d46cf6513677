#include "tests/bench/script.h"

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/base/clinical_day.h"

namespace oat::bench {
namespace {

// The same value as both doses have it.
using Pair = std::pair<std::string, std::string>;

// What a client of pgbench knows of its desk. Run once a client; :station is the client's.
constexpr char kDesk[] =
    "SELECT d.device_id, d.token_hash AS device, s.token_hash AS session, s.staff_id, d.site_code, "
    "d.station FROM device d JOIN session s USING (device_id) WHERE d.station = ";

bool IsUuid(const std::string& text) {
  static const std::regex form("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  return std::regex_match(text, form);
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}}), "'");
}

bool IsQuery(const std::string& sql) {
  if (absl::StartsWith(sql, "WITH")) return !absl::StrContains(sql, "INSERT INTO");
  return absl::StartsWith(sql, "SELECT");
}

// Those of an array as it is sent: {"one","two"}.
std::vector<std::string> Items(absl::string_view array) {
  std::vector<std::string> items;
  for (absl::string_view item : absl::StrSplit(array.substr(1, array.size() - 2), ',')) {
    items.emplace_back(absl::StripSuffix(absl::StripPrefix(item, "\""), "\""));
  }
  return items;
}

// A statement's text with something in place of each of its $1, $2, ...
std::string Fill(const std::string& sql, const std::vector<std::string>& values) {
  std::string filled;
  for (size_t i = 0; i < sql.size();) {
    size_t end = i + 1;
    while (sql[i] == '$' && end < sql.size() && absl::ascii_isdigit(sql[end])) ++end;
    if (end == i + 1) {
      filled += sql[i];
    } else {
      filled += values.at(std::stoul(sql.substr(i + 1, end - i - 1)) - 1);
    }
    i = end;
  }
  return filled;
}

std::map<std::string, std::string> RowOf(const test::Clinic& clinic, const std::string& query) {
  const std::string rows =
      clinic.Sql(absl::StrCat("SELECT to_jsonb(r) FROM (", query, "\n) r LIMIT 2"));
  std::map<std::string, std::string> row;
  if (rows.empty() || absl::StrContains(rows, '\n')) return row;
  const auto json = nlohmann::json::parse(rows);
  for (const auto& [column, value] : json.items()) {
    row[column] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return row;
}

class Maker {
 public:
  Maker(const std::vector<Recording>& doses, const Origins& origins)
      : row_of_(origins.row_of), first_(doses.at(0)), second_(doses.at(1)) {
    if (first_.size() != second_.size()) {
      throw std::runtime_error("two doses took different numbers of statements: no script fits");
    }
    KnowDesk(origins.stations);
    origins_[{origins.patient_numbers[0], origins.patient_numbers[1]}] = ":number";
  }

  void Make() {
    for (at_ = 0; at_ < first_.size(); ++at_) {
      if (first_[at_].sql != second_[at_].sql) {
        throw std::runtime_error("two doses took different statements: no script fits");
      }
      std::vector<std::string> values;
      for (size_t i = 0; i < first_[at_].parameters.size(); ++i) values.push_back(ValueOf(i));
      lines_.push_back(Fill(std::string(absl::StripAsciiWhitespace(first_[at_].sql)), values));
    }
  }

  std::string Text() const;
  const std::map<std::string, std::string>& constants() const { return constants_; }

 private:
  void KnowDesk(const std::array<std::string, 2>& stations) {
    const auto second = row_of_(kDesk + Quoted(stations[1]));
    for (const auto& [column, value] : row_of_(kDesk + Quoted(stations[0]))) {
      origins_[{value, second.at(column)}] = ":desk_" + column;
    }
  }

  std::string ValueOf(size_t index) {
    const auto& a = first_[at_].parameters[index];
    const auto& b = second_[at_].parameters[index];
    if (!a && !b) return "NULL";
    if (!a || !b) throw std::runtime_error(Where(index) + " is there for one dose only");
    if (*a == *b) return Constant(*a);
    if (absl::StartsWith(*a, "{")) return ArrayOf(index, *a, *b);
    return OriginOf(index, *a, *b);
  }
  // What differs between the doses.
  std::string OriginOf(size_t index, const std::string& first, const std::string& second) {
    if (first == second) return Quoted(first);
    if (auto known = origins_.find({first, second}); known != origins_.end()) return known->second;
    // A digest or an answer: bytes that nothing looks into, of the recorded length.
    if (absl::StartsWith(first, "\\x")) return Constant(first);
    if (auto result = FindInResults({first, second}); !result.empty()) return result;
    if (IsUuid(first)) return MadeId({first, second});
    throw std::runtime_error(
        absl::StrCat(Where(index), " differs and comes from nowhere: ", first, ", ", second));
  }
  // Item by item; none of what a dose sends has a comma or a quotation mark in it.
  std::string ArrayOf(size_t index, const std::string& first, const std::string& second) {
    const std::vector<std::string> a = Items(first), b = Items(second);
    if (a.size() != b.size()) throw std::runtime_error(Where(index) + " differs in length");
    std::vector<std::string> items;
    for (size_t i = 0; i < a.size(); ++i) items.push_back(OriginOf(index, a[i], b[i]));
    return absl::StrCat("('{\"' || ", absl::StrJoin(items, " || '\",\"' || "), " || '\"}')");
  }
  std::string Where(size_t index) const {
    return absl::StrCat("parameter $", index + 1, " of ", first_[at_].name);
  }

  std::string Constant(const std::string& value) {
    if (value.empty()) return "''";  // pgbench knows no empty variable
    for (const auto& [name, known] : constants_) {
      if (known == value) return ":" + name;
    }
    const std::string name = absl::StrCat("constant_", constants_.size() + 1);
    constants_[name] = value;
    return ":" + name;
  }

  // The column of an earlier statement's row in which both doses have the value. The queries are
  // asked again for it; what they return has not changed in the columns that matter.
  std::string FindInResults(const Pair& wanted) {
    for (size_t i = 0; i < at_; ++i) {
      for (const auto& [column, value] : ResultOf(first_, i)) {
        const auto& other = ResultOf(second_, i);
        if (value != wanted.first || !other.contains(column)) continue;
        if (other.at(column) != wanted.second) continue;
        kept_.insert(i);
        return origins_[wanted] = absl::StrCat(":result_", i, "_", column);
      }
    }
    return "";
  }
  const std::map<std::string, std::string>& ResultOf(const Recording& dose, size_t index) {
    const auto key = std::pair(&dose, index);
    if (auto known = results_.find(key); known != results_.end()) return known->second;
    const SentStatement& statement = dose[index];
    const std::string sql(absl::StripAsciiWhitespace(statement.sql));
    if (!IsQuery(sql)) return results_[key];
    std::vector<std::string> values;
    for (const auto& parameter : statement.parameters) {
      values.push_back(parameter ? Quoted(*parameter) : "NULL");
    }
    return results_[key] = row_of_(Fill(sql, values));
  }

  // Ids are made of digits alone: day, person, number within the dose. They grow as those of oatd
  // do, so that the indexes grow alike.
  std::string MadeId(const Pair& pair) {
    if (ids_ == Script::kMostIds) throw std::runtime_error("a dose makes too many ids");
    return origins_[pair] = absl::StrCat("('01940000-0000-7000-8000-' || :id_", ids_++, ")::uuid");
  }

  const decltype(Origins::row_of) row_of_;
  const Recording& first_;
  const Recording& second_;
  size_t at_ = 0;
  std::map<Pair, std::string> origins_;
  std::map<std::pair<const Recording*, size_t>, std::map<std::string, std::string>> results_;
  std::map<std::string, std::string> constants_;
  std::set<size_t> kept_;  // statements whose result a later one needs
  std::vector<std::string> lines_;
  int ids_ = 0;
};

std::string Maker::Text() const {
  std::string text = absl::StrCat(R"(\if :turn = 0
SELECT 'D' || lpad((:client_id + 1)::text, 2, '0') AS station
\gset
)",
                                  kDesk, R"(:station
\gset desk_
\endif
\set site :client_id % :sites
\set place :client_id / :sites + (:clients + :sites - 1) / :sites * :turn
\set number 1000000000 + :site * 1000000 + :place
\set turn :turn + 1
)");
  for (int id = 0; id < ids_; ++id) {
    absl::StrAppend(&text, "\\set id_", id,
                    " 100000000000 + :day * 100000000 + (:site * 1000000 + ", ":place) * ",
                    Script::kMostIds, " + ", id, "\n");
  }
  for (size_t i = 0; i < lines_.size(); ++i) {
    if (kept_.contains(i)) {
      absl::StrAppend(&text, lines_[i], "\n\\gset result_", i, "_\n");
    } else {
      absl::StrAppend(&text, lines_[i], ";\n");
    }
  }
  return text;
}

// A date or a time of the recorded day, so many days later; anything else as it is.
std::string Shifted(const std::string& value, int days) {
  if (auto day = ParseDay(value); day.ok()) return FormatDay(*day + days);
  absl::Time time;
  std::string error;
  constexpr char kTime[] = "%Y-%m-%d %H:%M:%E*S%Ez";
  if (!absl::ParseTime(kTime, value, &time, &error)) return value;
  return absl::FormatTime(kTime, time + absl::Hours(24) * days, absl::UTCTimeZone());
}

}  // namespace

Origins OriginsOf(Network& network) {
  return {
      .stations = {network.desks()[0].station, network.desks()[1].station},
      .patient_numbers = {network.people()[0][0], network.people()[1][1]},
      .row_of = [&network](const std::string& query) { return RowOf(network.clinic(), query); }};
}

Script::Script(const std::vector<Recording>& doses, const Origins& origins) {
  Maker maker(doses, origins);
  maker.Make();
  text_ = maker.Text();
  constants_ = maker.constants();
  statements_ = static_cast<int>(doses.at(0).size());
}

std::map<std::string, std::string> Script::Constants(int days_later) const {
  std::map<std::string, std::string> constants;
  for (const auto& [name, value] : constants_) constants[name] = Shifted(value, days_later);
  return constants;
}

}  // namespace oat::bench
