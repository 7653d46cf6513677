// The way of a bottle: filled, handed out, brought back, lost, asked back, replaced. Every test
// ends with books that balance (tests/support/window.h).
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "tests/support/request.h"
#include "tests/takehome/at_home.h"

namespace oat::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Bottles : public TakeHomeTest {
 protected:
  static int64_t InBook(const std::string& account) {
    return std::stoll(
        clinic().Sql("SELECT coalesce(sum(quantity), 0) FROM balance WHERE site_code = "
                     "'ALA1' AND account = '" +
                     account + "'"));
  }
  static std::vector<v1::Bottle> Listed(const std::string& number) {
    std::vector<v1::Bottle> bottles;
    const auto listed =
        Must(AtHome(&v1::TakeHomeService::Stub::ListBottles, v1::ListBottlesRequest()));
    for (const v1::Bottle& one : listed.bottles()) {
      if (one.patient_number() == number) bottles.push_back(one);
    }
    return bottles;
  }
};

TEST_F(Bottles, AreReservedWhenFilledAndOutOfTheHouseWhenHandedOut) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {22, 23});
  ASSERT_EQ(Authorised(request), "accepted");
  const int64_t reserved = InBook("reserved");
  const int64_t taken_home = InBook("taken_home");
  const auto filled = Prepare(number, request.request_id());
  ASSERT_THAT(filled.bottles(), SizeIs(2));
  const int64_t content = filled.bottles(0).lines(0).quantity();
  EXPECT_EQ(InBook("reserved") - reserved, 2 * content);
  EXPECT_EQ(StateOf(filled.bottles(0).serial()), "prepared");
  EXPECT_EQ(Reasons(Prepare(number, request.request_id()).outcome()), "wrong_state");
  EXPECT_THAT(Listed(number), SizeIs(2));
  const auto handed_out = HandOut(Collection(number, request.request_id()));
  EXPECT_EQ(Reasons(handed_out.outcome()), "accepted");
  EXPECT_EQ(InBook("reserved"), reserved);
  EXPECT_EQ(InBook("taken_home") - taken_home, 2 * content);
  EXPECT_EQ(handed_out.bottles(0).state(), v1::BOTTLE_STATE_AT_HOME);
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "nothing_to_hand_out");
}

TEST_F(Bottles, AreFilledAllOrNone) {
  const std::string number = Admit("ALA1", 80, v1::DRUG_FORM_METHADONE_TABLET);
  const auto request = Authorisation(number, {22, 23, 24, 25, 26});
  ASSERT_EQ(Authorised(request), "accepted");
  v1::PrepareBottlesRequest prepare;
  prepare.set_request_id(NewId());
  prepare.set_patient_number(number);
  prepare.set_authorisation_id(request.request_id());
  prepare.set_station("W2");
  // Four of five can be made up.
  const int64_t tablets = Balance("station", "W2", "METHADONE-10MG");
  const int64_t small = Balance("station", "W2", "METHADONE-5MG");
  v1::MoveStockRequest move;
  move.set_request_id(NewId());
  move.set_product_code("METHADONE-10MG");
  move.set_lot_number("LOT-1");
  move.set_station("W2");
  move.set_quantity(tablets - 32);
  move.set_back_to_safe(true);
  Must(Stock(&v1::StockService::Stub::MoveStock, move, "stock_custodian"));
  move.set_request_id(NewId());
  move.set_product_code("METHADONE-5MG");
  move.set_quantity(small);
  Must(Stock(&v1::StockService::Stub::MoveStock, move, "stock_custodian"));
  const auto refused = Must(AtHome(&v1::TakeHomeService::Stub::PrepareBottles, prepare));
  EXPECT_EQ(Reasons(refused.outcome()), "stock_short");
  EXPECT_THAT(refused.bottles(), IsEmpty());
  EXPECT_THAT(Listed(number), IsEmpty());
  EXPECT_EQ(Balance("station", "W2", "METHADONE-10MG"), 32);
  for (const auto& [product, quantity] :
       {std::pair("METHADONE-10MG", tablets - 32), std::pair("METHADONE-5MG", small)}) {
    move.set_request_id(NewId());
    move.set_product_code(product);
    move.set_quantity(quantity);
    move.set_back_to_safe(false);
    Must(Stock(&v1::StockService::Stub::MoveStock, move, "stock_custodian"));
  }
  prepare.set_request_id(NewId());
  EXPECT_THAT(Must(AtHome(&v1::TakeHomeService::Stub::PrepareBottles, prepare)).bottles(),
              SizeIs(5));
}

