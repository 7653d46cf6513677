#include "tests/law/law.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace oat::law {
namespace {

// A room may use the rooms before it.
const Strings kRooms = {"base",          "db",        "contract",     "sites",    "identity",
                        "access",        "policy",    "stock",        "losses",   "shipments",
                        "forms",         "custody",   "slots",        "bottles",  "prescribing",
                        "enrolment",     "dosing",    "pumps",        "takehome", "cards",
                        "downtime",      "supply",    "consent",      "packet",   "transfers",
                        "interruptions", "closures",  "institutions", "merges",   "transparency",
                        "oversight",     "reporting", "server",       "clients"};

// What a file of one kind may include: kinds of its own room, and kinds of the rooms before it.
// Rules may see a store for the sake of the plain structs in its header.
struct Law {
  const char* kind;
  const char* own;
  const char* before;
  bool protobuf;
};
constexpr Law kLaws[] = {
    {"base", "base", "", false},
    {"db", "db", "base", false},
    {"contract", "contract", "base", true},
    {"rules", "rules", "base rules store", false},
    {"store", "rules store", "base db rules store", false},
    {"service", "rules store service", "base db contract rules store", true},
    {"server", "server", "base db contract rules store service", true},
    {"clients", "clients", "base", true},
};

bool IsExcepted(const std::string& user, const std::string& used) {
  return std::any_of(std::begin(kExceptions), std::end(kExceptions),
                     [&](const Exception& one) { return one.user == user && one.used == used; });
}

// A room's place in the order; the number of rooms for one that the law does not know.
size_t PlaceOf(const std::string& room) {
  return static_cast<size_t>(std::find(kRooms.begin(), kRooms.end(), room) - kRooms.begin());
}

struct Part {
  std::string room;
  std::string kind;
};

bool IsTopic(const std::string& room) {
  return PlaceOf("contract") < PlaceOf(room) && PlaceOf(room) < PlaceOf("server");
}

// Where a source file belongs. In a topic every file that is not known for rules or store counts as
// the service's, which may do most but hold no SQL.
Part PartOf(const std::string& path) {
  static const std::set<std::string> rules = {
      "rules",          "folding",     "particulars", "disclosure",   "relations",     "tables",
      "entry",          "pack",        "pack_text",   "missed_doses", "preview_rules", "label",
      "take_home",      "pack_faults", "pack_tables", "pack_words",   "qtc",           "starting",
      "steps",          "starts",      "switches",    "vomited",      "depots",        "absence",
      "amounts",        "spacing",     "incidents",   "counts",       "stock_keeping", "handling",
      "displaced_rules"};
  static const std::set<std::string> store = {
      "trail", "clinical", "credential", "caller", "vault",    "alarm", "chart",
      "rows",  "seal_key", "lease",      "cipher", "key_file", "book"};
  const Strings names = absl::StrSplit(path, '/');
  if (names[0] == "clients") return {"clients", "clients"};
  if (names[0] != "services" || names.size() != 3) return {};
  const std::string stem = names[2].substr(0, names[2].find('.'));
  if (!IsTopic(names[1])) return {names[1], names[1]};
  if (store.contains(stem) || absl::EndsWith(stem, "store")) return {names[1], "store"};
  return {names[1], rules.contains(stem) ? "rules" : "service"};
}

const Law* LawOf(const std::string& kind) {
  for (const Law& law : kLaws) {
    if (law.kind == kind) return &law;
  }
  return nullptr;
}

bool Allows(const char* kinds, const std::string& kind) {
  const Strings names = absl::StrSplit(kinds, ' ');
  return std::find(names.begin(), names.end(), kind) != names.end();
}

bool IsProtobuf(const std::string& included) {
  return absl::StartsWith(included, "oat/v1/") || absl::StartsWith(included, "google/protobuf") ||
         absl::StartsWith(included, "grpc") || absl::EndsWith(included, ".pb.h");
}

bool MayInclude(const std::string& user, const std::string& used) {
  const Part from = PartOf(user);
  const Law* law = LawOf(from.kind);
  if (law == nullptr) return false;
  if (absl::StartsWith(used, "pqxx")) return from.room == "db";
  if (IsProtobuf(used)) return law->protobuf;
  if (absl::StartsWith(used, "tests/")) return false;
  if (!absl::StartsWith(used, "services/") && !absl::StartsWith(used, "clients/")) return true;
  const Part to = PartOf(used);
  if (from.room == to.room) return Allows(law->own, to.kind);
  return PlaceOf(to.room) < PlaceOf(from.room) && Allows(law->before, to.kind);
}

Part PartOfTarget(const std::string& name) {
  static const std::set<std::string> clients = {"fhir",     "card",   "link",    "label",
                                                "register", "table",  "pump",    "ctl",
                                                "desk",     "oatctl", "oat-desk"};
  if (name == "oatd") return {"server", "server"};
  if (clients.contains(name)) return {"clients", "clients"};
  const std::pair<std::string, std::string> halves = absl::StrSplit(name, absl::MaxSplits('_', 1));
  return {halves.first, halves.second.empty() ? halves.first : halves.second};
}

bool MayReach(const std::string& target, const std::string& reached) {
  const Part from = PartOfTarget(target);
  const Law* law = LawOf(from.kind);
  if (law == nullptr) return false;
  if (reached == "oat_contract") return law->protobuf;
  const Part to = PartOfTarget(reached);
  // A store's structs bring the room db along.
  if (from.kind == "rules" && to.kind == "db") return true;
  if (from.room == to.room) return Allows(law->own, to.kind);
  return PlaceOf(to.room) < PlaceOf(from.room) && Allows(law->before, to.kind);
}

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

Strings IncludesIn(const std::string& text) {
  Strings includes;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (!absl::ConsumePrefix(&line, "#")) continue;
    line = absl::StripLeadingAsciiWhitespace(line);
    if (!absl::ConsumePrefix(&line, "include")) continue;
    const std::vector<absl::string_view> parts = absl::StrSplit(line, absl::ByAnyChar("\"<>"));
    if (parts.size() >= 2) includes.emplace_back(parts[1]);
  }
  return includes;
}

