// Taking in a roster, through the real oatd: all or nothing, nothing doubled.
#include "tests/enrolment/roster_test.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(RosterTest, KeepsEveryRowOfASoundRoster) {
  std::vector<v1::RosterRow> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(Row());
  const v1::ImportReport report = Import(rows);
  EXPECT_THAT(Faults(report), IsEmpty());
  EXPECT_EQ(report.rows(), 200);
  EXPECT_EQ(report.added(), 200);
  EXPECT_EQ(report.unchanged(), 0);
  EXPECT_THAT(report.held_lines(), IsEmpty());
  link::Link& nurse = clinic().As("nurse");
  v1::FindPatientRequest find;
  find.set_patient_number(NumberOf(rows[7]));
  auto found = Must(nurse.Call(&Stub::FindPatient, find));
  EXPECT_EQ(found.identity().family_name(), rows[7].family_name());
  EXPECT_EQ(found.identity().birth_date(), rows[7].birth_date());
}

TEST_F(RosterTest, NamesEveryBadCellInOneRunAndKeepsNothing) {
  std::vector<v1::RosterRow> rows;
  std::vector<std::string> expected;
  auto spoil = [&](const char* column, const std::string& value) {
    v1::RosterRow row = Row();
    const auto* field = v1::RosterRow::descriptor()->FindFieldByName(column);
    row.GetReflection()->SetString(&row, field, value);
    expected.push_back(absl::StrCat(row.line(), ":", column));
    rows.push_back(row);
  };
  rows.push_back(Row());
  spoil("local_number", "");
  spoil("local_number", rows[0].local_number());
  spoil("family_name", "");
  spoil("given_name", std::string(401, 'x'));
  spoil("birth_date", "10.03.1980");
  spoil("birth_date", "1980-02-30");
  spoil("sex", "f");
  spoil("uic", std::string(81, 'x'));
  spoil("id_type", "driving_licence");
  spoil("id_number", "");
  spoil("home_site", "ZZZ9");
  spoil("home_site", "");
  spoil("enrolled_on", "soon");
  spoil("enrolled_on", "2026-11-22");  // after today
  rows.back().clear_last_dose_on();
  spoil("medication", "morphine");
  spoil("dose_mg", "80,5");
  spoil("dose_mg", "0");
  spoil("dose_mg", "1000.001");
  spoil("dose_mg", "1.0001");
  spoil("last_dose_on", "2026-11-22");  // after today
  spoil("last_dose_on", "2026-01-09");  // before enrolment
  const std::string before = Everything();
  const v1::ImportReport report = Import(rows);
  EXPECT_EQ(Faults(report), expected);
  EXPECT_EQ(report.rows(), static_cast<int64_t>(rows.size()));
  EXPECT_EQ(report.added(), 0);
  EXPECT_EQ(Everything(), before);
}

TEST_F(RosterTest, NamesSeveralBadCellsOfOneRow) {
  v1::RosterRow row = Row();
  row.set_sex("");
  row.set_dose_mg("lots");
  EXPECT_THAT(Faults(Import({row})),
              ElementsAre(absl::StrCat(row.line(), ":sex"), absl::StrCat(row.line(), ":dose_mg")));
}

TEST_F(RosterTest, RehearsesAndKeepsNothing) {
  const v1::RosterRow known = Row();
  Import({known});
  v1::RosterRow duplicate = Row();
  duplicate.set_id_number(known.id_number());
  const std::vector<v1::RosterRow> rows = {Row(), known, duplicate};
  const std::string before = Everything();
  const v1::ImportReport rehearsal = Import(rows, true);
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(rehearsal.rows(), 3);
  EXPECT_EQ(rehearsal.added(), 1);
  EXPECT_EQ(rehearsal.unchanged(), 1);
  EXPECT_THAT(rehearsal.held_lines(), ElementsAre(duplicate.line()));
  EXPECT_EQ(Import(rows).SerializeAsString(), rehearsal.SerializeAsString());
  EXPECT_NE(Everything(), before);
}

TEST_F(RosterTest, ChangesNothingWhenSentTwice) {
  const std::vector<v1::RosterRow> rows = {Row(), Row(), Row()};
  Import(rows);
  const std::string before = Everything();
  const v1::ImportReport report = Import(rows);
  EXPECT_EQ(report.unchanged(), 3);
  EXPECT_EQ(report.added(), 0);
  EXPECT_EQ(Everything(), before);
}

TEST_F(RosterTest, TakesAChangedRowOfAKnownNumberForAFault) {
  v1::RosterRow row = Row();
  Import({row});
  row.set_dose_mg("90");
  const v1::RosterRow sound = Row();
  const std::string before = Everything();
  EXPECT_THAT(Faults(Import({sound, row})), ElementsAre(absl::StrCat(row.line(), ":local_number")));
  EXPECT_EQ(Everything(), before);
}

