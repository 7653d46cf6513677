// The checkers of the house rules: each takes a text of the tree and says what is wrong with it.
// What they are held to is in law_test.cc.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace oat::law {

using Strings = std::vector<std::string>;

// What the law would refuse and the house allows, with the reason.
struct Exception {
  const char* user;
  const char* used;
  const char* why;
};
inline constexpr Exception kExceptions[] = {
    {"services/sites/service.h", "services/access/caller.h", "every service is handed the call"},
    {"services/access/rules.h", "services/access/caller.h", "a plain struct beside the call"},
    {"services/policy/pack.h", "oat/rules/v1/rule_pack.pb.h", "a pack's schema is its structs"},
    {"services/policy/pack_text.cc", "google/protobuf/io/tokenizer.h", "a pack is a text"},
    {"services/policy/pack_text.cc", "google/protobuf/text_format.h", "a pack is a text"},
    {"policy_rules", "oat_rule_schema", "a pack's schema is its structs"},
    {"services/downtime/list.cc", "services/dosing/service.h", "the answer a window would get"},
    {"services/downtime/list.cc", "services/dosing/situation.h", "the answer a window would get"},
    {"services/takehome/authorise.cc", "services/dosing/situation.h", "who stands at the window"},
    {"services/takehome/fill.cc", "services/dosing/situation.h", "who stands at the window"},
    {"services/takehome/hand_out.cc", "services/dosing/situation.h", "who stands at the window"},
    {"services/takehome/findings.cc", "services/dosing/service.h", "lines as the window has them"},
    {"services/takehome/lists.cc", "services/dosing/service.h", "lines as the window has them"},
    {"takehome_service", "dosing_service", "who stands at the window"},
    {"services/institutions/service.cc", "services/dosing/situation.h",
     "what a report is judged by"},
    {"institutions_service", "dosing_service", "what a report is judged by"},
    {"downtime_service", "dosing_service", "the answer a window would get"},
    {"sites_service", "access_store", "every service is handed the call"},
    {"sites_service", "access_rules", "every service is handed the call"},
    {"sites_service", "identity_rules", "the store of the call holds sealed keys of staff"},
};

Strings IncludesIn(const std::string& text);
// Includes that point the wrong way.
Strings IncludeFaults(const std::string& path, const std::string& text);
// SQL stands in the stores, the trail with its alarms, the charts, the leases, the clinical minimum
// and the sealed rows, and in the room that migrates; the clock in none of them.
Strings PlaceFaults(const std::string& path, const std::string& text);
Strings FormFaults(const std::string& path, const std::string& text);

// Target to what it links, from the CMake commands that say so.
using Links = std::map<std::string, Strings>;
void ReadLinks(const std::string& text, Links* links);
// Everything that a target links, and what that links.
void Reach(const Links& links, const std::string& target, std::set<std::string>* reached);
Strings LinkFaults(const Links& links);
Links LinksInTree();

// The sources below folders of the tree: path from the root to text.
std::map<std::string, std::string> Sources(const Strings& folders);
Strings FaultsInTree(const Strings& folders,
                     Strings (*check)(const std::string& path, const std::string& text));

}  // namespace oat::law
