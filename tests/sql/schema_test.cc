// The database's own walls: what holds even if the services were wrong.
#include <gmock/gmock.h>

#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class SchemaTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic();
    // A dose given and one refused, so that every wall has something behind it.
    number_ = new std::string(clinic_->Admit());
    clinic_->Give(*number_);
  }
  static void TearDownTestSuite() {
    delete number_;
    delete clinic_;
  }

  // Runs SQL as a user of the database; what psql said of it, errors with their SQLSTATE.
  static std::string As(const std::string& user, const std::string& sql, bool stop = true) {
    const std::string command =
        absl::StrCat("psql -X -Atq -v VERBOSITY=sqlstate -v ON_ERROR_STOP=", stop ? 1 : 0, " \"",
                     DatabaseUrl(*clinic_, user), "\" 2>&1 <<'SQL'\n", sql, "\nSQL");
    FILE* pipe = popen(command.c_str(), "r");
    std::string output;
    char buffer[4096];
    while (size_t read = fread(buffer, 1, sizeof(buffer), pipe)) output.append(buffer, read);
    pclose(pipe);
    return std::string(absl::StripAsciiWhitespace(output));
  }
  // As a call that reaches everyone: what a policy hides, no wall behind it can refuse.
  static std::string AsService(const std::string& sql) {
    return As("oat_service", "SET oat.reach = 'everyone';\n" + sql);
  }
  static std::vector<std::string> Lines(const std::string& text) {
    return absl::StrSplit(text, '\n', absl::SkipEmpty());
  }
  static std::vector<std::string> Ledgers() {
    return Lines(
        clinic_->Sql("SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = "
                     "'append_only' ORDER BY 1"));
  }

  static constexpr char kInsufficientPrivilege[] = "42501";
  static constexpr char kUniqueViolation[] = "23505";
  static constexpr char kForeignKeyViolation[] = "23503";
  static constexpr char kCheckViolation[] = "23514";

  static inline Clinic* clinic_ = nullptr;
  static inline std::string* number_ = nullptr;
};

TEST_F(SchemaTest, LetsOnlyAFewNamedTablesChange) {
  // design.md: append-only but for person (the lock row), balances, sessions; where each numbered
  // form is, which a trigger keeps as balances are; the doses that
  // wait to be settled, which triggers keep; which desk of a site holds the downtime list; and the
  // keys, which are wrapped anew and go with a person, with the tokens that lead there; and photos,
  // which go when she wants it.
  EXPECT_THAT(Lines(clinic_->Sql(
                  "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = "
                  "'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = "
                  "pg_class.oid AND tgname = 'append_only') ORDER BY 1")),
              testing::ElementsAre("balance", "downtime_lease", "form", "identity_token",
                                   "index_key", "master_key", "migration", "photo", "sealing_key",
                                   "session", "unsettled_dose"));
  EXPECT_THAT(
      Lines(clinic_->Sql(
          "SELECT table_name || '.' || column_name FROM information_schema."
          "column_privileges WHERE grantee = 'oat_service' AND privilege_type = 'UPDATE' "
          "ORDER BY 1")),
      testing::ElementsAre("downtime_lease.device_id", "downtime_lease.heard_at",
                           "downtime_lease.keep_until", "downtime_lease.released_at",
                           "downtime_lease.station", "downtime_lease.taken_at", "person.lock_row",
                           "sealing_key.master_version", "sealing_key.shredded_at",
                           "sealing_key.wrapped_key", "session.ended_at", "session.last_used_at",
                           "session.with_code"));
  EXPECT_THAT(Lines(clinic_->Sql("SELECT table_name || ' ' || privilege_type FROM "
                                 "information_schema.table_privileges WHERE grantee = "
                                 "'oat_service' AND privilege_type NOT IN ('SELECT', 'INSERT')")),
              testing::ElementsAre("photo DELETE"));
}

// Every way to change a ledger, tried one after another; each must be refused.
void ExpectAllRefused(const std::string& user, const std::vector<std::string>& changes,
                      const std::string& said) {
  const std::vector<std::string> answers = absl::StrSplit(said, '\n', absl::SkipEmpty());
  ASSERT_EQ(answers.size(), changes.size()) << user << "\n" << said;
  for (size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(answers[i], "ERROR:  42501") << user << ": " << changes[i];
  }
}

