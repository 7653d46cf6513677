// Taking in a roster, through the real oatd: all or nothing, nothing doubled, nobody named.
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using Stub = v1::EnrolmentService::Stub;
using testing::ElementsAre;
using testing::IsEmpty;

class RosterTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() { delete clinic_; }
  static Clinic& clinic() { return *clinic_; }

  // A sound row of somebody whom no other row is.
  static v1::RosterRow Row() {
    static int made = 0;
    ++made;
    v1::RosterRow row;
    row.set_line(made + 1);
    row.set_local_number(absl::StrCat("ALA1-", made));
    row.set_family_name("Фамилия" + Letters(made));
    row.set_given_name("Имя" + Letters(made));
    row.set_birth_date(absl::StrCat(1950 + made % 50, "-0", 1 + made % 9, "-1", made % 10));
    row.set_sex(made % 2 == 0 ? "F" : "M");
    row.set_uic(absl::StrCat("UIC-", 100000 + made));
    row.set_id_type("passport");
    row.set_id_number(absl::StrCat("N", 20000000 + made));
    row.set_home_site("ALA1");
    row.set_enrolled_on("2026-01-10");
    row.set_medication("methadone-oral-solution");
    row.set_dose_mg("80");
    row.set_last_dose_on("2026-11-20");
    row.set_prescriber("dr.someone");
    return row;
  }
  // Cyrillic letters that tell one number from another, as names hold no digits.
  static std::string Letters(int number) {
    static constexpr const char* kLetters[] = {"ба", "во", "ге", "ди", "жу",
                                               "за", "ко", "ле", "ми", "ну"};
    std::string text;
    for (char digit : absl::StrCat(number)) text += kLetters[digit - '0'];
    return text;
  }

  static std::string AdminPassword() {
    std::ifstream stream(clinic().folder() + "/admin-password");
    std::string password;
    std::getline(stream, password);
    return password;
  }
  static v1::ImportReport Import(const std::vector<v1::RosterRow>& rows, bool dry_run = false) {
    std::vector<v1::ImportRosterRequest> requests(1);
    requests[0].mutable_header()->set_request_id(NewId());
    requests[0].mutable_header()->set_dry_run(dry_run);
    for (const v1::RosterRow& row : rows) *requests.emplace_back().mutable_row() = row;
    link::Link& admin = clinic().admin();
    return Must(admin.Stream(admin.enrolment(), &Stub::ImportRoster, requests)).report();
  }
  static std::vector<std::string> Faults(const v1::ImportReport& report) {
    std::vector<std::string> faults;
    for (const auto& fault : report.faults()) {
      faults.push_back(absl::StrCat(fault.line(), ":", fault.column()));
      EXPECT_TRUE(absl::StartsWith(fault.reason(), "wanted ")) << fault.reason();
    }
    return faults;
  }
  static std::string Everything() {
    return clinic().Sql(
        "SELECT concat_ws(' ', (SELECT count(*) FROM person), (SELECT count(*) FROM episode), "
        "(SELECT count(*) FROM medication_order), (SELECT count(*) FROM slot), (SELECT count(*) "
        "FROM administration), (SELECT count(*) FROM custody_start), (SELECT count(*) FROM "
        "imported_row), (SELECT count(*) FROM duplicate_review))");
  }
  // The number under which a row's person is now known.
  static std::string NumberOf(const v1::RosterRow& row) {
    v1::FindPatientRequest request;
    request.mutable_document()->set_kind(v1::DOCUMENT_KIND_PASSPORT);
    request.mutable_document()->set_number(row.id_number());
    link::Link& nurse = clinic().As("nurse");
    return Must(nurse.Call(nurse.enrolment(), &Stub::FindPatient, request)).patient_number();
  }
  static v1::AuthoriseDoseResponse Authorise(const std::string& number) {
    return Must(clinic().Authorise(Clinic::AuthoriseRequest(number)));
  }
  static v1::DecideDuplicateResponse Decide(int64_t line, v1::DuplicateVerdict verdict) {
    v1::DecideDuplicateRequest decide;
    decide.set_request_id(NewId());
    decide.set_review_id(clinic().Sql(
        absl::StrCat("SELECT review_id FROM duplicate_review WHERE import_line = ", line)));
    decide.set_verdict(verdict);
    link::Link& manager = clinic().As("site_manager");
    return Must(manager.Call(manager.enrolment(), &Stub::DecideDuplicate, decide));
  }

 private:
  static inline Clinic* clinic_ = nullptr;
};

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
  auto found = Must(nurse.Call(nurse.enrolment(), &Stub::FindPatient, find));
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

