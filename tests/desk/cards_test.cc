// A card in another town, at a desk whose server is away.
#include "clients/desk/cards.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/desk/script.h"
#include "clients/desk/window.h"
#include "oat/v1/card.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/base/card.h"
#include "services/cards/key_file.h"
#include "tests/desk/performance.h"
#include "tests/leak/sweep.h"
#include "tests/support/clinic.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using test::Reasons;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class CardsAtADesk : public testing::Test {
 protected:
  CardsAtADesk() : number_(clinic_.Admit()) {
    clinic_.Give(number_);
    clinic_.As("nurse", "SEM1");
    // Registered while there is a server; one is started where there is none.
    for (int i = 0; i < 2; ++i) devices_.push_back(clinic_.NewDevice("SEM1", "W1"));
    Start();
  }

  static std::string Nurse() { return Clinic::LoginOf("nurse", "SEM1"); }
  static link::Credentials Credentials() {
    return {.login = Nurse(), .password = Clinic::kPassword};
  }
  void Pass(absl::Duration duration) {
    clinic_.Advance(duration);
    time_.Set(clinic_.now());
  }
  std::string Path() const { return clinic_.folder() + "/desk.journal"; }
  // A desk of SEM1, W1, over the same journal and keys.
  void Start() {
    window_.reset();
    window_.emplace(std::move(*devices_.back()), Must(Journal::Open(Path())), &time_);
    devices_.pop_back();
    window_->link().set_patience({.deadline = absl::Seconds(2)});
  }
  void Unlock() {
    Must(window_->Unlock(Credentials()));
    window_->TakeList(Credentials());
  }
  v1::IssueCardResponse Issue(int days = 7) {
    v1::IssueCardRequest request;
    request.set_request_id(test::NewId());
    request.set_patient_number(number_);
    request.set_days(days);
    link::Link& nurse = clinic_.As("nurse");
    return Must(nurse.Call(&v1::CardService::Stub::IssueCard, request));
  }
  Cards& cards() { return window_->cards(); }
  Cards::Reading Read(const std::string& card) {
    return Must(cards().Read(window_->link(), window_->journal(), card));
  }
  std::string ReadAlone(const std::string& card) {
    const Cards::Reading reading = Read(card);
    EXPECT_TRUE(reading.is_offline);
    EXPECT_EQ(reading.response.has_content(), reading.response.outcome().accepted());
    return Reasons(reading.response.outcome());
  }

  Clinic clinic_;
  DeskTime time_{clinic_.now()};
  const std::string number_;
  std::vector<std::unique_ptr<link::Link>> devices_;
  std::optional<Window> window_;
};