Strings IncludeFaults(const std::string& path, const std::string& text) {
  Strings faults;
  for (const std::string& included : IncludesIn(text)) {
    if (MayInclude(path, included) || IsExcepted(path, included)) continue;
    faults.push_back(absl::StrCat(path, " may not include ", included));
  }
  return faults;
}

Strings PlaceFaults(const std::string& path, const std::string& text) {
  const Part part = PartOf(path);
  Strings faults;
  static const std::set<std::string> holders = {"trail.cc",    "alarm.cc", "chart.cc",
                                                "clinical.cc", "rows.cc",  "lease.cc"};
  const bool holds_sql = part.room == "db" || absl::EndsWith(path, "store.cc") ||
                         holders.contains(path.substr(path.find_last_of('/') + 1));
  if (!holds_sql && absl::StrContains(text, "db::Statement")) {
    faults.push_back(path + " holds SQL");
  }
  const bool tells_time = part.kind == "server" || part.kind == "clients" || part.kind.empty() ||
                          path == "services/base/clock.h";
  for (const char* now : {"absl::Now(", "system_clock", "time(nullptr)", "gettimeofday"}) {
    if (!tells_time && absl::StrContains(text, now)) {
      faults.push_back(absl::StrCat(path, " asks the clock: ", now));
    }
  }
  return faults;
}

Strings FormFaults(const std::string& path, const std::string& text) {
  Strings faults;
  if (const auto lines = std::count(text.begin(), text.end(), '\n'); lines > 700) {
    faults.push_back(absl::StrCat(path, " has ", lines, " lines, more than 700"));
  }
  // In two pieces, so that this file passes.
  for (const char* mark : {"TO"
                           "DO",
                           "FIX"
                           "ME"}) {
    if (absl::StrContains(text, mark)) faults.push_back(absl::StrCat(path, " has a ", mark));
  }
  return faults;
}

void ReadLinks(const std::string& text, Links* links) {
  std::string code;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    absl::StrAppend(&code, line.substr(0, line.find('#')), "\n");
  }
  for (const std::string command : {"oat_library(", "target_link_libraries("}) {
    for (size_t at = code.find(command); at != std::string::npos; at = code.find(command, at + 1)) {
      const size_t begin = at + command.size();
      const Strings words = absl::StrSplit(code.substr(begin, code.find(')', begin) - begin),
                                           absl::ByAnyChar(" \n\t"), absl::SkipEmpty());
      auto link = std::find(words.begin(), words.end(), "LINKS");
      if (command != "oat_library(") link = words.begin();
      Strings& linked = (*links)[words.front()];
      if (link != words.end()) linked.insert(linked.end(), link + 1, words.end());
    }
  }
}

void Reach(const Links& links, const std::string& target, std::set<std::string>* reached) {
  const auto found = links.find(target);
  if (found == links.end()) return;
  for (const std::string& linked : found->second) {
    if (reached->insert(linked).second) Reach(links, linked, reached);
  }
}

Strings LinkFaults(const Links& links) {
  Strings faults;
  for (const auto& [target, direct] : links) {
    std::set<std::string> reached;
    Reach(links, target, &reached);
    for (const std::string& one : reached) {
      const bool ours = links.contains(one) || one == "oat_contract";
      if (!ours || MayReach(target, one) || IsExcepted(target, one)) continue;
      faults.push_back(absl::StrCat(target, " may not link ", one));
    }
  }
  return faults;
}

std::map<std::string, std::string> Sources(const Strings& folders) {
  static const std::set<std::string> kinds = {".h", ".cc", ".proto", ".sql", ".sh", ".txt", ""};
  std::map<std::string, std::string> sources;
  for (const std::string& folder : folders) {
    const std::string root = absl::StrCat(OAT_SOURCE_DIR, "/");
    for (auto entry = std::filesystem::recursive_directory_iterator(root + folder);
         entry != std::filesystem::recursive_directory_iterator(); ++entry) {
      if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
      if (!entry->is_regular_file() || !kinds.contains(entry->path().extension())) continue;
      const std::string path = entry->path();
      sources[path.substr(root.size())] = ReadFile(path);
    }
  }
  return sources;
}

Strings FaultsInTree(const Strings& folders,
                     Strings (*check)(const std::string& path, const std::string& text)) {
  Strings faults;
  for (const auto& [path, text] : Sources(folders)) {
    const Strings more = check(path, text);
    faults.insert(faults.end(), more.begin(), more.end());
  }
  return faults;
}

Links LinksInTree() {
  Links links;
  for (const char* folder : {"services", "clients"}) {
    ReadLinks(ReadFile(absl::StrCat(OAT_SOURCE_DIR, "/", folder, "/CMakeLists.txt")), &links);
  }
  return links;
}

}  // namespace oat::law