// A client that dies while it sends must not leave the first half of a file behind.
TEST_F(RosterTest, KeepsNothingOfARosterThatWasNotSentToItsEnd) {
  const Tokens tokens = NewTokens(clinic(), "");
  link::Link admin(clinic().server(), tokens.device);
  Must(admin.SignIn("admin", AdminPassword()));
  const std::string before = Everything();
  const std::string calls = "SELECT count(*) FROM audit WHERE method = 'ImportRoster'";
  const std::string calls_before = clinic().Sql(calls);
  {
    grpc::ClientContext context;
    context.AddMetadata("oat-device", tokens.device);
    context.AddMetadata("authorization", "Bearer " + admin.session_token());
    v1::ImportRosterResponse response;
    auto writer = admin.enrolment().ImportRoster(&context, &response);
    v1::ImportRosterRequest request;
    request.mutable_header()->set_request_id(NewId());
    ASSERT_TRUE(writer->Write(request));
    *request.mutable_row() = Row();
    ASSERT_TRUE(writer->Write(request));
    context.TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  // Stopping drains: afterwards the cut-off call has run, if it was ever going to. Somebody calls
  // meanwhile, because gRPC's clients hear of a closing server only while they do something.
  std::thread caller([&] {
    while (
        admin.Call(admin.sites(), &v1::SiteService::Stub::ListSites, v1::ListSitesRequest()).ok()) {
    }
  });
  EXPECT_EQ(clinic().StopServer(), 0);
  caller.join();
  clinic().StartServer();
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(clinic().Sql(calls), calls_before);
}

TEST_F(RosterTest, TakesARowThatCannotBeReadForAFaultAndNotForTheEnd) {
  const Tokens device = NewTokens(clinic(), "");
  link::Link admin(clinic().server(), device.device);
  Must(admin.SignIn("admin", AdminPassword()));
  std::vector<std::string> messages;
  v1::ImportRosterRequest request;
  request.mutable_header()->set_request_id(NewId());
  messages.push_back(request.SerializeAsString());
  v1::RosterRow marked = Row();
  marked.set_given_name("Windows");
  for (const v1::RosterRow& row : {Row(), marked, Row()}) {
    *request.mutable_row() = row;
    std::string bytes = request.SerializeAsString();
    // A file in another encoding than UTF-8.
    if (auto at = bytes.find("Windows"); at != std::string::npos) bytes[at] = '\xcf';
    messages.push_back(bytes);
  }
  const std::string before = Everything();
  const Answer answer = Wire(clinic().server())
                            .Call("/oat.v1.EnrolmentService/ImportRoster", messages,
                                  {.device = device.device, .session = admin.session_token()});
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument) << answer.status;
  EXPECT_EQ(Everything(), before);
}

