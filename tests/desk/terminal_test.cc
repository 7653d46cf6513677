#include "clients/desk/terminal.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "clients/desk/digits.h"
#include "clients/desk/dose_words.h"
#include "oat/v1/medication.pb.h"
#include "tests/desk/at_the_window.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::Ge;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr char kEscape[] = "\x1b";

TEST_F(AtTheWindow, AnOrdinaryPatientTakesTwoKeysAfterTheScan) {
  const std::string number = Ordinary();
  const Performance desk = Play({number, "1", "g"});
  EXPECT_EQ(desk.keys(), 2);
  EXPECT_EQ(StateOf(number), "given");
  ASSERT_THAT(desk.PagesWith("8.0 mL of methadone 10 mg/mL, lot LOT-1"), SizeIs(1));
  const std::string page = desk.PagesWith("8.0 mL")[0];
  EXPECT_THAT(page, HasSubstr("Last dose taken: 80 mg on 21.11.2026 at 08:00\n"));
  EXPECT_THAT(page, HasSubstr("Missed days: 0    Order until 20.12.2026"));
  EXPECT_THAT(page, HasSubstr("Methadone, oral solution"));
  EXPECT_THAT(page, Not(HasSubstr("Out of the ordinary")));
  for (const std::string& line : LargeDigits("80", false)) EXPECT_THAT(page, HasSubstr(line));
  EXPECT_TRUE(desk.Shows(number + ": given, 80 mg."));
}

TEST_F(AtTheWindow, EnterSaysThatASecondIdentifierWasAsked) {
  const std::string number = Ordinary();
  Play({number, "\n", "g"});
  EXPECT_EQ(StateOf(number), "given");
  EXPECT_EQ(clinic().Sql("SELECT identity_check FROM dose ORDER BY recorded_at DESC LIMIT 1"),
            "second_identifier");
}

// A head that the server never signed stands for one whose rows were changed afterwards.
TEST_F(AtTheWindow, SaysThatThePastWasChangedAndGivesDosesAllTheSame) {
  const std::string number = Ordinary();
  for (const absl::Time end = absl::Now() + absl::Seconds(60);
       clinic().Sql("SELECT count(*) FROM tree_head") == "0" && absl::Now() < end;) {
  }
  journal_path_ = absl::StrCat(clinic().folder(), "/journal-", test::NewId());
  const TreeHead kept{.size = 1, .root = merkle::LeafHash("was otherwise")};
  std::ofstream(journal_path_ + ".head") << HeadLine(kept) << "\n";
  const Performance desk = Play({number, "1", "g"});
  EXPECT_TRUE(desk.Shows("Call the auditor today"));
  EXPECT_EQ(StateOf(number), "given");
  EXPECT_TRUE(std::filesystem::exists(journal_path_ + ".head.broken"));
}

TEST_F(AtTheWindow, KeepsTheHeadOfTheLogAndAsksForTheNextAfterTenMinutes) {
  const auto sealed = [] { return std::stoll(clinic().Sql("SELECT max(size) FROM tree_head")); };
  const std::string number = Ordinary();
  const std::string again = Ordinary();
  for (const absl::Time end = absl::Now() + absl::Seconds(60);
       clinic().Sql("SELECT count(*) FROM tree_head") == "0" && absl::Now() < end;) {
  }
  int64_t first = 0;
  const Performance desk = Play(
      {Deed([&] { first = KeptHead(journal_path_ + ".head").size(); }), number, "1", "g", Deed([&] {
         EXPECT_EQ(KeptHead(journal_path_ + ".head").size(), first) << "ten minutes are not over";
         for (const absl::Time end = absl::Now() + absl::Seconds(60);
              sealed() == first && absl::Now() < end;) {
         }
         clock_.Set(clock_.Now() + Window::kHeadEvery);
       }),
       again, "1", "g"});
  EXPECT_GT(first, 0);
  EXPECT_GT(KeptHead(journal_path_ + ".head").size(), first);
  EXPECT_FALSE(desk.Shows("Call the auditor"));
}

TEST_F(AtTheWindow, AWrongSecretSaysWhatCanBeDone) {
  window();
  const Performance desk(window(), clock_,
                         {Clinic::LoginOf("nurse", "ALA1"), "not the password", Deed([] {})});
  EXPECT_TRUE(desk.Shows("Try again. After several failures wait 15 minutes"));
  EXPECT_FALSE(desk.Shows("Window W1"));
  EXPECT_FALSE(desk.Shows("not the password"));
}