TEST_F(Bottles, AreNotHandedToSomebodyWhoIsImpairedOrHeld) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {22});
  ASSERT_EQ(Authorised(request), "accepted");
  Prepare(number, request.request_id());
  auto collection = Collection(number, request.request_id());
  collection.set_assessment(v1::ASSESSMENT_SEDATED);
  EXPECT_EQ(HandedOut(collection), "impaired");
  EXPECT_EQ(Hold(number, 24), "accepted");
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "on_hold");
}

TEST_F(Bottles, AreNotHandedOutOnceTheOrderOrTheRulesAreOthers) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {23});
  ASSERT_EQ(Authorised(request), "accepted");
  Prepare(number, request.request_id());
  ASSERT_EQ(InForce(SignedOff(Put(PackText("ge-from-2024-01-24")))), "accepted");
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "take_home_supply");
  ASSERT_EQ(Withdrawn("ge-from-2024-01-24"), "accepted");
  Must(clinic().SignOrder(number, {75}, "2026-11-22", 20, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "not_take_home");
}

// The doubt comes after the filling.
TEST_F(Bottles, OfALotThatIsHeldAreHandedToNobody) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {22});
  ASSERT_EQ(Authorised(request), "accepted");
  const auto filled = Prepare(number, request.request_id());
  v1::SetLotStandingRequest hold;
  hold.set_request_id(NewId());
  hold.set_product_code(filled.bottles(0).lines(0).product_code());
  hold.set_lot_number(filled.bottles(0).lines(0).lot_number());
  hold.set_standing(v1::LOT_STANDING_RECALLED);
  hold.set_reason("the maker calls it back");
  link::Link& custodian = Desk("stock_custodian");
  const auto set = [&] {
    return Reasons(Must(custodian.Call(&v1::StockService::Stub::SetLotStanding, hold)).outcome());
  };
  ASSERT_EQ(set(), "accepted");
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "lot_held");
  EXPECT_EQ(StateOf(filled.bottles(0).serial()), "prepared");
  hold.set_request_id(NewId());
  hold.set_standing(v1::LOT_STANDING_RELEASED);
  NewStaff(clinic(), "custodian-of-all", {"stock_custodian"}, "");
  hold.set_approval_id(Must(
      clinic().Approve(custodian, "custodian-of-all", "oat.v1.StockService.SetLotStanding", hold)));
  ASSERT_EQ(set(), "accepted");
  EXPECT_EQ(HandedOut(Collection(number, request.request_id())), "accepted");
}

TEST_F(Bottles, HoldTheirPortionAgainstEverySecondClaim) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  At(22, 9, 0);
  EXPECT_EQ(Ask(number), "bottle_at_home");
  EXPECT_EQ(ListedAs(number), "at_home");
  // The key itself refuses a second claim.
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM slot JOIN patient_number USING (person_id) WHERE "
                         "patient_number = '" +
                         number + "' AND clinical_day = '2026-11-22'"),
            "1");
}

TEST_F(Bottles, ThatComeBackWholeFreeTheirPortionAndAreWaste) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  const int64_t taken_home = InBook("taken_home");
  const int64_t waste = InBook("held_for_waste");
  At(22, 9, 0);
  EXPECT_EQ(Returned(Return(number, serials[0])), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "returned");
  EXPECT_EQ(taken_home - InBook("taken_home"), InBook("held_for_waste") - waste);
  EXPECT_GT(taken_home, InBook("taken_home"));
  Give(number);
  EXPECT_EQ(Returned(Return(number, serials[0])), "wrong_state");
}

