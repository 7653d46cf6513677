// Cards before a real server: issued, superseded, called back, read at the site that treats the
// person and at one that does not.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "oat/v1/card.grpc.pb.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "oat/v1/prescribing.pb.h"
#include "services/cards/key_file.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Code = absl::StatusCode;
using CardStub = v1::CardService::Stub;

class Cards : public TakeHomeTest {
 protected:
  template <class Request, class Response>
  static absl::StatusOr<Response> Ask(Method<CardStub, Request, Response> method,
                                      const Request& request, const std::string& site = "ALA1",
                                      const std::string& role = "nurse") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }
  static absl::StatusOr<v1::IssueCardResponse> Issue(const std::string& number, int days = 7,
                                                     const std::string& site = "ALA1") {
    v1::IssueCardRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_days(days);
    return Ask(&CardStub::IssueCard, request, site);
  }
  static v1::IssueCardResponse Issued(const std::string& number, int days = 7) {
    const auto response = Must(Issue(number, days));
    EXPECT_EQ(Reasons(response.outcome()), "accepted");
    return response;
  }
  static std::string Revoke(const std::string& number, const std::string& site = "ALA1") {
    v1::RevokeCardRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_reason(v1::CARD_REVOCATION_REASON_LOST);
    const auto response = Ask(&CardStub::RevokeCard, request, site);
    return response.ok() ? Reasons(response->outcome()) : response.status().ToString();
  }
  static v1::ReadCardResponse Read(const std::string& card, const std::string& site = "ALA1") {
    v1::ReadCardRequest request;
    request.set_request_id(NewId());
    request.set_card(card);
    return Must(Ask(&CardStub::ReadCard, request, site));
  }
  static std::vector<std::string> Changes(const v1::ReadCardResponse& read) {
    std::vector<std::string> changes;
    for (int change : read.changes()) {
      changes.push_back(contract::Code(static_cast<v1::CardChange>(change)));
    }
    return changes;
  }
  static std::string Alarms(const std::string& number) {
    return clinic().Sql(
        "SELECT coalesce(string_agg(kind || ' ' || site_code || ' ' || home_site_code, '; '), '') "
        "FROM alarm JOIN patient_number USING (person_id) WHERE patient_number = '" +
        number + "'");
  }
  static std::string Readings(const std::string& number) {
    return clinic().Sql(
        "SELECT coalesce(string_agg(found || ' ' || r.site_code || CASE WHEN is_offline THEN ' "
        "offline' ELSE '' END, '; ' ORDER BY r.recorded_at, read_at), '') FROM card_reading r JOIN "
        "patient_number USING (person_id) WHERE patient_number = '" +
        number + "'");
  }
  static cards::Keys ServerKeys() {
    return Must(cards::Keys::Open(clinic().folder() + "/keys.card"));
  }
};

