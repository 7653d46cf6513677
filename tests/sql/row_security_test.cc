// The policies beneath the methods: what a connection of the service shows to whom, asked with SQL
// of its own, as a method would that had forgotten to ask who may know.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/access/session_store.h"
#include "services/identity/store.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

constexpr int kSites = 1000;

class RowSecurityTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic();
    here_ = new std::string(clinic_->Admit("ALA1"));
    there_ = new std::string(clinic_->Admit("SEM1"));
    clinic_->Give(*here_, "ALA1");
    clinic_->Give(*there_, "SEM1");
  }
  static void TearDownTestSuite() {
    delete there_;
    delete here_;
    delete clinic_;
  }

  // Tables with a policy, and those that hold a person and have none.
  static Strings Guarded() { return Tables("relrowsecurity"); }
  static Strings Tables(const std::string& condition) {
    return absl::StrSplit(
        clinic_->Sql(absl::StrCat("SELECT relname FROM pg_class WHERE relkind = 'r' AND "
                                  "relnamespace = 'public'::regnamespace AND ",
                                  condition, " ORDER BY 1")),
        '\n', absl::SkipEmpty());
  }

  // Two tables hold rows about nobody too: calls, and the house's own key.
  static std::string AboutSomebody(const std::string& table) {
    return table == "audit" || table == "sealing_key" ? "person_id IS NOT NULL" : "true";
  }

  static db::Connection Service() { return db::Connection(DatabaseUrl(*clinic_, "oat_service")); }

  // How many rows a transaction is shown of a table.
  static int64_t Count(db::Transaction& transaction, const std::string& table,
                       const std::string& condition = "true") {
    // Statements are prepared by name, and these are made here.
    static auto* const texts = new std::map<std::string, std::string>();
    const std::string sql = absl::StrCat("SELECT count(*) FROM ", table, " WHERE ", condition);
    const auto& [text, unused] = *texts->emplace(sql, absl::StrCat("count ", texts->size())).first;
    return std::get<0>(
        transaction.RunForOne({texts->at(text).c_str(), text.c_str()})->As<int64_t>());
  }

  static inline Clinic* clinic_ = nullptr;
  static inline std::string* here_ = nullptr;
  static inline std::string* there_ = nullptr;
};

TEST_F(RowSecurityTest, GuardsEveryTableThatHoldsAPerson) {
  EXPECT_THAT(Tables("NOT relrowsecurity AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = "
                     "pg_class.oid AND attname = 'person_id')"),
              ElementsAre("patient_number", "person"))
      << "the number is what finds a person, the row is what locks one: neither says anything";
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM pg_policy WHERE polpermissive = false"), "0");
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM pg_class WHERE relkind = 'v' AND relnamespace = "
                         "'public'::regnamespace AND NOT coalesce(reloptions::text LIKE "
                         "'%security_invoker=true%', false)"),
            "0")
      << "a view that is not its reader's shows everything";
}

TEST_F(RowSecurityTest, ShowsNothingWhereNobodySaidHowFarTheCallReaches) {
  auto connection = Service();
  ASSERT_GT(Guarded().size(), 18U);
  Must(connection.Run([&](db::Transaction& transaction) {
    for (const std::string& table : Guarded()) {
      const std::string about = AboutSomebody(table);
      EXPECT_EQ(Count(transaction, table, about), 0) << table;
      EXPECT_NE(clinic_->Sql("SELECT count(*) + 1 FROM " + table), "0");
    }
    return absl::OkStatus();
  }));
  EXPECT_NE(clinic_->Sql("SELECT count(*) FROM dose"), "0");
  EXPECT_NE(clinic_->Sql("SELECT count(*) FROM medication_order"), "0");
}

TEST_F(RowSecurityTest, ShowsTheWholeOfANamedPersonAndNothingOfAnybodyElse) {
  auto connection = Service();
  Must(connection.Run([&](db::Transaction& transaction) {
    const PersonId named = Must(identity::FindPerson(transaction, *here_));
    const std::string other = absl::StrCat("person_id <> ", named.value());
    for (const std::string& table : Guarded()) {
      if (table == "application") continue;  // a site's, not a person's
      EXPECT_EQ(Count(transaction, table, other), 0) << table;
    }
    for (const char* table : {"dose", "slot", "administration", "medication_order", "episode"}) {
      EXPECT_EQ(Count(transaction, table), 1) << table;
    }
    return absl::OkStatus();
  }));
}