TEST_F(AtTheWindow, ANumberThatWasMisreadIsSaidWithoutAskingTheServer) {
  std::string misread = Ordinary();
  misread.back() = misread.back() == '7' ? '8' : '7';
  const std::string before =
      clinic().Sql("SELECT count(*) FROM audit WHERE method = 'FindPatient'");
  const Performance desk = Play({misread, "ABC", "12345678901"});
  EXPECT_TRUE(desk.Shows("its check character does not fit"));
  EXPECT_TRUE(desk.Shows("That number has 3 characters, a patient number has 10."));
  EXPECT_TRUE(desk.Shows("That number has 11 characters"));
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM audit WHERE method = 'FindPatient'"), before);
}

TEST_F(AtTheWindow, ANameIsSeenOnlyUntilTheKeyThatSaysItWasChecked) {
  const auto name = Named("Досанова", "Мадина", "1988-03-04");
  const std::string number = Ordinary(&name);
  const Performance desk = Play({number, "2", "g"});
  const auto seen = desk.PagesWith("Досанова");
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_THAT(seen[0], HasSubstr("born 04.03.1988"));
  EXPECT_THAT(seen[0], HasSubstr("[2] well, photo compared"));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, ANameVanishesByItselfAndComesBackByAKey) {
  const auto name = Named("Ержанов", "Самат", "1979-10-30");
  const std::string number = Ordinary(&name);
  std::vector<bool> seen;
  const Deed look = [&] { seen.push_back(window().shown().has_value()); };
  const Performance desk =
      Play({number, look, Passes{absl::Seconds(19)}, look, Passes{absl::Seconds(2)}, look, "i",
            look, Passes{absl::Seconds(21)}, look, "q"});
  EXPECT_THAT(seen, testing::ElementsAre(true, true, false, true, false));
  EXPECT_THAT(desk.PagesWith("Ержанов"), SizeIs(2));
  EXPECT_THAT(desk.PagesWith("The name is hidden again."), SizeIs(2));
  EXPECT_EQ(StateOf(number), "none");
}

TEST_F(AtTheWindow, OneKeyBlanksTheScreenAndNoKeyBringsThePersonBack) {
  const auto name = Named("Кенжебаева", "Ләззат", "1990-01-02");
  const std::string number = Ordinary(&name);
  for (const char* key : {"b", kEscape}) {
    const Performance desk = Play({number, key, "1", "w", "q"});
    EXPECT_THAT(desk.PagesWith("Кенжебаева"), SizeIs(1));
    const auto pages = desk.pages();
    const auto person = std::find_if(pages.begin(), pages.end(), [](const std::string& page) {
      return page.find("Кенжебаева") != std::string::npos;
    });
    EXPECT_EQ(*(person + 1), "") << "the page after the person is blank";
    EXPECT_THAT(*(person + 2), HasSubstr("Still to come"));
    EXPECT_EQ(StateOf(number), "none") << "the key that wakes the screen says nothing else";
  }
}

