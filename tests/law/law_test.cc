// The house rules, held against the tree as it stands: who may include and link whom, where SQL and
// the clock may be, how long a file may grow. Each checker is first shown a text that breaks it.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace oat {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

// A room may use the rooms before it.
const Strings kRooms = {"base",        "db",        "contract",     "sites",     "identity",
                        "access",      "policy",    "stock",        "custody",   "slots",
                        "prescribing", "enrolment", "takehome",     "dosing",    "downtime",
                        "transfers",   "consent",   "transparency", "oversight", "reporting",
                        "server",      "clients"};

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

// What the law would refuse and the house allows, with the reason.
struct Exception {
  const char* user;
  const char* used;
  const char* why;
};
constexpr Exception kExceptions[] = {
    {"services/sites/service.h", "services/access/caller.h", "every service is handed the call"},
    {"services/access/rules.h", "services/access/caller.h", "a plain struct beside the call"},
    {"services/policy/pack.h", "oat/rules/v1/rule_pack.pb.h", "a pack's schema is its structs"},
    {"services/policy/pack_text.cc", "google/protobuf/io/tokenizer.h", "a pack is a text"},
    {"services/policy/pack_text.cc", "google/protobuf/text_format.h", "a pack is a text"},
    {"policy_rules", "oat_rule_schema", "a pack's schema is its structs"},
    {"services/downtime/list.cc", "services/dosing/service.h", "the answer a window would get"},
    {"services/downtime/list.cc", "services/dosing/situation.h", "the answer a window would get"},
    {"downtime_service", "dosing_service", "the answer a window would get"},
    {"sites_service", "access_store", "every service is handed the call"},
    {"sites_service", "access_rules", "every service is handed the call"},
    {"sites_service", "identity_rules", "the store of the call holds sealed keys of staff"},
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
      "rules",  "folding", "particulars", "disclosure", "relations",
      "tables", "entry",   "pack",        "pack_text",  "missed_doses"};
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

// SQL stands in the stores, the trail with its alarms, the charts, the leases, the clinical minimum
// and the sealed rows, and in the room that migrates; the clock in none of them.
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

// Target to what it links, from the CMake commands that say so.
using Links = std::map<std::string, Strings>;

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

Part PartOfTarget(const std::string& name) {
  static const std::set<std::string> clients = {"link", "table",  "ctl",
                                                "desk", "oatctl", "oat-desk"};
  if (name == "oatd") return {"server", "server"};
  if (clients.contains(name)) return {"clients", "clients"};
  const std::pair<std::string, std::string> halves = absl::StrSplit(name, absl::MaxSplits('_', 1));
  return {halves.first, halves.second.empty() ? halves.first : halves.second};
}