// The last test: time goes on.
TEST(ImportedOrderTest, LastsFourteenDaysUnlessItIsSigned) {
  Clinic clinic;
  std::vector<v1::ImportRosterRequest> requests(3);
  requests[0].mutable_header()->set_request_id(NewId());
  for (int i : {1, 2}) {
    v1::RosterRow* row = requests[i].mutable_row();
    row->set_line(i);
    row->set_local_number(absl::StrCat("L", i));
    row->set_family_name(i == 1 ? "Один" : "Другой");
    row->set_given_name("Человек");
    row->set_birth_date("1980-01-01");
    row->set_sex("M");
    row->set_id_type("none");
    row->set_home_site(i == 1 ? "ALA1" : "SEM1");
    row->set_enrolled_on("2026-01-10");
    row->set_medication("methadone-oral-solution");
    row->set_dose_mg("62.5");
  }
  link::Link& admin = clinic.admin();
  ASSERT_EQ(Must(admin.Stream(admin.enrolment(), &Stub::ImportRoster, requests)).report().added(),
            2);
  auto number_at = [&](const std::string& site) {
    return clinic.Sql(
        "SELECT patient_number FROM patient_number JOIN custody_start USING "
        "(person_id) WHERE site_code = '" +
        site + "'");
  };
  const std::string here = number_at("ALA1");
  v1::SignCarriedOverOrdersRequest sign;
  sign.set_request_id(NewId());
  sign.set_site_code("SEM1");
  sign.set_until_day("2027-01-31");
  link::Link& prescriber = clinic.As("prescriber");
  EXPECT_EQ(Must(prescriber.Call(prescriber.prescribing(),
                                 &v1::PrescribingService::Stub::SignCarriedOverOrders, sign))
                .signed_orders(),
            1);
  auto authorise = [&](const std::string& site) {
    return Must(clinic.Authorise(Clinic::AuthoriseRequest(number_at(site)), site));
  };
  const std::vector<std::string> roles = {"nurse", "prescriber"};
  // From Saturday 21 November, fourteen days: to 4 December.
  clinic.As("nurse", "SEM1");
  LetTimePass(clinic, absl::Hours(13 * 24), roles);
  auto last = authorise("ALA1");
  EXPECT_EQ(Reasons(last.outcome()), "accepted");
  EXPECT_EQ(last.micrograms(), 62'500);
  EXPECT_EQ(last.context().order_until_day(), "2026-12-04");
  LetTimePass(clinic, absl::Hours(24), roles);
  EXPECT_THAT(Reasons(authorise("ALA1").outcome()), testing::HasSubstr("order_expired"));
  LetTimePass(clinic, absl::ZeroDuration(), {"nurse"}, "SEM1");
  auto signed_here = authorise("SEM1");
  EXPECT_EQ(Reasons(signed_here.outcome()), "accepted");
  EXPECT_EQ(signed_here.micrograms(), 62'500);
  EXPECT_FALSE(signed_here.context().order_unsigned());
  EXPECT_EQ(signed_here.context().order_until_day(), "2027-01-31");
}

// Nothing that leaves the services, and nothing in the database, says who somebody is.

std::string Lower(const std::string& text) { return absl::AsciiStrToLower(text); }

TEST(ImportedIdentityTest, StandsInNoAnswerNoLogAndNoDump) {
  Clinic clinic;
  std::vector<std::string> planted;
  std::vector<v1::ImportRosterRequest> requests(1);
  requests[0].mutable_header()->set_request_id(NewId());
  for (int i = 0; i < 200; ++i) {
    v1::RosterRow* row = requests.emplace_back().mutable_row();
    row->set_line(i + 2);
    row->set_local_number(absl::StrCat("R", i));
    const std::string tail = {static_cast<char>('a' + i / 26), static_cast<char>('a' + i % 26)};
    row->set_family_name("Zhumabayqxev" + tail);
    row->set_given_name("Given");
    row->set_birth_date(absl::StrCat(1950 + i % 50, "-0", 1 + i / 50, "-11"));
    row->set_sex("F");
    row->set_uic(absl::StrCat("UICQX", 7000 + i));
    row->set_id_type("passport");
    row->set_id_number(absl::StrCat("QXDOC", 5000 + i));
    row->set_home_site("ALA1");
    row->set_enrolled_on("2026-01-10");
    row->set_medication("methadone-oral-solution");
    row->set_dose_mg("80");
    planted.insert(planted.end(), {row->family_name(), row->uic(), row->id_number()});
  }
  // The last three are held: one as a duplicate, two as faults in a second file.
  requests[200].mutable_row()->set_uic(requests[1].row().uic());
  link::Link& admin = clinic.admin();
  auto import = [&](const std::vector<v1::ImportRosterRequest>& sent) {
    return Must(admin.Stream(admin.enrolment(), &Stub::ImportRoster, sent)).SerializeAsString();
  };
  std::string said = import(requests);
  auto spoilt = requests;
  spoilt[0].mutable_header()->set_request_id(NewId());
  for (int i : {3, 4}) spoilt[i].mutable_row()->set_dose_mg(spoilt[i].row().family_name());
  spoilt[5].mutable_row()->set_birth_date(spoilt[5].row().id_number());
  said += import(spoilt);
  link::Link& manager = clinic.As("site_manager");
  said += Must(manager.Call(manager.enrolment(), &Stub::ListDuplicateReviews,
                            v1::ListDuplicateReviewsRequest()))
              .SerializeAsString();
  v1::OpenApplicationRequest open;
  open.set_request_id(NewId());
  open.set_uic(requests[9].row().uic());
  open.set_sex(v1::SEX_FEMALE);
  open.set_birth_year(1980);
  open.set_referral_source(v1::REFERRAL_SOURCE_SELF);
  open.set_history(v1::TREATMENT_HISTORY_AGAIN);
  open.set_consents_to_duplicate_check(true);
  said += Must(manager.Call(manager.enrolment(), &Stub::OpenApplication, open)).SerializeAsString();
  ASSERT_EQ(clinic.Sql("SELECT count(*) FROM sealed_identity"), "199");

  const std::string log = test::Run("cat " + clinic.folder() + "/log");
  const std::string dump = test::Run("pg_dump \"" + DatabaseUrl(clinic, "postgres") + "\"");
  ASSERT_TRUE(absl::StrContains(dump, "COPY public.sealed_identity")) << "the dump is no dump";
  ASSERT_TRUE(absl::StrContains(log, "serving"));
  for (const std::string& text : {said, log, dump}) {
    const std::string folded = Lower(text);
    for (const std::string& word : planted) {
      EXPECT_FALSE(absl::StrContains(folded, Lower(word))) << word;
      for (const std::string& form : {word, absl::AsciiStrToUpper(word), Lower(word)}) {
        EXPECT_FALSE(absl::StrContains(folded, absl::BytesToHexString(form))) << form << " in hex";
        // Without the last group, whose letters depend on what follows.
        const std::string base64 = absl::Base64Escape(form.substr(0, form.size() / 3 * 3));
        EXPECT_FALSE(absl::StrContains(text, base64)) << form << " in base 64";
      }
    }
  }
}

}  // namespace
}  // namespace oat::test
