// A site that closes: previewed, declared by two, moved one by one, until each was dosed.
#include <gmock/gmock.h>

#include "oat/v1/identity.grpc.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "tests/closures/closing.h"
#include "tests/support/sites.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using Code = absl::StatusCode;

// Each test closes a site; nothing of another's is left to meet it.
class AClosure : public Closing {
 protected:
  void SetUp() override {
    TearDownTestSuite();
    SetUpTestSuite();
    Closing::SetUp();
  }

  static void Say(const std::string& number, const std::string& language) {
    auto request = StepFor<v1::RecordLanguageRequest>(number);
    request.set_language(language);
    Must(Desk("nurse").Call(&v1::IdentityService::Stub::RecordLanguage, request));
  }
  // Somebody of ALA1 who would take any drug; without a language nobody asked.
  static std::string NewSpeaker(const std::string& language) {
    const std::string number = clinic().AdmitWithoutOrder("ALA1");
    if (!language.empty()) Say(number, language);
    return number;
  }
  static void SpeakAt(const std::string& site, const std::vector<std::string>& languages) {
    v1::RecordSiteLanguagesRequest request;
    request.set_request_id(NewId());
    *request.mutable_languages() = {languages.begin(), languages.end()};
    Do(&Closures::RecordSiteLanguages, request, site);
  }
};

TEST_F(AClosure, IsPreviewedBeforeAnythingIsKept) {
  const std::string number = Admit();
  const auto preview = Preview();
  ASSERT_EQ(preview.placements_size(), 1);
  EXPECT_EQ(preview.placements(0).patient_number(), number);
  EXPECT_EQ(preview.placements(0).to_site(), "SEM1");
  EXPECT_EQ(preview.placements(0).reason(), v1::PLACEMENT_REASON_NEAREST);
  EXPECT_EQ(preview.counts().patients(), 1);
  EXPECT_EQ(preview.counts().without_place(), 0);
  EXPECT_GT(preview.lots_size(), 0);
  for (const v1::ClosureLot& lot : preview.lots()) {
    const bool is_of_the_drug = lot.product_code() == "METHADONE-5MG-ML";
    EXPECT_TRUE(!is_of_the_drug || lot.to_site() == "SEM1");
  }
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM closure_placement"), "0");
}

TEST_F(AClosure, MovesEverybodyAndIsDoneWhenEachWasDosedOrIsAccountedFor) {
  const std::string dosed = Admit(), told = Admit(), gone = Admit();
  const std::string closure = Declared();
  EXPECT_EQ(Ask(dosed), "accepted") << "declared is not moved: the window still serves";
  for (const std::string& number : {dosed, told, gone}) {
    EXPECT_EQ(MovePerson(closure, number), "accepted");
  }
  EXPECT_EQ(Stranded(), "0");
  EXPECT_EQ(Ask(told), "other_site");
  EXPECT_TRUE(PlacementOf(Board(closure), dosed).dose_open()) << "it ends where it was poured";
  EXPECT_EQ(Tell(closure, told), "accepted");
  EXPECT_EQ(Tell(closure, gone, v1::ACCOUNTED_FOR_LEFT_TREATMENT, "SEM1"), "accepted");
  const auto counts = Board(closure).closure().counts();
  EXPECT_EQ(counts.patients(), 3);
  EXPECT_EQ(counts.moved(), 1);
  EXPECT_EQ(counts.told(), 1);
  EXPECT_EQ(counts.accounted_for(), 1);
  Give(told, "SEM1");
  EXPECT_EQ(PlacementOf(Board(closure), told).state(), v1::PLACEMENT_STATE_DOSED);
  EXPECT_FALSE(Board(closure).closure().is_done());
  EXPECT_EQ(Tell(closure, dosed, v1::ACCOUNTED_FOR_DOSED_ELSEWHERE), "accepted");
  EXPECT_TRUE(Board(closure).closure().is_done());
}

TEST_F(AClosure, LetsWhoNeedsADoseSoonestHaveTheNearestPlace) {
  // The first to be admitted would be the first to choose, were it not for the need.
  const std::string dosed_today = Admit(), waits = Admit();
  Give(dosed_today);
  // One place is left at the only other site.
  AddPlace(clinic(), "SEM1", "clinic", 1);
  const auto preview = Preview();
  for (const v1::Placement& one : preview.placements()) {
    const bool is_dosed = one.patient_number() == dosed_today;
    EXPECT_EQ(one.next_needed_day(), is_dosed ? "2026-11-22" : "2026-11-21");
    EXPECT_EQ(one.to_site(), is_dosed ? "" : "SEM1");
  }
  EXPECT_EQ(preview.placements_size(), 2);
}