TEST_F(Cards, SayWhatIsSoWhenTheyAreIssued) {
  At(21, 9, 0);
  const std::string number = Admit();
  const auto issued = Issued(number).content();
  EXPECT_EQ(issued.patient_number(), number);
  EXPECT_EQ(issued.issue(), 1);
  EXPECT_EQ(issued.site_code(), "ALA1");
  EXPECT_EQ(issued.issued_at().seconds(), absl::ToUnixSeconds(clinic().now()));
  EXPECT_EQ(issued.issued_on(), "2026-11-21");
  EXPECT_EQ(issued.valid_until().seconds(), absl::ToUnixSeconds(Clinic::Wall(28, 4, 0)))
      << "seven clinical days, to the end of the last";
  EXPECT_EQ(issued.drug_form(), v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  EXPECT_THAT(issued.portion_micrograms(), ElementsAre(80'000));
  EXPECT_EQ(issued.dose_until_day(), "2026-12-20");
  EXPECT_FALSE(issued.has_last_dose());
  EXPECT_EQ(issued.bottles(), 0);

  Give(number);
  const std::vector<std::string> serials = TakesHome(number, {22, 23});
  ASSERT_EQ(serials.size(), 2U);
  const auto later = Issued(number).content();
  EXPECT_EQ(later.issue(), 2);
  EXPECT_EQ(later.last_dose().micrograms(), 80'000);
  EXPECT_EQ(later.last_dose().taken_at().seconds(), absl::ToUnixSeconds(clinic().now()));
  EXPECT_EQ(later.last_dose().source(), v1::CARD_DOSE_SOURCE_WINDOW);
  EXPECT_EQ(later.bottles(), 2);
  EXPECT_THAT(later.bottle_days(), ElementsAre("2026-11-22", "2026-11-23"));
}

TEST_F(Cards, AreReadHereWithWhatHasChangedSince) {
  At(21, 9, 0);
  const std::string number = Admit();
  const auto issued = Issued(number);
  const auto same = Read(issued.card());
  EXPECT_EQ(Reasons(same.outcome()), "accepted");
  EXPECT_EQ(same.content().SerializeAsString(), issued.content().SerializeAsString());
  EXPECT_THAT(Changes(same), IsEmpty());
  EXPECT_FALSE(same.has_now());

  At(21, 9, 10);
  Give(number);
  EXPECT_EQ(Hold(number, 24), "accepted");
  const auto read = Read(issued.card());
  EXPECT_THAT(Changes(read), ElementsAre("order", "last_dose"));
  EXPECT_TRUE(read.now().portion_micrograms().empty()) << "on hold";
  EXPECT_EQ(read.now().last_dose().micrograms(), 80'000);
  EXPECT_FALSE(read.content().has_last_dose()) << "the card says what it said";
  EXPECT_EQ(Alarms(number), "");
  EXPECT_EQ(Readings(number), "good ALA1; good ALA1");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM audit JOIN patient_number USING (person_id) WHERE "
                         "method = 'ReadCard' AND purpose = 'treatment' AND patient_number = '" +
                         number + "'"),
            "2")
      << "each look is in the person's trail";
}

TEST_F(Cards, AreSupersededCalledBackAndRunOut) {
  At(21, 9, 0);
  const std::string number = Admit();
  EXPECT_EQ(Revoke(number), "wrong_state");
  const std::string first = Issued(number).card();
  At(21, 9, 5);
  const std::string second = Issued(number, /*days=*/1).card();
  const auto old = Read(first);
  EXPECT_EQ(Reasons(old.outcome()), "card_superseded");
  EXPECT_EQ(ParameterOf(old.outcome().reasons(0), "time"), "2026-11-21 09:05");
  EXPECT_FALSE(old.has_content()) << "nothing of it is shown";
  EXPECT_EQ(Reasons(Read(second).outcome()), "accepted");
  At(22, 3, 59);
  EXPECT_EQ(Reasons(Read(second).outcome()), "accepted");
  At(22, 4, 0);
  EXPECT_EQ(Reasons(Read(second).outcome()), "card_expired");
  EXPECT_EQ(Revoke(number), "accepted");
  EXPECT_EQ(Revoke(number), "wrong_state");
  const auto revoked = Read(second);
  EXPECT_EQ(Reasons(revoked.outcome()), "card_revoked");
  EXPECT_FALSE(revoked.has_content());
  EXPECT_EQ(Reasons(Read(Issued(number).card()).outcome()), "accepted")
      << "who lost one is given another";
}

TEST_F(Cards, AreRefusedWithWordsWhereTheyAreNotTheServers) {
  At(21, 9, 0);
  const std::string number = Admit();
  const auto issued = Issued(number);
  std::string altered = issued.card();
  altered[200] = altered[200] == '0' ? '1' : '0';
  const cards::Keys keys = ServerKeys();
  const auto opened = card::Open(issued.card(), keys.opening_keys());
  ASSERT_EQ(opened.fault, card::Fault::kNone);
  const std::string other = Must(card::Make(opened.content, card::MakeKey()));
  card::SigningKey stolen = card::MakeKey();
  stolen.opening_key = keys.newest().opening_key;
  card::Content more = opened.content;
  more.portions = {Milligrams(200)};
  const std::string forged = Must(card::Make(more, stolen));
  card::Content unheard_of = opened.content;
  unheard_of.issue = 7;
  const std::string unrecorded = Must(card::Make(unheard_of, keys.newest()));
  const std::string before = clinic().Sql("SELECT count(*) FROM alarm");
  for (const auto& [card, reason] :
       {std::pair(std::string("7K3MPZ4Q8X"), "card_unreadable"), std::pair(altered, "card_altered"),
        std::pair(other, "card_key_unknown"), std::pair(unrecorded, "card_unrecorded")}) {
    const auto read = Read(card);
    EXPECT_EQ(Reasons(read.outcome()), reason);
    EXPECT_FALSE(read.has_content()) << reason;
  }
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM alarm"), before);
  EXPECT_EQ(Reasons(Read(forged).outcome()), "card_forged");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM alarm WHERE kind = 'card_forged'"), "1")
      << "somebody has a desk's keys";
  EXPECT_EQ(Readings(number), "card_unrecorded ALA1") << "the others are about nobody";
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM card_reading WHERE person_id IS NULL"), "4");
}

TEST_F(Cards, AreFlaggedWhereNobodyTreatsThePerson) {
  At(21, 9, 0);
  const std::string number = Admit();
  const auto issued = Issued(number);
  At(21, 9, 10);
  Give(number);
  for (int time = 0; time < 2; ++time) {
    const auto read = Read(issued.card(), "SEM1");
    EXPECT_EQ(Reasons(read.outcome()), "accepted card_outside_treatment");
    EXPECT_TRUE(read.is_outside_treatment());
    EXPECT_EQ(read.content().SerializeAsString(), issued.content().SerializeAsString());
    EXPECT_THAT(Changes(read), IsEmpty()) << "what is so now is not theirs to see";
    EXPECT_FALSE(read.has_now());
  }
  EXPECT_EQ(Alarms(number), "card_outside_treatment SEM1 ALA1") << "once a day, card and site";
  for (const char* role : {"auditor", "site_manager"}) {
    link::Link& desk = Desk(role);
    const auto alarms =
        Must(desk.Call(&v1::OversightService::Stub::ListAlarms, v1::ListAlarmsRequest()));
    ASSERT_FALSE(alarms.alarms().empty()) << role;
    EXPECT_EQ(alarms.alarms(0).kind(), v1::ALARM_KIND_CARD_OUTSIDE_TREATMENT);
    EXPECT_EQ(alarms.alarms(0).patient_number(), number);
  }
  EXPECT_EQ(Reasons(Must(Issue(number, 7, "SEM1")).outcome()), "other_site");
  EXPECT_THAT(Revoke(number, "SEM1"), HasSubstr("PERMISSION_DENIED"));

  v1::OpenEmergencyAccessRequest emergency;
  emergency.set_request_id(NewId());
  emergency.set_patient_number(number);
  emergency.set_reason(v1::EMERGENCY_REASON_PATIENT_PRESENT);
  emergency.set_note("stands here and asks for help");
  link::Link& nurse = Desk("nurse", "SEM1");
  Must(nurse.Call(&v1::OversightService::Stub::OpenEmergencyAccess, emergency));
  const auto opened = Read(issued.card(), "SEM1");
  EXPECT_EQ(Reasons(opened.outcome()), "accepted");
  EXPECT_FALSE(opened.is_outside_treatment());
  EXPECT_THAT(Changes(opened), ElementsAre("last_dose"));
}

TEST_F(Cards, AreNotIssuedWhileWhatTheySayIsInDoubt) {
  At(21, 9, 0);
  const std::string number = Admit();
  const std::string dose = Open(number);
  EXPECT_EQ(Reasons(Must(Issue(number)).outcome()), "dose_open");
  EXPECT_EQ(Confirm(Confirmation(number, dose, v1::DOSE_OUTCOME_GIVEN)), "accepted");
  EXPECT_EQ(Reasons(Must(Issue(number)).outcome()), "accepted");
  const std::string none = clinic().AdmitWithoutOrder("ALA1");
  EXPECT_EQ(Reasons(Must(Issue(none)).outcome()), "no_order");
}

TEST_F(Cards, ReadWithoutTheServerAreToldAfterwards) {
  At(21, 9, 0);
  const std::string number = Admit();
  const std::string first = Issued(number).card();
  const absl::Time read_at = clinic().now() + absl::Minutes(1);
  At(21, 9, 5);
  Issued(number);
  v1::ReportCardReadingRequest report;
  report.set_request_id(NewId());
  report.set_card(first);
  report.mutable_read_at()->set_seconds(absl::ToUnixSeconds(read_at));
  report.set_login("nurse.SEM1");
  auto told = Must(Ask(&CardStub::ReportCardReading, report, "SEM1"));
  EXPECT_EQ(Reasons(told.outcome()), "accepted card_outside_treatment")
      << "it was good when it was read";
  EXPECT_TRUE(told.is_outside_treatment());
  EXPECT_EQ(Alarms(number), "card_outside_treatment SEM1 ALA1");
  report.set_request_id(NewId());
  report.mutable_read_at()->set_seconds(absl::ToUnixSeconds(clinic().now()));
  told = Must(Ask(&CardStub::ReportCardReading, report));
  EXPECT_EQ(Reasons(told.outcome()), "card_superseded");
  EXPECT_EQ(Readings(number), "good SEM1 offline; card_superseded ALA1 offline");
  for (const absl::Duration off : {absl::Minutes(1), -absl::Hours(14 * 24) - absl::Seconds(1)}) {
    report.set_request_id(NewId());
    report.mutable_read_at()->set_seconds(absl::ToUnixSeconds(clinic().now() + off));
    EXPECT_EQ(Ask(&CardStub::ReportCardReading, report).status().code(), Code::kInvalidArgument);
  }
}

TEST_F(Cards, AreMadeByTheNewestKeyAndReadByTheOlderOnes) {
  At(21, 9, 0);
  const std::string number = Admit();
  const std::string by_old = Issued(number).card();
  clinic().StopServer();
  const std::string path = clinic().folder() + "/keys.card";
  Must(cards::AddKey(path));
  clinic().StartServer();
  EXPECT_EQ(Reasons(Read(by_old).outcome()), "accepted");
  const cards::Keys keys = ServerKeys();
  ASSERT_EQ(keys.opening_keys().size(), 2U);
  const std::string by_new = Issued(number).card();
  EXPECT_EQ(card::Open(by_new, {keys.opening_keys()[1]}).fault, card::Fault::kNone);
  EXPECT_EQ(card::Open(by_new, {keys.opening_keys()[0]}).fault, card::Fault::kUnknownKey);
  const auto given = Must(Ask(&CardStub::GetCardKeys, v1::GetCardKeysRequest()));
  EXPECT_EQ(given.keys_size(), 2);
  EXPECT_EQ(given.keep_until().seconds(), absl::ToUnixSeconds(clinic().now() + absl::Hours(72)));
  // Nothing that makes a card leaves the server.
  const std::string answer = given.SerializeAsString();
  EXPECT_EQ(answer.find(keys.newest().signing.Reveal().substr(0, 32)), answer.npos);
}

// What a database holds of cards opens none, and names nobody's dose.
TEST_F(Cards, AreKeptWithoutWhatTheySay) {
  At(21, 9, 0);
  const std::string number = Admit();
  Give(number);
  Issued(number);
  EXPECT_EQ(clinic().Sql("SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM "
                         "information_schema.columns WHERE table_name = 'card'"),
            "person_id issue card_id site_code order_id key_id valid_until staff_id recorded_at "
            "recorded_in");
}

TEST_F(Cards, FileOfKeysIsItsOwnersAndNeverOverwritten) {
  const std::string path = clinic().folder() + "/cards";
  Must(cards::CreateKeyFile(path));
  EXPECT_EQ(cards::CreateKeyFile(path).code(), Code::kAlreadyExists);
  Must(cards::Keys::Open(path).status());
  EXPECT_EQ(cards::Keys::Open(path + "none").status().code(), Code::kNotFound);
  std::ifstream stream(path);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  for (const std::string& other : {std::string(), text.substr(1), text.substr(0, text.size() - 1),
                                   text + "more\n", text + text.substr(0, 50)}) {
    std::ofstream(path) << other;
    EXPECT_EQ(cards::Keys::Open(path).status().code(), Code::kFailedPrecondition) << other.size();
  }
  std::ofstream(path) << text;
  Must(cards::Keys::Open(path).status());
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(cards::Keys::Open(path).status().code(), Code::kFailedPrecondition);
}

}  // namespace
}  // namespace oat::test
