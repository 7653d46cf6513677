// The stock of a window at its desk: counted blind, the open bottle changed, a dose carried out.
#include <gmock/gmock.h>

#include "clients/desk/stock_words.h"
#include "oat/v1/stock.grpc.pb.h"
#include "oat/v1/stock_account.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr char kLiquid[] = "METHADONE-5MG-ML";

class StockAtTheDesk : public AtTheWindow {
 protected:
  void SetUp() override {
    AtTheWindow::SetUp();
    // Whoever signs second has a login by then.
    Desk("stock_custodian");
  }
  static std::vector<Step> Signed() {
    return {Clinic::LoginOf("stock_custodian", "ALA1"), Clinic::kPassword};
  }
  // The book's lots at W1 as the desk asks for them, with what the book has of each.
  static std::vector<std::pair<std::string, int64_t>> Book() {
    std::map<std::pair<std::string, std::string>, int64_t> lots;
    const auto book = Must(Stock(&v1::StockService::Stub::GetBalances, v1::GetBalancesRequest()));
    for (const v1::StockAccount& one : book.accounts()) {
      const bool is_here =
          one.account() == v1::ACCOUNT_STATION || one.account() == v1::ACCOUNT_OPEN_BOTTLE;
      if (one.station() == "W1" && is_here) {
        lots[{one.product_code(), one.lot_number()}] += one.quantity();
      }
    }
    std::vector<std::pair<std::string, int64_t>> quantities;
    for (const auto& [lot, quantity] : lots) quantities.emplace_back(lot.first, quantity);
    return quantities;
  }
  // Types what the book has of every lot, less so much of the lots of a product.
  static std::vector<Step> TypedCount(const std::string& product = "", int64_t less = 0) {
    std::vector<Step> steps = {"c"};
    for (const auto& [code, quantity] : Book()) {
      const int64_t found = quantity - (code == product ? less : 0);
      steps.push_back(IsLiquid(code) ? InMilligrams(found) : absl::StrCat(found));
    }
    return steps;
  }
  static std::vector<Step> Then(std::vector<Step> steps, const std::vector<Step>& more) {
    steps.insert(steps.end(), more.begin(), more.end());
    return steps;
  }
  static std::string Counts() { return clinic().Sql("SELECT count(*) FROM stock_count"); }
  // The digits that choose a product among those of the network.
  static std::vector<Step> Choosing(const std::string& product) {
    const auto known =
        Must(Stock(&v1::StockService::Stub::ListProducts, v1::ListProductsRequest()));
    size_t at = 0;
    while (known.products(static_cast<int>(at)).product_code() != product) ++at;
    std::vector<Step> steps(at / Pages::kMostNumbered, Step("\n"));
    steps.push_back(absl::StrCat(at % Pages::kMostNumbered + 1));
    return steps;
  }
};