TEST_F(CardsAtADesk, AreReadWithoutANetworkAsTheyWereIssued) {
  const auto issued = Issue();
  Unlock();
  clinic_.KillServer();
  const Cards::Reading reading = Read(issued.card());
  EXPECT_TRUE(reading.is_offline);
  EXPECT_EQ(Reasons(reading.response.outcome()), "accepted");
  EXPECT_EQ(reading.response.content().SerializeAsString(), issued.content().SerializeAsString());
  EXPECT_EQ(reading.response.content().last_dose().micrograms(), 80'000);
  // The desk dies; she alone opens the keys again.
  Start();
  EXPECT_TRUE(absl::IsUnavailable(
      cards().Read(window_->link(), window_->journal(), issued.card()).status()));
  EXPECT_TRUE(absl::IsUnauthenticated(cards().UnlockOffline(Secret("another password"))));
  Must(cards().UnlockOffline(Secret(Clinic::kPassword)));
  EXPECT_EQ(Read(issued.card()).response.content().SerializeAsString(),
            issued.content().SerializeAsString());
}

TEST_F(CardsAtADesk, AreRefusedWithWordsWithoutANetworkToo) {
  const std::string card = Issue(/*days=*/1).card();
  Unlock();
  clinic_.KillServer();
  const cards::Keys keys = Must(cards::Keys::Open(clinic_.folder() + "/keys.card"));
  const card::Content content = card::Open(card, keys.opening_keys()).content;
  card::SigningKey stolen = card::MakeKey();
  stolen.opening_key = keys.newest().opening_key;
  std::string altered = card;
  altered[100] = altered[100] == '7' ? '8' : '7';
  EXPECT_EQ(ReadAlone("https://example.org"), "card_unreadable");
  EXPECT_EQ(ReadAlone(altered), "card_altered");
  EXPECT_EQ(ReadAlone(Must(card::Make(content, card::MakeKey()))), "card_key_unknown");
  EXPECT_EQ(ReadAlone(Must(card::Make(content, stolen))), "card_forged");
  EXPECT_EQ(ReadAlone(card), "accepted");
  Pass(absl::Hours(20));
  EXPECT_EQ(ReadAlone(card), "card_expired");
}

TEST_F(CardsAtADesk, AreSupersededByOneThatWasReadHere) {
  const std::string first = Issue().card();
  Pass(absl::Minutes(1));
  const std::string second = Issue().card();
  Unlock();
  clinic_.KillServer();
  EXPECT_EQ(ReadAlone(first), "accepted") << "nobody here can know better";
  EXPECT_EQ(ReadAlone(second), "accepted");
  EXPECT_EQ(ReadAlone(first), "card_superseded");
}

TEST_F(CardsAtADesk, AreToldOfOnceTheServerIsBack) {
  const std::string first = Issue().card();
  Pass(absl::Minutes(1));
  Issue();
  Unlock();
  clinic_.KillServer();
  Pass(absl::Minutes(1));
  EXPECT_EQ(ReadAlone(first), "accepted");
  window_->Lock();
  clinic_.StartServer();
  Unlock();
  const auto told = cards().TakeTold();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(Reasons(told[0].response.outcome()), "card_superseded card_outside_treatment")
      << "which the desk could not know";
  EXPECT_EQ(told[0].read_at, time_.Now());
  EXPECT_EQ(clinic_.Sql("SELECT found || ' ' || login || ' ' || is_offline FROM card_reading"),
            absl::StrCat("card_superseded ", Nurse(), " true"));
  EXPECT_EQ(clinic_.Sql("SELECT count(*) FROM alarm WHERE kind = 'card_outside_treatment'"), "1");
  Unlock();
  EXPECT_THAT(cards().TakeTold(), IsEmpty()) << "once";
}

// What is given on the word of a card is a fact, and is looked into.
TEST_F(CardsAtADesk, AreEvidenceOfAFactThatIsReconciled) {
  v1::RecordAdministrationRequest request;
  request.set_request_id(test::NewId());
  request.set_patient_number(number_);
  request.set_cause(v1::ADMINISTRATION_CAUSE_CARD);
  request.set_drug_form(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  request.set_micrograms(80'000);
  Pass(absl::Hours(1));
  request.mutable_taken_at()->set_seconds(absl::ToUnixSeconds(clinic_.now()) - 60);
  clinic_.SignInAdmin();
  link::Link& nurse = clinic_.As("nurse", "SEM1");
  Must(nurse.SignIn(Nurse(), Clinic::kPassword));
  request.set_approval_id(
      clinic_.ApprovalFor(nurse, "SEM1", "oat.v1.DosingService.RecordAdministration", request));
  const auto recorded = Must(nurse.Call(&v1::DosingService::Stub::RecordAdministration, request));
  EXPECT_EQ(Reasons(recorded.outcome()), "accepted");
  EXPECT_THAT(recorded.incidents(), testing::Contains(v1::INCIDENT_KIND_OTHER_SITE));
  EXPECT_EQ(clinic_.Sql("SELECT cause FROM administration WHERE site_code = 'SEM1'"), "card");
}

TEST_F(CardsAtADesk, AreReadWithKeysThatAreGoneAfterThreeDays) {
  const std::string card = Issue(/*days=*/31).card();
  Unlock();
  clinic_.KillServer();
  EXPECT_EQ(ReadAlone(card), "accepted");
  Pass(absl::Hours(71));
  window_->TendList();
  EXPECT_EQ(ReadAlone(card), "accepted");
  Pass(absl::Hours(1));
  window_->TendList();
  EXPECT_TRUE(
      absl::IsUnavailable(cards().Read(window_->link(), window_->journal(), card).status()));
  EXPECT_FALSE(std::ifstream(Path() + ".cards").good());
}

TEST_F(CardsAtADesk, LeaveNothingPlainOnTheDisk) {
  const std::string card = Issue().card();
  Unlock();
  clinic_.KillServer();
  EXPECT_EQ(ReadAlone(card), "accepted");
  window_.reset();
  const cards::Keys keys = Must(cards::Keys::Open(clinic_.folder() + "/keys.card"));
  std::vector<std::string> needles = test::FormsOf(number_);
  for (const std::string& form : test::FormsOf(keys.newest().opening_key.opening.Reveal())) {
    needles.push_back(form);
  }
  std::vector<std::string> found;
  for (const std::string& one : test::Sweep({clinic_.folder()}, needles)) {
    if (one.find("desk.journal") != one.npos) found.push_back(one);
  }
  EXPECT_THAT(found, IsEmpty());
  EXPECT_THAT(test::Sweep({clinic_.folder()}, {card}), testing::Contains(HasSubstr("desk.journal")))
      << "the sealed card itself waits there to be told";
}

TEST_F(CardsAtADesk, AreScannedAtTheTerminal) {
  const std::string card = Issue().card();
  Pass(absl::Minutes(5));
  const Performance played(
      *window_, time_,
      {Nurse(), Clinic::kPassword, card, "q", [&] { clinic_.KillServer(); }, card, "q", "l",
       [&] { clinic_.StartServer(); }, Nurse(), Clinic::kPassword});
  EXPECT_THAT(played.PagesWith(number_ + ", card of 2026-11-21 08:00, site ALA1"), SizeIs(2));
  EXPECT_THAT(played.PagesWith("Order: 80 mg, Methadone, oral solution, until 2026-12-20"),
              SizeIs(2));
  EXPECT_THAT(played.PagesWith("Last dose: 80 mg, Methadone, oral solution, 2026-11-21 08:00"),
              SizeIs(2));
  EXPECT_THAT(played.PagesWith("Bottles at home: none."), SizeIs(2));
  EXPECT_THAT(played.PagesWith("Read without the server"), SizeIs(1));
  EXPECT_TRUE(played.Shows("A card read without the server at 2026-11-21 08:05:"));
  EXPECT_TRUE(played.Shows("is shown to site ALA1 and to the auditor"));
}

TEST_F(CardsAtADesk, AreReadByAScript) {
  const std::string card = Issue().card();
  const auto say = [&](const std::string& lines) {
    std::istringstream in(lines);
    std::ostringstream out;
    RunScript(*window_, Language::kEnglish, in, out);
    return out.str();
  };
  const std::string who =
      absl::StrCat(R"("login":")", Nurse(), R"(","password":")", Clinic::kPassword, R"(")");
  const std::string read = absl::StrCat(R"({"do":"read_card","card":")", card, "\"}\n");
  EXPECT_THAT(say(absl::StrCat(R"({"do":"unlock","take_list":true,)", who, "}\n", read)),
              testing::AllOf(HasSubstr(number_), HasSubstr("\"is_offline\":false"),
                             HasSubstr("shown to site ALA1 and to the auditor")));
  clinic_.KillServer();
  Start();
  EXPECT_THAT(say(read), HasSubstr("\"ok\":false"));
  EXPECT_THAT(
      say(absl::StrCat(R"({"do":"unlock_cards",)", who, "}\n", read)),
      testing::AllOf(HasSubstr(number_), HasSubstr("\"is_offline\":true"), HasSubstr("\"80000\"")));
  clinic_.StartServer();
  EXPECT_THAT(say(absl::StrCat(R"({"do":"unlock","take_list":true,)", who, "}\n")),
              HasSubstr("told_cards"));
}

}  // namespace
}  // namespace oat::desk