TEST_F(AClosure, ShowsWhoNeedsADoseWhenAndForHowLongNobodyHadOne) {
  const std::string dosed = Admit(), never = Admit(), comes_back = Admit();
  At(21, 8, 30);
  Give(dosed);
  Move(Asking(comes_back, "SEM1", "2026-11-21", "2026-11-23"));
  const std::string closure = Declared();
  At(21, 11, 29);
  const auto board = Board(closure);
  EXPECT_EQ(board.as_of().seconds(), absl::ToUnixSeconds(Clinic::Wall(21, 11, 29)));
  EXPECT_EQ(PlacementOf(board, dosed).hours_since_last_dose(), 2) << "whole ones";
  EXPECT_EQ(PlacementOf(board, dosed).next_needed_day(), "2026-11-22");
  EXPECT_FALSE(PlacementOf(board, never).has_hours_since_last_dose());
  EXPECT_EQ(PlacementOf(board, never).next_needed_day(), "2026-11-21");
  EXPECT_EQ(MovePerson(closure, comes_back), "accepted");
  EXPECT_EQ(PlacementOf(Board(closure), comes_back).next_needed_day(), "2026-11-24");
  At(25, 9, 0);
  EXPECT_EQ(PlacementOf(Board(closure), dosed).next_needed_day(), "2026-11-25")
      << "what did not come before is needed today";
  EXPECT_EQ(PlacementOf(Board(closure), dosed).hours_since_last_dose(), 96);
}

TEST_F(AClosure, IsTakenBackForOnePersonUntilTheFirstDoseThere) {
  const std::string number = Admit();
  const std::string closure = Declared();
  EXPECT_EQ(Undo(closure, number), "wrong_state not moved");
  ASSERT_EQ(MovePerson(closure, number), "accepted");
  EXPECT_EQ(MovePerson(closure, number), "wrong_state moved to SEM1");
  ASSERT_EQ(Undo(closure, number), "accepted");
  EXPECT_EQ(SitesOf(number, 2), "ALA1 ALA1");
  ASSERT_EQ(MovePerson(closure, number), "accepted") << "a move that was undone can be made again";
  Give(number, "SEM1");
  EXPECT_EQ(Undo(closure, number), "wrong_state dosed at SEM1");
}

TEST_F(AClosure, SendsAGuestHomeAndTakesWhoWasToComeBack) {
  const std::string guest = Admit("SEM1");
  Move(Asking(guest, "ALA1", "2026-11-21", "2026-11-24"), "SEM1");
  const std::string away = Admit();
  Move(Asking(away, "SEM1", "2026-11-21", "2026-11-22"));
  const std::string asked = Admit("SEM1");
  ASSERT_EQ(Request(Asking(asked, "ALA1", "2026-11-25"), "SEM1"), "accepted");
  const std::string closure = Declared();
  EXPECT_EQ(PlacementOf(Board(closure), guest).reason(), v1::PLACEMENT_REASON_AT_HOME);
  ASSERT_EQ(MovePerson(closure, guest), "accepted");
  ASSERT_EQ(MovePerson(closure, away), "accepted");
  EXPECT_EQ(PlacementOf(Board(closure), away).from_day(), "2026-11-23");
  EXPECT_EQ(SitesOf(guest, 5), "SEM1 SEM1 SEM1 SEM1 SEM1");
  EXPECT_EQ(SitesOf(away, 5), "SEM1 SEM1 SEM1 SEM1 SEM1");
  EXPECT_EQ(Stranded(), "0");
}

TEST_F(AClosure, KeepsTheHomeWhereItIsUnlessItIsForGood) {
  const std::string number = Admit();
  ASSERT_EQ(MovePerson(Declared(), number), "accepted");
  At(22, 9, 0);
  EXPECT_EQ(TakeBack(number, "ALA1"), "accepted") << "the suspension is lifted";

  TearDownTestSuite();
  SetUpTestSuite();
  At(21, 8, 0);
  const std::string mover = Admit();
  const auto planned = Declaration("2026-11-21", v1::CLOSURE_KIND_PLANNED);
  ASSERT_EQ(MovePerson(Declared(planned), mover), "accepted");
  At(22, 9, 0);
  EXPECT_EQ(TakeBack(mover, "ALA1"), "other_site SEM1");
}

TEST_F(AClosure, WantsTwoPeopleAndIsOneAtATime) {
  Admit();
  const auto request = Declaration();
  EXPECT_EQ(InWords(Do(&Closures::DeclareSiteClosure, request).outcome()), "same_person");
  const std::string closure = Declared();
  EXPECT_EQ(InWords(Declare(Declaration()).outcome()), "wrong_state closing already");
  const auto past = Declaration("2026-11-20");
  EXPECT_THAT(
      std::string(
          Desk("site_manager").Call(&Closures::DeclareSiteClosure, past).status().message()),
      HasSubstr("from_day: got 2026-11-20"));
}

TEST_F(AClosure, LetsSomebodyWhoKnowsBetterChoose) {
  const std::string number = Admit();
  const std::string closure = Declared();
  const auto fails = [&](const std::string& site) {
    auto request = Of<v1::ReassignPatientRequest>(closure, number);
    request.set_to_site(site);
    return Desk("site_manager").Call(&Closures::ReassignPatient, request).status().code();
  };
  EXPECT_EQ(fails("ALA1"), Code::kInvalidArgument);
  EXPECT_EQ(fails("ABC9"), Code::kInvalidArgument);
  EXPECT_EQ(Reassign(closure, number, "SEM1"), "accepted");
  EXPECT_EQ(PlacementOf(Board(closure), number).reason(), v1::PLACEMENT_REASON_CHOSEN);
  ASSERT_EQ(MovePerson(closure, number), "accepted");
  EXPECT_EQ(Reassign(closure, number, "SEM1"), "wrong_state moved to SEM1");
}