void Reach(const Links& links, const std::string& target, std::set<std::string>* reached) {
  const auto found = links.find(target);
  if (found == links.end()) return;
  for (const std::string& linked : found->second) {
    if (reached->insert(linked).second) Reach(links, linked, reached);
  }
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

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// The sources below a folder of the tree: path from the root to text.
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

struct Inclusion {
  const char* user;
  const char* used;
};

TEST(IncludeLaw, RefusesWhatPointsTheWrongWay) {
  for (const auto& [user, used] : std::initializer_list<Inclusion>{
           {"services/base/uuid.h", "services/db/value.h"},
           {"services/base/uuid.h", "oat/v1/site.pb.h"},
           {"services/db/value.h", "services/contract/code.h"},
           {"services/db/value.h", "services/sites/rules.h"},
           {"services/contract/shape.h", "services/db/value.h"},
           {"services/dosing/rules.h", "services/db/transaction.h"},
           {"services/dosing/rules.cc", "services/contract/code.h"},
           {"services/dosing/rules.cc", "services/dosing/store.h"},
           {"services/dosing/rules.cc", "pqxx/pqxx"},
           {"services/dosing/rules.cc", "google/protobuf/message.h"},
           {"services/policy/rules.h", "services/stock/rules.h"},
           {"services/stock/store.h", "oat/v1/stock.pb.h"},
           {"services/stock/store.cc", "services/slots/store.h"},
           {"services/stock/store.cc", "services/stock/service.h"},
           {"services/stock/store.cc", "pqxx/pqxx"},
           {"services/dosing/service.cc", "services/prescribing/service.h"},
           {"services/dosing/outcome.cc", "services/reporting/store.h"},
           {"services/dosing/outcome.cc", "services/server/guard.h"},
           {"services/dosing/outcome.cc", "services/cellar/store.h"},
           {"services/server/guard.cc", "clients/link/link.h"},
           {"services/server/guard.cc", "tests/support/clinic.h"},
           {"services/server/guard.cc", "pqxx/pqxx"},
           {"services/cellar/store.h", "services/base/uuid.h"},
           {"clients/desk/window.h", "services/contract/code.h"},
           {"clients/desk/window.h", "services/server/guard.h"},
           {"clients/desk/window.h", "services/dosing/rules.h"}}) {
    EXPECT_THAT(IncludeFaults(user, absl::StrCat("#include \"", used, "\"\n")),
                ElementsAre(absl::StrCat(user, " may not include ", used)));
  }
}

TEST(IncludeLaw, AllowsTheOneWay) {
  for (const auto& [user, used] : std::initializer_list<Inclusion>{
           {"services/db/transaction.cc", "pqxx/pqxx"},
           {"services/dosing/rules.h", "services/prescribing/store.h"},
           {"services/dosing/store.h", "services/db/transaction.h"},
           {"services/dosing/lists.cc", "services/dosing/service.h"},
           {"services/dosing/service.h", "oat/v1/dosing.pb.h"},
           {"services/server/endpoints.cc", "services/dosing/service.h"},
           {"clients/desk/window.h", "clients/link/link.h"},
           {"clients/desk/window.cc", "services/base/uuid.h"}}) {
    EXPECT_THAT(IncludeFaults(user, absl::StrCat("#include \"", used, "\"\n")), IsEmpty());
  }
}

TEST(IncludeLaw, SeesAnIncludeHoweverItIsWritten) {
  EXPECT_THAT(IncludesIn("  #  include <a/b.h>  // why\n// #include \"no.h\"\n#include\"c.h\"\n"),
              ElementsAre("a/b.h", "c.h"));
}

TEST(IncludeLaw, HoldsInTheTree) {
  EXPECT_GT(Sources({"services", "clients"}).size(), 100u);
  EXPECT_THAT(FaultsInTree({"services", "clients"}, IncludeFaults), IsEmpty());
}

TEST(LinkLaw, FollowsLinksToTheirEnd) {
  Links links;
  ReadLinks(
      "oat_library(base SOURCES a.cc LINKS contract)  # oat_library(none LINKS base)\n"
      "oat_library(contract LINKS oat_contract)\n"
      "oat_library(policy_rules\n  SOURCES b.cc\n  LINKS base slots_store)\n"
      "oat_library(slots_store LINKS db)\noat_library(db SOURCES c.cc)\n"
      "oat_library(stock_service LINKS policy_rules)\n"
      "target_link_libraries(stock_service PUBLIC sites_service)\n"
      "oat_library(sites_service SOURCES d.cc)\noat_library(desk LINKS sites_service)\n",
      &links);
  EXPECT_THAT(
      LinkFaults(links),
      ElementsAre("base may not link contract", "base may not link oat_contract",
                  "desk may not link sites_service", "policy_rules may not link contract",
                  "policy_rules may not link oat_contract", "policy_rules may not link slots_store",
                  "stock_service may not link sites_service",
                  "stock_service may not link slots_store"));
}

TEST(LinkLaw, HoldsInTheTree) {
  const Links links = LinksInTree();
  for (const char* target : {"base", "dosing_rules", "dosing_service", "server", "desk"}) {
    EXPECT_TRUE(links.contains(target)) << target;
  }
  EXPECT_THAT(LinkFaults(links), IsEmpty());
}

TEST(Exceptions, AreStillNeeded) {
  const auto sources = Sources({"services"});
  const Links links = LinksInTree();
  for (const auto& [user, used, why] : kExceptions) {
    std::set<std::string> uses;
    Reach(links, user, &uses);
    if (auto source = sources.find(user); source != sources.end()) {
      const Strings includes = IncludesIn(source->second);
      uses.insert(includes.begin(), includes.end());
    }
    EXPECT_TRUE(uses.contains(used)) << user << " no longer uses " << used << ": " << why;
  }
}

TEST(Places, AreToldFromOthers) {
  const std::string sql = "constexpr db::Statement kFind{\"find\", \"SELECT 1\"};\n";
  EXPECT_THAT(PlaceFaults("services/stock/service.cc", sql), ElementsAre(HasSubstr("holds SQL")));
  EXPECT_THAT(PlaceFaults("services/server/init.cc", sql), ElementsAre(HasSubstr("holds SQL")));
  EXPECT_THAT(PlaceFaults("services/stock/rules.h", sql), ElementsAre(HasSubstr("holds SQL")));
  EXPECT_THAT(PlaceFaults("services/stock/store.cc", sql), IsEmpty());
  for (const char* path : {"services/stock/rules.cc", "services/stock/store.cc",
                           "services/dosing/outcome.cc", "services/base/uuid.cc"}) {
    EXPECT_THAT(PlaceFaults(path, "auto t = absl::Now();\n"), ElementsAre(HasSubstr("the clock")));
    EXPECT_THAT(PlaceFaults(path, "std::chrono::system_clock::now()\n"),
                ElementsAre(HasSubstr("the clock")));
  }
  EXPECT_THAT(PlaceFaults("services/base/clock.h", "absl::Now()"), IsEmpty());
}

TEST(Places, OfSqlAndTheClockAreKept) {
  EXPECT_THAT(FaultsInTree({"services", "clients"}, PlaceFaults), IsEmpty());
}

TEST(Form, HasLimits) {
  EXPECT_THAT(FormFaults("a.cc", std::string(700, '\n')), IsEmpty());
  EXPECT_THAT(FormFaults("a.cc", std::string(701, '\n')), ElementsAre(HasSubstr("701 lines")));
  EXPECT_THAT(FormFaults("a.cc",
                         "// TO"
                         "DO: later\n"),
              ElementsAre("a.cc has a TO"
                          "DO"));
}

TEST(Form, IsKept) {
  EXPECT_THAT(FaultsInTree({"services", "clients", "proto", "sql", "tests", "ops"}, FormFaults),
              IsEmpty());
}

}  // namespace
}  // namespace oat