TEST_F(Bottles, ThatComeBackOpenedKeepTheirPortion) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  const int64_t taken_home = InBook("taken_home");
  At(22, 9, 0);
  EXPECT_EQ(Returned(Return(number, serials[0], v1::BOTTLE_CONDITION_OPENED, 20'000)), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "returned_opened");
  // 20 of 80 mg of a solution.
  EXPECT_EQ(
      (taken_home - InBook("taken_home")) * 4,
      std::stoll(clinic().Sql("SELECT quantity FROM bottle_line JOIN bottle USING (bottle_id) "
                              "WHERE serial = '" +
                              serials[0] + "'")));
  EXPECT_EQ(Ask(number), "bottle_at_home");
  EXPECT_EQ(Replaced(number, serials[0]), "accepted");
  Give(number);
}

TEST_F(Bottles, SayWhatIsWrongWithAnOpenedOnesContent) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  const auto message = [&](const v1::ReturnBottleRequest& request) {
    return std::string(
        AtHome(&v1::TakeHomeService::Stub::ReturnBottle, request).status().message());
  };
  EXPECT_EQ(message(Return(number, serials[0], v1::BOTTLE_CONDITION_OPENED, 80'001)),
            "micrograms_left: got 80001, wanted 0 to 80000");
  EXPECT_EQ(message(Return(number, serials[0], v1::BOTTLE_CONDITION_INTACT, 1)),
            "micrograms_left: got 1, wanted nothing, as its seal is whole");
  EXPECT_EQ(message(Return(Admit(), serials[0])), "serial: this person has no such bottle");
  EXPECT_EQ(message(Return(number, "B-0000000000")), "serial: this person has no such bottle");
  EXPECT_THAT(message(Return(number, "B-0000000001")), testing::StartsWith("serial: got "));
}

TEST_F(Bottles, AreAskedBackByADayAndAreStillOut) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22, 23});
  EXPECT_EQ(Recalled(number, {serials[1]}, "2026-11-22"), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "at_home");
  EXPECT_EQ(StateOf(serials[1]), "recalled");
  const auto listed = Listed(number);
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_EQ(listed[1].bring_back_until_day(), "2026-11-22");
  EXPECT_EQ(Recalled(number, {}, "2026-11-23"), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "recalled");
  EXPECT_EQ(Returned(Return(number, serials[0])), "accepted");
  EXPECT_EQ(Recalled(number, {serials[0]}, "2026-11-23"), "wrong_state");
}

// It was poured away once: whatever is written of it afterwards, it is not poured away again.
TEST_F(Bottles, ThatCameBackAndWereReplacedDoNotComeBackAgain) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  const auto opened = [&] {
    return Returned(Return(number, serials[0], v1::BOTTLE_CONDITION_OPENED, 20'000));
  };
  EXPECT_EQ(opened(), "accepted");
  EXPECT_EQ(Replaced(number, serials[0]), "accepted");
  EXPECT_EQ(opened(), "wrong_state");
  EXPECT_EQ(Returned(Return(number, serials[0])), "wrong_state");
}

// What was replaced has no portion left to hold, in whatever state it is found.
TEST_F(Bottles, ThatComeBackAfterTheyWereReplacedHoldNothing) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  EXPECT_EQ(Lost(number, serials[0]), "accepted");
  EXPECT_EQ(Replaced(number, serials[0]), "accepted");
  EXPECT_EQ(Returned(Return(number, serials[0], v1::BOTTLE_CONDITION_OPENED, 20'000)), "accepted");
  EXPECT_EQ(Replaced(number, serials[0]), "wrong_state");
  At(22, 9, 0);
  EXPECT_EQ(ListedAs(number), "still_to_come");
  Give(number);
}

TEST_F(Bottles, ThatAreLostCanBeFoundAgain) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  EXPECT_EQ(Replaced(number, serials[0]), "wrong_state");  // it is at home
  EXPECT_EQ(Lost(number, serials[0]), "accepted");
  EXPECT_EQ(Lost(number, serials[0]), "wrong_state");
  EXPECT_EQ(Replaced(number, serials[0]), "accepted");
  At(22, 9, 0);
  Give(number);
  EXPECT_EQ(Returned(Return(number, serials[0])), "accepted");
  EXPECT_EQ(StateOf(serials[0]), "returned");
}

// Brought to a house that did not fill it: what is in it is waste there, and stays out in the other
// book.
TEST_F(Bottles, ComeBackAnywhere) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22});
  const int64_t taken_home = InBook("taken_home");
  EXPECT_EQ(Returned(Return(number, serials[0]), "SEM1"), "accepted");
  EXPECT_EQ(InBook("taken_home"), taken_home);
  EXPECT_GT(
      std::stoll(clinic().Sql("SELECT sum(quantity) FROM balance WHERE site_code = 'SEM1' AND "
                              "account = 'held_for_waste'")),
      0);
}