TEST_F(SchemaTest, RefusesEverybodyEveryChangeOfALedger) {
  const auto ledgers = Ledgers();
  EXPECT_GE(ledgers.size(), 35U);
  std::vector<std::string> changes;
  for (const std::string& ledger : ledgers) {
    const std::string column = clinic_->Sql(
        "SELECT attname FROM pg_attribute WHERE attnum > 0 AND attidentity = '' AND "
        "attrelid = '" +
        ledger + "'::regclass ORDER BY attnum LIMIT 1");
    changes.push_back(absl::StrCat("UPDATE ", ledger, " SET ", column, " = ", column));
    changes.push_back(absl::StrCat("UPDATE ", ledger, " SET ", column, " = NULL WHERE false"));
    changes.push_back(absl::StrCat("DELETE FROM ", ledger));
    changes.push_back(absl::StrCat("TRUNCATE ", ledger, " CASCADE"));
  }
  for (const char* user : {"oat_service", "oat_owner", "postgres"}) {
    ExpectAllRefused(
        user, changes,
        As(user, "SET client_min_messages = error;\n" + absl::StrJoin(changes, ";\n") + ";",
           false));
  }
  EXPECT_EQ(AsService("UPDATE person SET lock_row = lock_row"), "ERROR:  42501")
      << "the privilege is for the lock; the trigger refuses the write";
  EXPECT_NE(clinic_->Sql("SELECT count(*) FROM audit"), "0");
}

TEST_F(SchemaTest, GivesTheServiceNoPowerOverTheSchema) {
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM pg_class WHERE relowner = 'oat_service'::regrole"),
            "0");
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM pg_proc WHERE proowner = 'oat_service'::regrole"),
            "0");
  EXPECT_EQ(clinic_->Sql("SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR "
                         "EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid) "
                         "FROM pg_roles r WHERE rolname = 'oat_service'"),
            "f");
  for (const char* sql :
       {"CREATE TABLE mine (x int)", "ALTER TABLE slot DISABLE TRIGGER append_only",
        "DROP TABLE audit", "SET ROLE oat_owner",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS "
        "'SELECT 1'",
        "SET session_replication_role = replica"}) {
    EXPECT_THAT(AsService(sql), HasSubstr(kInsufficientPrivilege)) << sql;
  }
}

TEST_F(SchemaTest, LetsTheServiceWriteNoBalance) {
  for (const char* sql :
       {"INSERT INTO balance SELECT * FROM balance", "UPDATE balance SET quantity = 0",
        "DELETE FROM balance", "TRUNCATE balance"}) {
    EXPECT_THAT(AsService(sql), HasSubstr(kInsufficientPrivilege)) << sql;
  }
}

TEST_F(SchemaTest, RunsItsDefinersFunctionsWithAFixedSearchPath) {
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace = "
                         "'public'::regnamespace AND NOT coalesce(proconfig::text LIKE "
                         "'%search_path=public, pg_temp%', false)"),
            "0");
}

// Slots: guarantee 1.

std::string Slot(const std::string& number, int portion, const std::string& turn,
                 const std::string& released) {
  return absl::StrCat(
      "INSERT INTO slot SELECT '2026-11-21', person_id, ", portion, ", ", turn, ", ", released,
      ", gen_random_uuid(), 'ALA1', now() FROM patient_number WHERE patient_number = '", number,
      "';\n");
}
std::string Release(const std::string& number, int portion, int turn) {
  return absl::StrCat("INSERT INTO slot_release SELECT '2026-11-21', person_id, ", portion, ", ",
                      turn, ", 'test', now() FROM patient_number WHERE patient_number = '", number,
                      "';\n");
}