TEST_F(AtTheWindow, TwoMinutesWithoutAKeyLockItAndOpenDosesSurvive) {
  const std::string number = Ordinary();
  const Performance desk =
      Play({number, "1", Passes{absl::Seconds(119)}, "k", Passes{absl::Seconds(121)},
            ClinicFollows(), Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword, number, "g"});
  // Until somebody has signed in: where the badge is asked for, also once its list was tended, and
  // where the password is.
  EXPECT_THAT(desk.PagesWith("the desk locked itself. Open doses are kept."), SizeIs(Ge(2)));
  EXPECT_TRUE(desk.Shows("This person has a dose open here."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, APersonOnTheScreenIsGoneWhenItLocks) {
  const std::string number = Ordinary();
  const Performance desk =
      Play({number, Passes{absl::Minutes(3)}, Clinic::LoginOf("nurse", "ALA1"), Clinic::kPassword,
            Deed([this] { EXPECT_FALSE(window().shown().has_value()); })});
  EXPECT_TRUE(desk.Shows("the desk locked itself"));
  EXPECT_EQ(StateOf(number), "none");
}

TEST_F(AtTheWindow, ALookAlikeNeedsTheBirthDateAsThePersonSaysIt) {
  const auto first = Named("Омарова", "Гүлнар", "1985-05-06");
  const auto second = Named("Омарова", "Гүлнар", "1992-07-08");
  const std::string number = Ordinary(&first);
  Ordinary(&second);
  const Performance wrong = Play({number, "08.07.1992", "1", "g"});
  EXPECT_TRUE(wrong.Shows("The birth date differs: this is not the person of that number."));
  EXPECT_FALSE(wrong.Shows("06.05.1985")) << "the birth date is not shown before it is said";
  EXPECT_EQ(StateOf(number), "none");
  const Performance right = Play({number, "junk", "6 5 1985", "1", "g"});
  EXPECT_TRUE(right.Shows("\"junk\" is no date."));
  EXPECT_TRUE(right.Shows("The birth date fits."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, WhatIsOutOfTheOrdinaryNeedsTheMilligramsTyped) {
  const std::string number = Ordinary();
  At(24, 9, 0);
  const Performance desk = Play({number, "1", "g", "8", "g", "80"});
  EXPECT_TRUE(desk.Shows("! Days without a dose: 2. Look at the person again."));
  EXPECT_TRUE(desk.Shows("You typed \"8\", the dose is 80 mg. Nothing was recorded."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, AChangedDoseAndAnOrderThatEndsAreSaid) {
  const std::string number = Ordinary(nullptr, 80, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION, 1);
  Desk("prescriber");
  EXPECT_EQ(test::Reasons(Must(clinic().SignOrder(number, {70}, "2026-11-22", 4,
                                                  v1::DRUG_FORM_METHADONE_ORAL_SOLUTION))
                              .outcome()),
            "accepted");
  const Performance desk = Play({number, "1", "g", "70"});
  EXPECT_TRUE(desk.Shows("! The dose changed: 80 mg last time, 70 mg now."));
  EXPECT_TRUE(desk.Shows("! The order ends on 25.11.2026: the prescriber must renew it."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, AClinicalNoIsShownInItsWordsWithNothingToPressButNext) {
  const std::string number = Ordinary();
  Play({number, "1", "g"});
  const Performance desk = Play({number, "1", "g", "v", "\n", "w", "q"});
  const auto pages = desk.PagesWith("Today's dose was already taken at 09:00.");
  EXPECT_THAT(pages, SizeIs(3)) << "neither g nor v does anything";
  EXPECT_TRUE(desk.Shows("People of today"));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, SignsLeadToTheNoOfTheServer) {
  const std::string number = Ordinary();
  const Performance desk = Play({number, "s", "x", "2", "\n"});
  EXPECT_TRUE(desk.Shows("Looks: sedated."));
  EXPECT_TRUE(desk.Shows("Signs noted: do not dose now."));
  EXPECT_EQ(StateOf(number), "none");
  EXPECT_EQ(ListedAs(number), "withheld");
}

TEST_F(AtTheWindow, TabletsUnderTheTongueAreWatchedBesideOthersAndConfirmedInAnyOrder) {
  const auto form = v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL;
  const std::string first = Ordinary(nullptr, 10, form);
  const std::string second = Ordinary(nullptr, 8, form);
  const std::string liquid = Ordinary();
  const Performance desk = Play({first,
                                 "1",
                                 "k",
                                 Passes{absl::Seconds(30)},
                                 second,
                                 "1",
                                 "k",
                                 liquid,
                                 "1",
                                 "g",
                                 Passes{absl::Seconds(100)},
                                 "o",
                                 "2",
                                 "g",
                                 "x",
                                 "k",
                                 Passes{absl::Seconds(110)},
                                 "?",
                                 "q",
                                 Passes{absl::Seconds(115)},
                                 "?",
                                 "q",
                                 Passes{absl::Seconds(70)},
                                 "o",
                                 "2",
                                 "g",
                                 "x",
                                 "k",
                                 "o",
                                 "1",
                                 "g"});
  EXPECT_TRUE(
      desk.Shows("1 x buprenorphine tablet 8 mg, lot LOT-1\n1 x buprenorphine tablet 2 mg"));
  EXPECT_TRUE(desk.Shows("Watch until dissolved: 7 minutes."));
  EXPECT_TRUE(desk.Shows("Open for 1:40 of 7 minutes: a tablet may still be in the mouth."));
  EXPECT_TRUE(desk.Shows(first + "    10 mg    2:10 of 7:00"));
  EXPECT_TRUE(desk.Shows(first + "    10 mg    7:05, the watch is over"));
  EXPECT_TRUE(desk.Shows(second + "    8 mg    6:35 of 7:00"));
  EXPECT_EQ(StateOf(liquid) + StateOf(first), "givengiven");
  EXPECT_EQ(StateOf(second), "open") << "its watch was not over, and it was asked about";
  Play({second, "g", "8", "g"});
  EXPECT_EQ(StateOf(second), "given");
}

TEST_F(AtTheWindow, OtherOutcomesAreRecordedAsTheyAre) {
  const std::string partly = Ordinary();
  const std::string refused = Ordinary();
  const std::string withheld = Ordinary();
  const std::string voided = Ordinary();
  const Performance desk =
      Play({partly, "1", "p",    "80", "p", "50", refused, "1",    "r", "n", withheld, "1",
            "h",    "a", "soon", "h",  "a", "60", "y",     voided, "1", "v", "2"});
  EXPECT_TRUE(desk.Shows("\"80\" is no part of 80 mg. Nothing was recorded."));
  EXPECT_TRUE(desk.Shows(partly + ": given in part, 50 mg."));
  EXPECT_TRUE(desk.Shows("30 mg remain: a prescriber may sign them for today."));
  EXPECT_TRUE(desk.Shows("\"soon\" is no number of minutes from 0 to 1440."));
  EXPECT_EQ(
      StateOf(partly) + " " + StateOf(refused) + " " + StateOf(withheld) + " " + StateOf(voided),
      "partly_given refused withheld voided");
  EXPECT_EQ(clinic().Sql("SELECT to_char(return_at AT TIME ZONE 'Asia/Almaty', 'HH24:MI') FROM "
                         "dose_now WHERE return_at IS NOT NULL"),
            "10:00");
}

TEST_F(AtTheWindow, ANumberScannedOverAnOpenDoseAnswersNothing) {
  const std::string number = Ordinary();
  const Performance desk = Play({number, "1", "GKRV123456", "g"});
  EXPECT_TRUE(desk.Shows("Something was scanned or pasted here and taken for nothing."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, KeysOfTheCyrillicLayoutsWorkWithoutSwitching) {
  const std::string number = Ordinary();
  const Performance desk = Play({number, "я", "1", "и", "п", "ц", "й"});
  EXPECT_TRUE(desk.Shows("[я] does nothing here."));
  EXPECT_EQ(StateOf(number), "open") << "the second key was taken for [1], the third blanks";
  Play({number, "п", "80"});
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, ADoseOfAnotherWindowIsTakenOverPlainly) {
  const std::string number = Ordinary();
  Open(number, "ALA1", "W2");
  const Performance desk = Play({number, "1", "o", "1", "q", "o", "1", "a", "g", "80"});
  EXPECT_TRUE(desk.Shows("A dose is already open at window W2 since 09:00."));
  EXPECT_TRUE(desk.Shows("Window W2 opened this dose of 80 mg for " + number));
  EXPECT_TRUE(desk.Shows("Taken over from window W2."));
  EXPECT_TRUE(desk.Shows("! Opened earlier or at another window"));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, ACardForgottenIsAnExactNameAndBirthDate) {
  const auto name = Named("Сағынбаева", "Айжан", "1983-12-11");
  const std::string number = Ordinary(&name);
  const Performance desk = Play({"n", "Сағынбаева", "Айжан", "11.12.1984", "n", "Сағынбаева",
                                 "Айжан", "11.12.1983", "1", "g"});
  EXPECT_TRUE(desk.Shows("Nobody was found."));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(AtTheWindow, ADocumentThatNobodyHasFindsNobody) {
  const Performance desk = Play({"d", "2", "N00000000"});
  EXPECT_TRUE(desk.Shows("[1] identity card  [2] passport  [3] residence permit"));
  EXPECT_TRUE(desk.Shows("Nobody was found."));
}

TEST_F(AtTheWindow, TheWorklistShowsNumbersAndStatesAndNoNames) {
  const auto name = Named("Тұрарова", "Динара", "1981-01-01");
  const std::string number = Ordinary(&name);
  const Performance desk = Play({"w", "q"});
  EXPECT_TRUE(desk.Shows(number + "    still to come"));
  EXPECT_FALSE(desk.Shows("Тұрарова"));
}

TEST_F(AtTheWindow, EveryProductOfTheSchemaHasItsWords) {
  const std::string codes = clinic().Sql("SELECT string_agg(product_code, ' ') FROM product");
  const std::vector<std::string> products = absl::StrSplit(codes, ' ');
  ASSERT_GE(products.size(), 9u);
  for (const std::string& product : products) {
    for (Language language : {Language::kEnglish, Language::kRussian, Language::kKazakh}) {
      EXPECT_NE(Catalogue(language).Product(product), product);
    }
  }
}

class InEveryLanguage : public AtTheWindow, public testing::WithParamInterface<Language> {};

TEST_P(InEveryLanguage, EveryPageOfADayIsWhole) {
  const std::string number = Ordinary();
  const Performance desk =
      Play({number, "1", "g", number, "1", "\n", "w", "q", "?", "q", "o", "q"}, GetParam());
  const Catalogue say(GetParam());
  for (const Text& text : {text::kStillToCome, text::kWorklist}) {
    EXPECT_TRUE(desk.Shows(say(text, {{"count", ""}}))) << say(text);
  }
  for (const Text& text : {text::kNoneOpen, text::kAnywhere, text::kNo, text::kKeyGiven}) {
    EXPECT_TRUE(desk.Shows(say(text))) << say(text);
  }
  EXPECT_TRUE(desk.Shows(say(v1::DRUG_FORM_METHADONE_ORAL_SOLUTION)));
  for (const std::string& page : desk.pages()) EXPECT_THAT(page, Not(HasSubstr("{")));
  EXPECT_EQ(StateOf(number), "given");
}

INSTANTIATE_TEST_SUITE_P(Languages, InEveryLanguage,
                         testing::Values(Language::kEnglish, Language::kRussian,
                                         Language::kKazakh));

}  // namespace
}  // namespace oat::desk