TEST_F(RowSecurityTest, LetsNothingOfOneCallIntoTheNextOnTheSameConnection) {
  auto connection = Service();
  Must(connection.Run([&](db::Transaction& transaction) {
    Must(identity::FindPerson(transaction, *here_).status());
    EXPECT_EQ(Count(transaction, "dose"), 1);
    return absl::OkStatus();
  }));
  EXPECT_FALSE(connection
                   .Run([&](db::Transaction& transaction) {
                     EXPECT_EQ(Count(transaction, "dose"), 0);
                     Must(identity::FindPerson(transaction, *there_).status());
                     return absl::AbortedError("given up");
                   })
                   .ok());
  Must(connection.Run([&](db::Transaction& transaction) {
    EXPECT_EQ(Count(transaction, "dose"), 0);
    return absl::OkStatus();
  }));
}

// A device at each of so many sites, a person with a dose and an incident at each.
void MakeSites(Clinic& clinic) {
  clinic.Sql(absl::StrCat(
      "INSERT INTO site SELECT 'X' || lpad(n::text, 4, '0'), now() FROM generate_series(1, ",
      kSites,
      ") n; INSERT INTO site_profile SELECT s.site_code, 1, p.city, p.region, p.kind, p.time_zone, "
      "p.day_boundary_minutes, p.capacity, p.licence_number, p.licence_until, p.opening_weekdays, "
      "now() FROM site s, site_profile p WHERE s.site_code LIKE 'X%' AND p.site_code = 'ALA1'; "
      "INSERT INTO device (device_name, token_hash, site_code, recorded_at) SELECT 'D-' || "
      "site_code, convert_to(site_code, 'UTF8'), site_code, now() FROM site WHERE site_code "
      "LIKE 'X%'; "
      "INSERT INTO incident SELECT gen_random_uuid(), (SELECT max(person_id) FROM person), NULL, "
      "'double_dose', site_code, now() FROM site WHERE site_code LIKE 'X%';"));
}

TEST_F(RowSecurityTest, ShowsAThousandSitesOnOneConnectionEachItsOwn) {
  MakeSites(*clinic_);
  auto connection = Service();
  const Strings guarded = Guarded();
  for (int i = 1; i <= kSites; ++i) {
    const std::string site = absl::StrCat("X", absl::Dec(i, absl::kZeroPad4));
    Must(connection.Run([&](db::Transaction& transaction) {
      auto caller = access::IdentifyByToken(transaction, db::Bytes{site}, {},
                                            /*reaches_everyone=*/false, clinic_->now());
      EXPECT_EQ(caller->site->code, site);
      EXPECT_EQ(Count(transaction, "incident"), 1);
      EXPECT_EQ(Count(transaction, "incident", absl::StrCat("site_code = '", site, "'")), 1);
      EXPECT_EQ(Count(transaction, "medication_order"), 0);
      return absl::OkStatus();
    }));
    if (i % 100 != 0) continue;
    Must(connection.Run([&](db::Transaction& transaction) {
      for (const std::string& table : guarded) {
        const std::string about = AboutSomebody(table);
        EXPECT_EQ(Count(transaction, table, about), 0) << table << " after " << site;
      }
      return absl::OkStatus();
    }));
    if (HasFailure()) return;
  }
}

TEST_F(RowSecurityTest, GivesOnlyMethodsThatSayTheyReachEveryoneMoreThanTheirSite) {
  Strings everyone;
  for (const auto* method : AllMethods()) {
    if (RuleOf(*method).reaches_everyone()) everyone.push_back(method->name());
  }
  EXPECT_THAT(everyone, testing::UnorderedElementsAre(
                            "ListDuplicateReviews", "CompareDuplicate", "DecideDuplicate",
                            "ImportRoster", "SignCarriedOverOrders", "FreezeRelease",
                            "PreviewRules", "ListAuditEvents", "ListAlarms", "ReviewAlarm"))
      << "another one must be thought over: it sees the whole network";
}

}  // namespace
}  // namespace oat::test