TEST_F(SchemaTest, TakesNoSecondLiveClaimOfASlot) {
  EXPECT_EQ(AsService(Slot(*number_, 2, "0", "NULL")), "");
  EXPECT_THAT(AsService(Slot(*number_, 2, "0", "NULL")), HasSubstr(kUniqueViolation));
  EXPECT_THAT(AsService(Slot(*number_, 2, "1", "0")), HasSubstr(kForeignKeyViolation))
      << "turn 0 was never released";
  EXPECT_THAT(AsService(Slot(*number_, 2, "1", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Slot(*number_, 2, "2", "0")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Slot(*number_, 2, "0", "0")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Slot(*number_, 2, "-1", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Slot(*number_, 0, "0", "NULL")), HasSubstr(kCheckViolation));
}

TEST_F(SchemaTest, TakesTheNextTurnOnceTheOneBeforeIsReleased) {
  EXPECT_EQ(AsService(Slot(*number_, 3, "0", "NULL")), "");
  EXPECT_THAT(AsService(Release(*number_, 3, 1)), HasSubstr(kForeignKeyViolation))
      << "what was never claimed is not released";
  EXPECT_EQ(AsService(Release(*number_, 3, 0)), "");
  EXPECT_THAT(AsService(Release(*number_, 3, 0)), HasSubstr(kUniqueViolation));
  EXPECT_EQ(AsService(Slot(*number_, 3, "1", "0")), "");
  EXPECT_THAT(AsService(Slot(*number_, 3, "1", "0")), HasSubstr(kUniqueViolation));
  EXPECT_THAT(AsService(Slot(*number_, 3, "2", "1")), HasSubstr(kForeignKeyViolation));
}

// Pumps: one live pour of each.

std::string TestPour(const std::string& turn, const std::string& settled) {
  return absl::StrCat("INSERT INTO pour SELECT 'ALA1', 'P-1', ", turn, ", ", settled,
                      ", gen_random_uuid(), 1, dose_id, 1, 100, staff_id, now() FROM dose;\n");
}
std::string TestPourEnd(int turn, const std::string& second) {
  return absl::StrCat("INSERT INTO pour_end SELECT 'ALA1', 'P-1', ", turn, ", 100, '', staff_id, ",
                      second, ", gen_random_uuid(), now() FROM dose;\n");
}

TEST_F(SchemaTest, TakesNoSecondLivePourOfAPump) {
  EXPECT_EQ(AsService("INSERT INTO pump_placement SELECT 'ALA1', 'P-1', 1, 'W1', "
                      "'METHADONE-5MG-ML', 'Model 9', min(staff_id), now() FROM staff;"),
            "");
  EXPECT_EQ(AsService(TestPour("0", "NULL")), "");
  EXPECT_THAT(AsService(TestPour("0", "NULL")), HasSubstr(kUniqueViolation));
  EXPECT_THAT(AsService(TestPour("1", "0")), HasSubstr(kForeignKeyViolation))
      << "nobody knows how far turn 0 came";
  EXPECT_THAT(AsService(TestPour("1", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(TestPour("2", "0")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(TestPour("-1", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(TestPourEnd(1, "NULL")), HasSubstr(kForeignKeyViolation))
      << "what was never begun does not end";
  EXPECT_THAT(AsService(TestPourEnd(0, "staff_id")), HasSubstr(kCheckViolation))
      << "two different people measure";
  EXPECT_EQ(AsService(TestPourEnd(0, "NULL")), "");
  EXPECT_THAT(AsService(TestPourEnd(0, "NULL")), HasSubstr(kUniqueViolation));
  EXPECT_EQ(AsService(TestPour("1", "0")), "");
  EXPECT_THAT(AsService(TestPour("2", "1")), HasSubstr(kForeignKeyViolation));
}

// Stock: guarantees 6 and 7.

std::string Entry(const std::string& id, const std::string& kind, const std::string& second) {
  return absl::StrCat("INSERT INTO stock_entry SELECT '", id, "', 'ALA1', '", kind,
                      "', NULL, min(staff_id), ", second, ", now() FROM staff;\n");
}
std::string Posting(const std::string& id, int line, const std::string& account,
                    const std::string& station, int64_t quantity) {
  return absl::StrCat("INSERT INTO posting VALUES ('", id, "', ", line, ", '", account, "', '",
                      station, "', 'METHADONE-5MG-ML', 'LOT-1', ", quantity, ");\n");
}

TEST_F(SchemaTest, TakesNoStockEntryThatDoesNotSumToZero) {
  const std::string balances = "SELECT md5(string_agg(b::text, ' ' ORDER BY b)) FROM balance b";
  const std::string before = clinic_->Sql(balances);
  const std::string id = NewId();
  EXPECT_THAT(
      AsService("BEGIN;\n" + Entry(id, "issue", "NULL") + Posting(id, 1, "safe", "", -1000) +
                Posting(id, 2, "station", "W1", 999) + "COMMIT;"),
      HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService("BEGIN;\n" + Entry(id, "issue", "NULL") + Posting(id, 1, "safe", "", 1000) +
                        "COMMIT;"),
              HasSubstr(kCheckViolation));
  EXPECT_EQ(clinic_->Sql(balances), before);
  EXPECT_EQ(AsService("BEGIN;\n" + Entry(id, "issue", "NULL") + Posting(id, 1, "safe", "", -1000) +
                      Posting(id, 2, "station", "W1", 1000) + "COMMIT;"),
            "");
  EXPECT_NE(clinic_->Sql(balances), before);
}

// A shipment, sent by two; `second` may be another than it should.
std::string Sent(const std::string& id, const std::string& to, const std::string& second) {
  return absl::StrCat("INSERT INTO shipment SELECT '", id, "', 'ALA1', '", to,
                      "', 'transfer', 'PL-1', 'a courier', NULL, NULL, min(staff_id), ", second,
                      ", now() FROM staff;\n");
}
std::string Ended(const std::string& id, const std::string& state, const std::string& differs,
                  const std::string& second) {
  const bool arrived = state == "acknowledged";
  return absl::StrCat("INSERT INTO shipment_end SELECT '", id, "', '", state, "', ", differs,
                      arrived ? ", 'PL-1', false, NULL" : ", NULL, NULL, 'the road is closed'",
                      ", min(staff_id), ", second, ", now() FROM staff;\n");
}

TEST_F(SchemaTest, LetsAShipmentEndOnceAndByTwoWhereItDiffers) {
  const std::string id = NewId();
  EXPECT_THAT(AsService(Sent(id, "SEM1", "NULL")), HasSubstr("23502"));
  EXPECT_THAT(AsService(Sent(id, "SEM1", "min(staff_id)")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Sent(id, "ALA1", "max(staff_id)")), HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService(Sent(id, "SEM1", "max(staff_id)")), "");
  EXPECT_THAT(AsService(Ended(id, "acknowledged", "true", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Ended(id, "taken_back", "false", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(Ended(id, "taken_back", "false", "min(staff_id)")),
              HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService(Ended(id, "acknowledged", "false", "NULL")), "");
  EXPECT_THAT(AsService(Ended(id, "taken_back", "false", "max(staff_id)")),
              HasSubstr(kUniqueViolation));
}

TEST_F(SchemaTest, LetsNoPhysicalBalanceFallBelowZero) {
  const std::string id = NewId();
  const std::string held = clinic_->Sql(
      "SELECT quantity + 1 FROM balance WHERE site_code = 'ALA1' AND account = 'station' AND "
      "station = 'W1' AND product_code = 'METHADONE-5MG-ML' AND lot_number = 'LOT-1'");
  EXPECT_THAT(AsService("BEGIN;\n" + Entry(id, "issue", "NULL") +
                        Posting(id, 1, "safe", "", std::stoll(held)) +
                        Posting(id, 2, "station", "W1", -std::stoll(held)) + "COMMIT;"),
              HasSubstr(kCheckViolation));
  // An account that has no balance yet cannot begin below zero either.
  EXPECT_THAT(AsService("BEGIN;\n" + Entry(id, "issue", "NULL") + Posting(id, 1, "safe", "", 1) +
                        Posting(id, 2, "waste", "W2", -1) + "COMMIT;"),
              HasSubstr(kCheckViolation));
}

TEST_F(SchemaTest, KeepsEveryBalanceTheSumOfItsPostings) {
  EXPECT_EQ(
      clinic_->Sql("SELECT count(*) FROM (SELECT site_code, account, station, product_code, "
                   "lot_number, sum(quantity) AS quantity FROM posting JOIN stock_entry USING "
                   "(entry_id) GROUP BY 1, 2, 3, 4, 5) p FULL JOIN balance b USING (site_code, "
                   "account, station, product_code, lot_number) WHERE p.quantity IS DISTINCT FROM "
                   "b.quantity"),
      "0");
}

TEST_F(SchemaTest, WantsTwoDifferentPeopleForWasteAndOverage) {
  for (const char* kind : {"waste", "overage"}) {
    EXPECT_THAT(AsService(Entry(NewId(), kind, "NULL")), HasSubstr(kCheckViolation)) << kind;
    EXPECT_THAT(AsService(Entry(NewId(), kind, "min(staff_id)")), HasSubstr(kCheckViolation))
        << kind;
    EXPECT_EQ(AsService(Entry(NewId(), kind, "max(staff_id)")), "") << kind;
  }
}

// Numbered forms: each comes once, is with one, and ends once.

std::string FormMove(int first, int last, const std::string& from, const std::string& to) {
  return absl::StrCat("INSERT INTO form_move SELECT gen_random_uuid(), 'S', ", first, ", ", last,
                      ", ", from, ", ", to, ", ", from.starts_with("NULL") ? "'ministry'" : "NULL",
                      ", min(staff_id), now() FROM staff;\n");
}
std::string FormUse(int number, const std::string& ended) {
  return absl::StrCat("INSERT INTO form_use SELECT 'S', ", number, ", 'ALA1', ", ended,
                      ", min(staff_id), now() FROM staff;\n");
}

TEST_F(SchemaTest, LetsEachFormComeOnceBeWithOneAndEndOnce) {
  const std::string came = "NULL, NULL", safe = "'ALA1', NULL";
  const std::string doctor = "'ALA1', max(staff_id)", other = "'SEM1', NULL";
  EXPECT_EQ(AsService(FormMove(1, 10, came, safe)), "");
  EXPECT_THAT(AsService(FormMove(10, 11, came, other)), HasSubstr(kUniqueViolation));
  EXPECT_THAT(AsService(FormMove(20, 19, came, safe)), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(FormMove(20, 10'020, came, safe)), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(FormMove(20, 21, came, doctor)), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(FormMove(1, 2, safe, safe)), HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService(FormMove(1, 2, safe, doctor)), "");
  EXPECT_THAT(AsService(FormMove(1, 2, safe, other)), HasSubstr(kCheckViolation))
      << "they are with the doctor";
  EXPECT_THAT(AsService(FormMove(10, 11, safe, other)), HasSubstr(kCheckViolation))
      << "there is no eleventh";
  EXPECT_EQ(AsService(FormUse(3, "NULL, 'lost', 'on a bus'")), "");
  EXPECT_THAT(AsService(FormUse(3, "NULL, 'spoilt', 'torn'")), HasSubstr(kUniqueViolation));
  EXPECT_THAT(AsService(FormUse(3,
                                "(SELECT min(order_id::text)::uuid FROM medication_order), "
                                "NULL, NULL")),
              HasSubstr(kUniqueViolation));
  EXPECT_THAT(AsService(FormMove(3, 4, safe, other)), HasSubstr(kCheckViolation)) << "one is lost";
  EXPECT_THAT(AsService(FormUse(4, "NULL, NULL, NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(FormUse(4, "NULL, 'lost', NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(FormUse(11, "NULL, 'lost', 'on a bus'")), HasSubstr(kForeignKeyViolation));
  for (const char* sql : {"INSERT INTO form VALUES ('S', 30, 'ALA1', NULL)",
                          "UPDATE form SET site_code = 'SEM1'", "DELETE FROM form"}) {
    EXPECT_THAT(AsService(sql), HasSubstr(kInsufficientPrivilege)) << sql;
  }
}

TEST_F(SchemaTest, TakesNoApprovalOfOneself) {
  EXPECT_THAT(AsService("INSERT INTO approval SELECT gen_random_uuid(), min(staff_id), "
                        "min(staff_id), 'm', '\\x00', now() FROM staff"),
              HasSubstr(kCheckViolation));
}

TEST_F(SchemaTest, TakesNoBridgeOfFourDaysAndNoHoldOfMoreThanSeventyTwoHours) {
  auto order = [&](int days) {
    return absl::StrCat(
        "INSERT INTO medication_order SELECT gen_random_uuid(), person_id, ", 100 + days,
        ", 'bridging', 'methadone_tablet', '2026-11-21', date '2026-11-21' + ", days - 1,
        ", '{1}', (SELECT min(staff_id) FROM staff), NULL, now() FROM patient_number WHERE "
        "patient_number = '",
        *number_, "'");
  };
  EXPECT_THAT(AsService(order(4)), HasSubstr(kCheckViolation));
  auto hold = [&](const std::string& length) {
    return absl::StrCat(
        "INSERT INTO hold SELECT gen_random_uuid(), person_id, 'liver', 'hospital', now() + "
        "interval '",
        length,
        "', (SELECT min(staff_id) FROM staff), now() FROM patient_number "
        "WHERE patient_number = '",
        *number_, "'");
  };
  EXPECT_THAT(AsService(hold("72 hours 1 second")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(hold("0 seconds")), HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService(hold("72 hours")), "");
}

TEST_F(SchemaTest, TakesNoEndAgainstAPersonsWillByOneAndNoDeathWithoutASource) {
  auto end = [&](const std::string& reason, const std::string& second, const std::string& source) {
    return absl::StrCat("INSERT INTO episode_end SELECT episode_id, 1, true, '", reason,
                        "', '2026-11-21', ", source,
                        ", NULL, NULL, (SELECT min(staff_id) FROM staff), ", second,
                        ", now() FROM episode LIMIT 1");
  };
  const std::string other = "(SELECT max(staff_id) FROM staff)";
  EXPECT_THAT(AsService(end("involuntary", "NULL", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(end("involuntary", "(SELECT min(staff_id) FROM staff)", "NULL")),
              HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(end("died", "NULL", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(end("lost", "NULL", "'family'")), HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService("BEGIN;\n" + end("involuntary", other, "NULL") + ";\nROLLBACK;"), "");
}

// Disclosures: security.md, threat 2.

TEST_F(SchemaTest, WantsTwoDifferentPeopleAndAPersonWhoIsKnownForADisclosure) {
  const std::string of_somebody = NewId(), of_nobody = NewId();
  for (const std::string& id : {of_somebody, of_nobody}) {
    const std::string person = id == of_nobody ? "NULL" : "person_id";
    EXPECT_EQ(AsService(absl::StrCat(
                  "INSERT INTO disclosure SELECT '", id, "', ", person,
                  ", 'ALA1', 'court', 'court_order', NULL, 'order', '\\x00', (SELECT "
                  "min(staff_id) FROM staff), now() FROM patient_number WHERE patient_number = '",
                  *number_, "'")),
              "");
  }
  auto decide = [&](const std::string& id, const std::string& elements, const std::string& second) {
    return absl::StrCat("BEGIN; INSERT INTO disclosure_decision SELECT disclosure_id, person_id, '",
                        elements, "', NULL, (SELECT min(staff_id) FROM staff), ", second,
                        ", now() FROM disclosure WHERE disclosure_id = '", id, "'; ROLLBACK;");
  };
  const std::string other = "(SELECT max(staff_id) FROM staff)";
  EXPECT_THAT(AsService(decide(of_somebody, "order", "NULL")), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(decide(of_somebody, "order", "(SELECT min(staff_id) FROM staff)")),
              HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(decide(of_nobody, "order", other)), HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService(decide(of_somebody, "order", other)), "");
  EXPECT_EQ(AsService(decide(of_nobody, "", "NULL")), "") << "one person refuses";
}

TEST_F(SchemaTest, TakesNoConsentReadAloudWithoutAWitnessAndNoneOfMoreThanAYear) {
  auto consent = [&](const std::string& manner, const std::string& witness, int days) {
    return absl::StrCat(
        "INSERT INTO consent SELECT gen_random_uuid(), person_id, 'court', 'identity', "
        "'2026-11-21', date '2026-11-21' + ",
        days, ", '", manner, "', '', '\\x00', 'ALA1', (SELECT min(staff_id) FROM staff), ", witness,
        ", now() FROM patient_number WHERE patient_number = '", *number_, "'");
  };
  EXPECT_EQ(AsService(consent("signed", "NULL", 366)), "");
  EXPECT_THAT(AsService(consent("signed", "NULL", 367)), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(consent("signed", "NULL", -1)), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(consent("read_aloud", "NULL", 1)), HasSubstr(kCheckViolation));
  EXPECT_THAT(AsService(consent("read_aloud", "(SELECT min(staff_id) FROM staff)", 1)),
              HasSubstr(kCheckViolation));
  EXPECT_EQ(AsService(consent("read_aloud", "(SELECT max(staff_id) FROM staff)", 1)), "");
}

}  // namespace
}  // namespace oat::test
