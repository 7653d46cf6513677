// The house rules, held against the tree as it stands: who may include and link whom, where SQL and
// the clock may be, how long a file may grow. Each checker is first shown a text that breaks it.
#include "tests/law/law.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace oat::law {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
}  // namespace oat::law