TEST_F(Bottles, AreKnownByTheirSerialToWhoeverFindsThem) {
  const std::string number = Admit("ALA1", 65);
  const std::vector<std::string> serials = TakesHome(number, {22});
  v1::LookUpBottleRequest request;
  request.set_serial(serials[0]);
  link::Link& far = Desk("nurse", "SEM1");
  const auto found = Must(far.Call(&v1::TakeHomeService::Stub::LookUpBottle, request));
  EXPECT_EQ(found.micrograms(), 65'000);
  EXPECT_EQ(found.drug_form(), v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
  EXPECT_EQ(found.site_code(), "ALA1");
  ASSERT_THAT(found.lines(), SizeIs(1));
  request.set_serial("B-0000000000");
  EXPECT_EQ(far.Call(&v1::TakeHomeService::Stub::LookUpBottle, request).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(Bottles, AreAskedBackWhenTreatmentEnds) {
  const std::string number = Admit();
  const std::vector<std::string> serials = TakesHome(number, {22, 23});
  End(number, v1::END_REASON_DIED);
  EXPECT_EQ(StateOf(serials[0]), "recalled");
  EXPECT_EQ(StateOf(serials[1]), "recalled");
}

class Delegates : public TakeHomeTest {
 protected:
  static std::string Named(const std::string& number, const std::string& name,
                           const std::string& document) {
    v1::NameDelegateRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_name(name);
    request.set_document(document);
    return Reasons(Must(AtHome(&v1::TakeHomeService::Stub::NameDelegate, request)).outcome());
  }
  static v1::SupplyBottlesRequest ByDelegate(v1::SupplyBottlesRequest request,
                                             const std::string& name, const std::string& document) {
    request.set_request_id(NewId());
    request.set_collector(v1::COLLECTOR_DELEGATE);
    request.set_delegate_name(name);
    request.set_delegate_document(document);
    return request;
  }
};

TEST_F(Delegates, CollectWithTheDocumentThatWasNamed) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {22});
  ASSERT_EQ(Authorised(request), "accepted");
  Prepare(number, request.request_id());
  const auto collection = Collection(number, request.request_id());
  EXPECT_EQ(HandedOut(ByDelegate(collection, "Айгүл Сериккызы", "N 012345")), "not_for_collection");
  EXPECT_EQ(Named(number, "Айгүл Сериккызы", "N 012345"), "accepted");
  EXPECT_EQ(HandedOut(ByDelegate(collection, "Айгүл Сериккызы", "N 012346")), "not_for_collection");
  EXPECT_EQ(HandedOut(ByDelegate(collection, "Асель Сериккызы", "N 012345")), "not_for_collection");
  EXPECT_EQ(HandedOut(ByDelegate(collection, "АЙГҮЛ СЕРИККЫЗЫ", "n012345")), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT detail FROM bottle_event JOIN bottle USING (bottle_id) JOIN "
                         "patient_number USING (person_id) WHERE patient_number = '" +
                         number + "'"),
            "delegate");
}

// Whoever was removed hears what a stranger hears, word for word.
TEST_F(Delegates, AreRemovedSilently) {
  const std::string number = Admit();
  const auto request = Authorisation(number, {22});
  ASSERT_EQ(Authorised(request), "accepted");
  Prepare(number, request.request_id());
  const auto collection = Collection(number, request.request_id());
  const auto stranger = HandOut(ByDelegate(collection, "Aigul Serikkyzy", "N 012345"));
  EXPECT_EQ(Named(number, "Aigul Serikkyzy", "N 012345"), "accepted");
  v1::RemoveDelegateRequest remove;
  remove.set_request_id(NewId());
  remove.set_patient_number(number);
  EXPECT_EQ(Reasons(Must(AtHome(&v1::TakeHomeService::Stub::RemoveDelegate, remove)).outcome()),
            "accepted");
  EXPECT_EQ(HandOut(ByDelegate(collection, "Aigul Serikkyzy", "N 012345")).SerializeAsString(),
            stranger.SerializeAsString());
  remove.set_request_id(NewId());
  EXPECT_EQ(Reasons(Must(AtHome(&v1::TakeHomeService::Stub::RemoveDelegate, remove)).outcome()),
            "wrong_state");
  // And the next one named takes the place of the one before.
  EXPECT_EQ(Named(number, "Asel Serikkyzy", "N 1"), "accepted");
  EXPECT_EQ(Named(number, "Dana Serikkyzy", "N 2"), "accepted");
  EXPECT_EQ(HandedOut(ByDelegate(collection, "Asel Serikkyzy", "N 1")), "not_for_collection");
  EXPECT_EQ(HandedOut(ByDelegate(collection, "Dana Serikkyzy", "N 2")), "accepted");
}

TEST_F(Delegates, AreKeptSealed) {
  const std::string number = Admit();
  EXPECT_EQ(Named(number, "Unmistakable Name", "N 012345"), "accepted");
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM delegate WHERE position('Unmistakable'::bytea in "
                         "ciphertext) > 0"),
            "0");
  v1::NameDelegateRequest nameless;
  nameless.set_request_id(NewId());
  nameless.set_patient_number(number);
  nameless.set_name("12 34");
  nameless.set_document("N 1");
  EXPECT_EQ(AtHome(&v1::TakeHomeService::Stub::NameDelegate, nameless).status().message(),
            "name: got no letters, wanted a name as it stands in the document");
}

}  // namespace
}  // namespace oat::test