TEST_F(StockAtTheDesk, IsCountedByTwoWhoAreNotToldWhatTheBookSays) {
  StockLot("BUPRENORPHINE-2MG", "ODD-1", "2027-12-31", 7'351, "W1");
  const std::string product = "BUPRENORPHINE-2MG";
  std::vector<Step> steps = {"c"};
  for (const auto& [code, quantity] : Book()) {
    const bool is_odd = quantity == 7'351;
    steps.push_back(is_odd           ? "7349"
                    : IsLiquid(code) ? InMilligrams(quantity)
                                     : absl::StrCat(quantity));
  }
  const Performance before = Play(Then(steps, {"q"}));
  EXPECT_TRUE(before.Shows("7349 pieces    buprenorphine tablet 2 mg, lot ODD-1"));
  EXPECT_FALSE(before.Shows("7351")) << "the book is not shown to who counts";
  EXPECT_FALSE(before.Shows("than the book"));
  EXPECT_EQ(Balance("station", "W1", product, "ODD-1"), 7'351) << "nobody signed";
  const Performance desk = Play(Then(Then(steps, {"s"}), Then(Signed(), {"\n"})));
  EXPECT_TRUE(
      desk.Shows("7349 pieces    buprenorphine tablet 2 mg, lot ODD-1    2 pieces less than the "
                 "book"));
  EXPECT_TRUE(desk.Shows("lot LOT-1    as the book says"));
  EXPECT_TRUE(desk.Shows("The custodian and a second person say the cause."));
  EXPECT_EQ(Balance("station", "W1", product, "ODD-1"), 7'349);
  EXPECT_EQ(clinic().Sql("SELECT DISTINCT a.login || ' ' || b.login FROM stock_count c "
                         "JOIN staff a USING (staff_id) JOIN staff b ON b.staff_id = c.second_id"),
            Clinic::LoginOf("nurse", "ALA1") + " " + Clinic::LoginOf("stock_custodian", "ALA1"));
}

TEST_F(StockAtTheDesk, IsCountedToTheLotThatTheBookDoesNotHaveThere) {
  StockLot("METHADONE-10MG", "STRAY", "2027-12-31", 40, "W2");
  const Performance desk = Play(Then(Then(Then(TypedCount(), {"a"}), Choosing("METHADONE-10MG")),
                                     Then({"STRAY", "3", "s"}, Then(Signed(), {"\n"}))));
  EXPECT_TRUE(desk.Shows("3 pieces    methadone tablet 10 mg, lot STRAY    3 pieces more"));
  EXPECT_EQ(Balance("station", "W1", "METHADONE-10MG", "STRAY"), 3);
}

TEST_F(StockAtTheDesk, IsCountedOnlyWithNothingPouredAndSaysWhy) {
  const std::string number = Ordinary();
  const std::string dose = Open(number);
  const std::string counts = Counts();
  const Performance desk = Play(Then(Then(TypedCount(), {"s"}), Then(Signed(), {"\n"})));
  EXPECT_TRUE(desk.Shows("Nothing was recorded."));
  EXPECT_TRUE(desk.Shows("1 doses are open at this window"));
  EXPECT_EQ(Counts(), counts);
}

TEST_F(StockAtTheDesk, TakesNoSignatureOfTheSamePersonNorAWrongOne) {
  const std::string counts = Counts();
  const std::string nurse = Clinic::LoginOf("nurse", "ALA1");
  const std::string custodian = Clinic::LoginOf("stock_custodian", "ALA1");
  const Performance desk =
      Play(Then(TypedCount(), {"s", nurse, Clinic::kPassword, custodian, "not her password", ""}));
  EXPECT_TRUE(desk.Shows("This person may not sign"));
  EXPECT_TRUE(desk.Shows("of the second person is wrong"));
  EXPECT_TRUE(desk.Shows("Nothing was recorded."));
  EXPECT_EQ(Counts(), counts);
}

TEST_F(StockAtTheDesk, AsksAgainForAQuantityThatIsNone) {
  const Performance desk = Play({"c", "lots", "", "c", "-1", ""});
  EXPECT_TRUE(desk.Shows("\"lots\" is no quantity. Write it as 250 or 2.5."));
  EXPECT_TRUE(desk.Shows("\"-1\" is no quantity."));
  EXPECT_THAT(desk.PagesWith("Count of window W1"), SizeIs(4));
}

TEST_F(StockAtTheDesk, IsCountedOnceThoughTheServerWentAwayMeanwhile) {
  window().link().set_patience({.tries = 60});  // its channel notices a new server only slowly
  const int counts = std::stoi(Counts());
  const Performance desk = Play(Then(
      Then(TypedCount(), {"s", Deed([] { clinic().KillServer(); })}),
      Then(Then(Signed(), {Deed([] { clinic().StartServer(); }), "\n"}), Then(Signed(), {"\n"}))));
  EXPECT_TRUE(desk.Shows("The server does not answer. Nothing is lost"));
  EXPECT_TRUE(desk.Shows("Counted and recorded."));
  EXPECT_EQ(std::stoi(Counts()), counts + 1);
}

TEST_F(StockAtTheDesk, OpensABottleAndChangesItForTheNext) {
  // Of the three liquids at the window the last by name.
  const Performance first = Play({"x", "3", "1000"});
  EXPECT_TRUE(first.Shows("Open now: methadone 5 mg/mL, lot LOT-1."));
  EXPECT_EQ(Balance("open_bottle", "W1", kLiquid), 1'000'000);
  const Performance change = Play(Then({"x", "3", "999", "1", "500"}, Signed()));
  EXPECT_TRUE(change.Shows("Open: methadone 5 mg/mL, lot LOT-1"));
  EXPECT_TRUE(change.Shows("Lot LOT-1 is closed: 1.0 mL less than the book."));
  EXPECT_EQ(Balance("open_bottle", "W1", kLiquid), 500'000);
  EXPECT_EQ(Balance("held_for_waste", "W1", kLiquid), 999'000);
  const Performance close = Play(Then({"x", "3", "500", "2"}, Signed()));
  EXPECT_TRUE(close.Shows("Lot LOT-1 is closed: as the book says."));
  EXPECT_EQ(Balance("open_bottle", "W1", kLiquid), 0);
  EXPECT_EQ(Balance("held_for_waste", "W1", kLiquid), 1'499'000);
}

TEST_F(StockAtTheDesk, ChangesTheBottleWhereADoseNeedsMoreThanItHolds) {
  const std::string number = Ordinary();
  Play({"x", "1", "1"});
  const Performance desk =
      Play(Then(Then({number, "1", "x", "1", "1", "1", "1000"}, Signed()), {number, "1", "g"}));
  EXPECT_TRUE(desk.Shows("[x] change the bottle"));
  EXPECT_TRUE(desk.Shows("Open now: methadone 10 mg/mL, lot LOT-1."));
  EXPECT_EQ(StateOf(number), "given");
  Play(Then({"x", "1", "992", "2"}, Signed()));
}

TEST_F(StockAtTheDesk, ADoseIsCarriedOutByTwoAndSettledHere) {
  const std::string number = Ordinary();
  const auto carriage = [&] {
    return clinic().Sql(
        "SELECT coalesce(max(destination || ' ' || seal), '') FROM dose_carriage "
        "JOIN dose USING (dose_id) JOIN patient_number USING (person_id) WHERE "
        "patient_number = '" +
        number + "'");
  };
  const Performance wrong = Play({number, "1", "c", "ward 3", "PL-7",
                                  Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword, "k"});
  EXPECT_TRUE(wrong.Shows("This person may not sign"));
  EXPECT_EQ(carriage(), "");
  const Performance desk =
      Play(Then(Then({number, "c", "ward 3", "PL-7"}, Signed()), {number, "g", "80"}));
  EXPECT_TRUE(desk.Shows(number + ": carried out to ward 3, seal PL-7. It stays open"));
  EXPECT_TRUE(desk.Shows("Carried out to ward 3, seal PL-7. What became of it there?"));
  EXPECT_EQ(carriage(), "ward 3 PL-7");
  EXPECT_EQ(StateOf(number), "given");
}

class StockInEveryLanguage : public StockAtTheDesk, public testing::WithParamInterface<Language> {};

TEST_P(StockInEveryLanguage, EveryPageIsWhole) {
  const std::string number = Ordinary();
  const Performance desk = Play(
      Then(Then(Then(TypedCount(), {"s"}), Then(Signed(), {"\n"})),
           Then(Then({"x", "2", "100"}, Then({"x", "2", "100", "2"}, Signed())),
                Then(Then({number, "1", "c", "ward 3", "PL-7"}, Signed()), {number, "r", "y"}))),
      GetParam());
  const Catalogue say(GetParam());
  for (const Text& text : {text::kCountFirst, text::kIsItAll, text::kCountKept, text::kAsTheBook,
                           text::kWhichIsOpened, text::kNoneIsOpened, text::kKeyCarry}) {
    EXPECT_TRUE(desk.Shows(say(text))) << say(text);
  }
  for (const std::string& page : desk.pages()) EXPECT_THAT(page, Not(HasSubstr("{")));
  EXPECT_EQ(StateOf(number), "refused");
}

INSTANTIATE_TEST_SUITE_P(Languages, StockInEveryLanguage,
                         testing::Values(Language::kEnglish, Language::kRussian,
                                         Language::kKazakh));

}  // namespace
}  // namespace oat::desk