TEST_F(AClosure, ShowsADestinationItsOwnPeopleAndEverybodyTheCounts) {
  const std::string number = Admit();
  Admit("SEM1");
  const std::string closure = Declared();
  const auto there = Board(closure, "SEM1");
  ASSERT_EQ(there.placements_size(), 1);
  EXPECT_EQ(there.placements(0).patient_number(), number);
  EXPECT_EQ(Do(&Closures::ListClosures, v1::ListClosuresRequest(), "SEM1").closures_size(), 1);
  EXPECT_EQ(Tell(closure, number), "wrong_state not moved: nobody is told what may still change");
  const auto stranger = Of<v1::MovePatientRequest>(closure, number);
  EXPECT_EQ(Desk("site_manager", "SEM1").Call(&Closures::MovePatient, stranger).status().code(),
            Code::kNotFound)
      << "only the site that closes moves its people";
}

TEST_F(AClosure, SendsPeopleWhereTheyAreUnderstoodAndSaysWhereTheyAreNot) {
  // Alike to SEM1 but for its open days: without a language everybody would go there.
  AddPlace(clinic(), "PAV1", "clinic");
  const std::string understood = NewSpeaker("ru"), uzbek = NewSpeaker("uz"),
                    silent = NewSpeaker("");
  EXPECT_EQ(Preview().placements(0).to_site(), "PAV1");
  EXPECT_EQ(Preview().placements(0).unspoken_language(), "ru")
      << "nobody said what is spoken there";
  Say(understood, "kk");
  SpeakAt("SEM1", {"ru", "kk"});
  const auto preview = Preview();
  ASSERT_EQ(preview.placements_size(), 3);
  EXPECT_EQ(preview.placements(0).to_site(), "SEM1");
  EXPECT_EQ(preview.placements(0).unspoken_language(), "");
  const std::string closure = Declared();
  const auto told = [&](const std::string& number, const std::string& site) {
    const v1::Placement one = PlacementOf(Board(closure, site), number);
    return one.to_site() + " " + one.unspoken_language();
  };
  EXPECT_EQ(told(understood, "ALA1"), "SEM1 ");
  EXPECT_EQ(told(uzbek, "ALA1"), "PAV1 uz");
  EXPECT_EQ(told(silent, "ALA1"), "PAV1 ");
  SpeakAt("SEM1", {"ru"});
  EXPECT_EQ(told(understood, "SEM1"), "SEM1 kk") << "the latest word of the site counts";
  EXPECT_EQ(told(uzbek, "SEM1"), " ") << "whose number is not shown";
}

TEST_F(AClosure, KnowsALanguageUnderWhicheverNumberItWasSaid) {
  const std::string number = NewSpeaker("ru");
  At(21, 8, 5);
  const std::string second = NewSpeaker("kk");
  clinic().Sql(
      "INSERT INTO person_merge (person_id, revision, survivor_id, site_code, staff_id, second_id, "
      "recorded_at) SELECT s.person_id, 1, n.person_id, 'ALA1', min(f.staff_id), max(f.staff_id), "
      "now() FROM patient_number s, patient_number n, staff f WHERE s.patient_number = '" +
      second + "' AND n.patient_number = '" + number + "' GROUP BY s.person_id, n.person_id");
  EXPECT_EQ(Preview().placements(0).patient_number(), number);
  EXPECT_EQ(Preview().placements(0).unspoken_language(), "kk");
  At(21, 8, 10);
  Say(number, "uz");
  EXPECT_EQ(Preview().placements(0).unspoken_language(), "uz");
}

TEST_F(AClosure, TakesOfASiteTwoLettersForALanguage) {
  v1::RecordSiteLanguagesRequest request;
  request.set_request_id(NewId());
  request.add_languages("kk");
  request.add_languages("Ru");
  EXPECT_EQ(
      std::string(
          Desk("site_manager").Call(&Closures::RecordSiteLanguages, request).status().message()),
      "languages: got Ru, wanted two letters of ISO 639-1, such as kk");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM site_language"), "0");
}

TEST_F(AClosure, CountsTheWayThatSomebodyRecorded) {
  v1::RecordTravelRequest travel;
  travel.set_request_id(NewId());
  travel.set_from_site("SEM1");
  travel.set_to_site("ALA1");
  travel.set_minutes(900);
  link::Link& admin = clinic().admin();
  EXPECT_TRUE(admin.Call(&Closures::RecordTravel, travel).ok());
  travel.set_request_id(NewId());
  travel.set_to_site("SEM1");
  EXPECT_EQ(admin.Call(&Closures::RecordTravel, travel).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(clinic().Sql("SELECT minutes FROM site_travel WHERE from_site = 'ALA1'"), "900");
}

}  // namespace
}  // namespace oat::test