TEST_F(RosterTest, HoldsAProbableDuplicateAndEnrolsItOnceItIsAnotherPerson) {
  const v1::RosterRow known = Row();
  v1::RosterRow namesake = Row();
  namesake.set_family_name(known.family_name());
  namesake.set_given_name(known.given_name());
  namesake.set_birth_date(known.birth_date());
  const v1::ImportReport report = Import({known, namesake});
  EXPECT_EQ(report.added(), 1);
  EXPECT_THAT(report.held_lines(), ElementsAre(namesake.line()));
  auto verdict = Decide(namesake.line(), v1::DUPLICATE_VERDICT_DIFFERENT_PEOPLE);
  EXPECT_EQ(verdict.patient_number(), NumberOf(namesake));
  EXPECT_NE(NumberOf(namesake), NumberOf(known));
  EXPECT_EQ(Reasons(Authorise(NumberOf(namesake)).outcome()), "accepted");
  EXPECT_EQ(Import({known, namesake}).unchanged(), 2);
}

TEST_F(RosterTest, EnrolsNobodyAgainWhoIsTheSamePerson) {
  const v1::RosterRow known = Row();
  v1::RosterRow again = Row();
  again.set_uic(known.uic());
  Import({known, again});
  const std::string people = clinic().Sql("SELECT count(*) FROM person");
  EXPECT_EQ(Decide(again.line(), v1::DUPLICATE_VERDICT_SAME_PERSON).patient_number(),
            NumberOf(known));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM person"), people);
}

TEST_F(RosterTest, DoublesNobodyOnTheDayOfGoingLive) {
  v1::RosterRow dosed = Row();
  dosed.set_last_dose_on("2026-11-21");
  v1::RosterRow not_yet = Row();
  v1::RosterRow never = Row();
  never.clear_last_dose_on();
  Import({dosed, not_yet, never});
  EXPECT_EQ(Reasons(Authorise(NumberOf(dosed)).outcome()), "already_dosed");
  auto authorised = Authorise(NumberOf(not_yet));
  EXPECT_EQ(Reasons(authorised.outcome()), "accepted");
  EXPECT_EQ(authorised.micrograms(), 80'000);
  EXPECT_TRUE(authorised.context().order_unsigned());
  EXPECT_EQ(authorised.context().last_dose().clinical_day(), "2026-11-20");
  EXPECT_EQ(Reasons(Authorise(NumberOf(never)).outcome()), "accepted");
}

// A row is compared with those above it as well as with the people known before.
TEST_F(RosterTest, HoldsADuplicateOfARowAboveAndPrefersWhoWasKnownBefore) {
  const v1::RosterRow known = Row();
  Import({known});
  v1::RosterRow newcomer = Row();
  v1::RosterRow torn = Row();  // one key of each of the two
  torn.set_id_number(newcomer.id_number());
  torn.set_uic(known.uic());
  v1::RosterRow again = Row();  // two keys of the row above
  again.set_id_number(newcomer.id_number());
  again.set_uic(newcomer.uic());
  const v1::ImportReport report = Import({newcomer, torn, again});
  EXPECT_EQ(report.added(), 1);
  EXPECT_THAT(report.held_lines(), ElementsAre(torn.line(), again.line()));
  EXPECT_EQ(Decide(torn.line(), v1::DUPLICATE_VERDICT_SAME_PERSON).patient_number(),
            NumberOf(known));
  EXPECT_EQ(Decide(again.line(), v1::DUPLICATE_VERDICT_SAME_PERSON).patient_number(),
            NumberOf(newcomer));
}

// Every insert of the import, counted by the database itself as statements, not as rows; without
// those of the sealed log, which is written beside.
TEST_F(RosterTest, WritesAThousandRowsInAsManyStatementsAsTen) {
  clinic().Sql(
      "CREATE TABLE statements_seen (at text); CREATE FUNCTION count_statement() RETURNS trigger "
      "SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.statements_seen VALUES "
      "(TG_TABLE_NAME); RETURN NULL; END $$; DO $$ DECLARE ledger text; BEGIN FOR ledger IN SELECT "
      "tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN "
      "('statements_seen', 'sealed_leaf', 'sealed_node', 'tree_head') LOOP "
      "EXECUTE format('CREATE TRIGGER seen AFTER INSERT ON %I FOR EACH STATEMENT EXECUTE FUNCTION "
      "count_statement()', ledger); END LOOP; END $$");
  auto statements_for = [](int count) {
    std::vector<v1::RosterRow> rows;
    for (int i = 0; i < count; ++i) rows.push_back(Row());
    clinic().Sql("TRUNCATE statements_seen");
    EXPECT_EQ(Import(rows).added(), count);
    return clinic().Sql(
        "SELECT string_agg(at || ' ' || times, ', ' ORDER BY at) FROM (SELECT at, count(*) AS "
        "times "
        "FROM statements_seen GROUP BY at) seen");
  };
  const std::string for_ten = statements_for(10);
  EXPECT_THAT(for_ten, testing::HasSubstr("medication_order 1"));
  EXPECT_EQ(statements_for(1000), for_ten);
  clinic().Sql(
      "SET client_min_messages = warning; DROP FUNCTION count_statement CASCADE; DROP TABLE "
      "statements_seen");
}

}  // namespace
}  // namespace oat::test
