// What the keys, rights and triggers of the schema hold by themselves, whatever the code does.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/clinic.h"

namespace oat::test {
namespace {

constexpr char kDenied[] = "42501";
constexpr char kUnique[] = "23505";
constexpr char kForeignKey[] = "23503";
constexpr char kCheck[] = "23514";

class Schema : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic();
    number_ = new std::string(clinic_->Admit());
    clinic_->Give(*number_);
    // Runs a statement and its deferred checks; the SQLSTATE of a refusal, or "went through".
    clinic_->Sql(R"(
      CREATE FUNCTION attempt(statement text) RETURNS text LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE statement;
        SET CONSTRAINTS ALL IMMEDIATE;
        RETURN 'went through';
      EXCEPTION WHEN OTHERS THEN
        RETURN SQLSTATE;
      END $$)");
  }
  static void TearDownTestSuite() {
    delete number_;
    delete clinic_;
  }

  static std::string As(const std::string& role, const std::string& statement) {
    return clinic_->Sql(absl::StrCat("SET client_min_messages = error; SET ROLE ", role,
                                     "; SELECT attempt($statement$", statement, "$statement$)"));
  }
  static std::string AsService(const std::string& statement) {
    return As("oat_service", statement);
  }
  static std::vector<std::string> Lines(const std::string& sql) {
    return absl::StrSplit(clinic_->Sql(sql), '\n', absl::SkipEmpty());
  }

  static Clinic* clinic_;
  static std::string* number_;
};
Clinic* Schema::clinic_ = nullptr;
std::string* Schema::number_ = nullptr;

TEST_F(Schema, GivesTheServiceNoTableOfItsOwnAndNoWayRoundRowSecurity) {
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
                         "WHERE r.rolname = 'oat_service'"),
            "0");
  EXPECT_EQ(clinic_->Sql("SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb "
                         "FROM pg_roles WHERE rolname = 'oat_service'"),
            "f");
}

TEST_F(Schema, LetsNobodyChangeALedger) {
  const auto ledgers = Lines(
      "SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'append_only' ORDER BY 1::text");
  ASSERT_GT(ledgers.size(), 35U);
  for (const std::string& ledger : ledgers) {
    // The last column: the first is often one that the database itself fills.
    const std::string column = clinic_->Sql(
        absl::StrCat("SELECT attname FROM pg_attribute WHERE attnum > 0 AND attrelid = '", ledger,
                     "'::regclass ORDER BY attnum DESC LIMIT 1"));
    const std::string update = absl::StrCat("UPDATE ", ledger, " SET ", column, " = ", column);
    for (const std::string& statement :
         {update, "DELETE FROM " + ledger, "TRUNCATE " + ledger + " CASCADE"}) {
      EXPECT_EQ(AsService(statement), kDenied) << statement;
      // The trigger stops a superuser's slip of the hand too.
      EXPECT_EQ(As("postgres", statement), kDenied) << statement;
    }
  }
}

TEST_F(Schema, KeepsEveryTableTheServiceMayChangeInOneShortList) {
  EXPECT_EQ(clinic_->Sql("SELECT string_agg(DISTINCT table_name || '.' || column_name, ' ' "
                         "ORDER BY table_name || '.' || column_name) "
                         "FROM information_schema.column_privileges "
                         "WHERE grantee = 'oat_service' AND privilege_type = 'UPDATE'"),
            "person.lock_row session.ended_at session.last_used_at");
  EXPECT_EQ(clinic_->Sql("SELECT count(*) FROM information_schema.table_privileges "
                         "WHERE grantee = 'oat_service' "
                         "AND privilege_type IN ('DELETE', 'TRUNCATE', 'TRIGGER')"),
            "0");
}

TEST_F(Schema, HoldsOneLiveClaimPerPortion) {
  const std::string claim =
      "INSERT INTO slot SELECT clinical_day, person_id, portion, %, site_code, now() FROM slot "
      "LIMIT 1";
  auto with = [&](const std::string& turns) {
    return absl::StrReplaceAll(claim, {{"%", turns + ", gen_random_uuid()"}});
  };
  EXPECT_EQ(AsService(with("0, NULL")), kUnique);
  // A later turn stands on the release of the one before it, and on no other.
  EXPECT_EQ(AsService(with("1, 0")), kForeignKey);
  EXPECT_EQ(AsService(with("1, NULL")), kCheck);
  EXPECT_EQ(AsService(with("2, 0")), kCheck);
}

TEST_F(Schema, TakesNoEntryThatDoesNotSumToZeroAndNoBalanceByHand) {
  const std::string entry =
      "WITH e AS (INSERT INTO stock_entry SELECT gen_random_uuid(), 'ALA1', 'receipt', NULL, "
      "staff_id, NULL, now() FROM staff LIMIT 1 RETURNING entry_id) "
      "INSERT INTO posting SELECT entry_id, line, account, '', 'METHADONE-5MG-ML', 'LOT-1', "
      "quantity FROM e, (VALUES (1, 'safe', 5), (2, 'supplier', %)) v (line, account, quantity)";
  EXPECT_EQ(AsService(absl::StrReplaceAll(entry, {{"%", "-4"}})), kCheck);
  EXPECT_EQ(AsService(absl::StrReplaceAll(entry, {{"%", "-5"}})), "went through");
  EXPECT_EQ(AsService("INSERT INTO balance VALUES ('ALA1', 'safe', '', 'METHADONE-5MG-ML', "
                      "'LOT-1', 1)"),
            kDenied);
  EXPECT_EQ(AsService("UPDATE balance SET quantity = quantity + 1"), kDenied);
}

TEST_F(Schema, LetsNoPhysicalAccountFallBelowZero) {
  const std::string entry =
      "WITH e AS (INSERT INTO stock_entry SELECT gen_random_uuid(), 'ALA1', 'issue', NULL, "
      "staff_id, NULL, now() FROM staff LIMIT 1 RETURNING entry_id) "
      "INSERT INTO posting SELECT entry_id, line, account, '', 'METHADONE-5MG-ML', 'LOT-1', "
      "quantity FROM e, (VALUES (1, 'safe', -999999999999), (2, 'supplier', 999999999999)) "
      "v (line, account, quantity)";
  EXPECT_EQ(AsService(entry), kCheck);
}

TEST_F(Schema, NamesTwoDifferentPeopleWhereTwoAreNeeded) {
  const std::string waste =
      "INSERT INTO stock_entry SELECT gen_random_uuid(), 'ALA1', 'waste', NULL, staff_id, %, "
      "now() FROM staff LIMIT 1";
  EXPECT_EQ(AsService(absl::StrReplaceAll(waste, {{"%", "NULL"}})), kCheck);
  EXPECT_EQ(AsService(absl::StrReplaceAll(waste, {{"%", "staff_id"}})), kCheck);
  EXPECT_EQ(AsService("INSERT INTO approval SELECT gen_random_uuid(), staff_id, staff_id, 'm', "
                      "'d', now() FROM staff LIMIT 1"),
            kCheck);
}

TEST_F(Schema, HoldsNobodyForLongerThan72Hours) {
  const std::string hold =
      "INSERT INTO hold SELECT gen_random_uuid(), person_id, 'sedation', 'hospital', "
      "now() + interval '%', staff_id, now() FROM person, staff LIMIT 1";
  EXPECT_EQ(AsService(absl::StrReplaceAll(hold, {{"%", "72 hours 1 second"}})), kCheck);
  EXPECT_EQ(AsService(absl::StrReplaceAll(hold, {{"%", "72 hours"}})), "went through");
}

}  // namespace
}  // namespace oat::test
