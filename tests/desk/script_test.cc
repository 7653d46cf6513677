#include "clients/desk/script.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "oat/v1/enrolment.pb.h"
#include "tests/support/clinic.h"

namespace oat::desk {
namespace {

using nlohmann::json;
using test::Clinic;
using test::Must;
using testing::HasSubstr;

class Script : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    clinic_ = new Clinic;
    clinic_->As("nurse");  // so that the nurse can sign in at the windows below
  }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  static Clinic& clinic() { return *clinic_; }

  void SetUp() override { window_ = std::make_unique<Window>(NewWindow("W1")); }
  static Window NewWindow(const std::string& station) {
    const std::string path = absl::StrCat(clinic().folder(), "/journal-", test::NewId());
    return Window(std::move(*clinic().NewDevice("ALA1", station)), Must(Journal::Open(path)));
  }

  // What the window says to some lines, parsed.
  static std::vector<json> Say(Window& window, const std::string& lines,
                               Language language = Language::kEnglish) {
    std::istringstream in(lines);
    std::ostringstream out;
    RunScript(window, language, in, out);
    std::vector<json> answers;
    std::istringstream written(out.str());
    for (std::string line; std::getline(written, line);) answers.push_back(json::parse(line));
    return answers;
  }
  json Say(const json& command, Language language = Language::kEnglish) {
    auto answers = Say(*window_, command.dump() + "\n", language);
    EXPECT_EQ(answers.size(), 1u);
    return answers.at(0);
  }
  // What a command that must fail says: "INVALID_ARGUMENT do: got ..."
  std::string Fault(const json& command) {
    const json answer = Say(command);
    EXPECT_EQ(answer["ok"], false) << command;
    return absl::StrCat(answer.value("status", ""), " ", answer.value("message", ""));
  }
  static json UnlockCommand() {
    return {{"do", "unlock"},
            {"login", Clinic::LoginOf("nurse", "ALA1")},
            {"password", Clinic::kPassword}};
  }
  void Unlock() { EXPECT_EQ(Say(UnlockCommand())["ok"], true); }
  void Find(const std::string& number) {
    EXPECT_EQ(Say({{"do", "find"}, {"patient_number", number}})["ok"], true);
  }
  static json AuthoriseCommand() {
    return {{"do", "authorise"},
            {"identity_check", "IDENTITY_CHECK_PHOTO"},
            {"assessment", "ASSESSMENT_WELL"}};
  }
  // Finds a person and opens their dose; its id.
  std::string Open(const std::string& number) {
    Find(number);
    const json answer = Say(AuthoriseCommand());
    EXPECT_TRUE(answer["outcome"].value("accepted", false)) << answer;
    return answer.value("dose_id", "");
  }
  void Give(const std::string& dose) {
    const json answer =
        Say({{"do", "confirm"}, {"dose_id", dose}, {"outcome", "DOSE_OUTCOME_GIVEN"}});
    EXPECT_TRUE(answer["outcome"].value("accepted", false)) << answer;
  }

  std::unique_ptr<Window> window_;

 private:
  static inline Clinic* clinic_ = nullptr;
};

TEST_F(Script, AnswersEachLineWithOneLineAndGoesOn) {
  const auto answers =
      Say(*window_, "hello\n\n[1]\n{\"do\":\"state\"\n{\"do\":\"\xFF\"}\n{\"do\":\"state\"}");
  ASSERT_EQ(answers.size(), 5u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(answers[i]["ok"], false);
    EXPECT_EQ(answers[i]["message"], "line: got no JSON object, wanted one a line");
  }
  EXPECT_EQ(answers[4]["state"], "locked");
}

TEST_F(Script, RefusesACommandItDoesNotKnow) {
  EXPECT_THAT(Fault({{"do", "dance"}}), HasSubstr("INVALID_ARGUMENT do: got dance, wanted"));
  EXPECT_THAT(Fault({{"do", 7}}), HasSubstr("INVALID_ARGUMENT do: got"));
  EXPECT_THAT(Fault(json::object()), HasSubstr("INVALID_ARGUMENT do: got"));
}

TEST_F(Script, DoesNothingBehindALockedWindow) {
  const json state = Say({{"do", "state"}});
  EXPECT_EQ(state, json({{"ok", true},
                         {"state", "locked"},
                         {"station", ""},
                         {"open_doses", 0},
                         {"past_is_broken", false},
                         {"holds_list", false},
                         {"list_at", ""},
                         {"list_is_offered", false}}));
  const std::string number = clinic().Admit();
  EXPECT_THAT(Fault({{"do", "find"}, {"patient_number", number}}),
              HasSubstr("FAILED_PRECONDITION the window is locked"));
  EXPECT_THAT(Fault(AuthoriseCommand()), HasSubstr("FAILED_PRECONDITION nobody is chosen"));
  for (const char* command : {"worklist", "open", "adopt"}) {
    EXPECT_THAT(Fault({{"do", command}}), HasSubstr("UNAUTHENTICATED")) << command;
  }
}

TEST_F(Script, UnlocksWithBothLoginAndPassword) {
  EXPECT_THAT(Fault({{"do", "unlock"}}), HasSubstr("INVALID_ARGUMENT login: "));
  EXPECT_THAT(Fault({{"do", "unlock"}, {"login", "x"}}), HasSubstr("INVALID_ARGUMENT password: "));
  json wrong = UnlockCommand();
  wrong["password"] = "not the nurse's password";
  EXPECT_THAT(Fault(wrong), HasSubstr("UNAUTHENTICATED login or password is wrong"));
  const json unlocked = Say(UnlockCommand());
  EXPECT_EQ(unlocked["ok"], true);
  EXPECT_EQ(unlocked["state"], "ready");
  EXPECT_EQ(unlocked["station"], "W1");
  EXPECT_EQ(Say({{"do", "lock"}})["state"], "locked");
}

TEST_F(Script, ShowsAPersonUntilToldToHideThem) {
  Unlock();
  v1::NameAndBirthDate name;
  name.set_family_name("Оразбаева");
  name.set_given_name("Ляйля");
  name.set_birth_date("1990-09-09");
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  const json found = Say({{"do", "find"}, {"patient_number", number}});
  EXPECT_EQ(found["identity"]["family_name"], "Оразбаева");
  EXPECT_EQ(found["patient_number"], number);
  EXPECT_EQ(Say({{"do", "hide"}})["state"], "identifying");
  EXPECT_FALSE(window_->shown().has_value());
  EXPECT_EQ(Say({{"do", "dismiss"}})["state"], "ready");
}

TEST_F(Script, NamesTheFieldOfAKeyThatFindsNobody) {
  Unlock();
  EXPECT_THAT(Fault({{"do", "find"}}), HasSubstr("INVALID_ARGUMENT key: got nothing"));
  EXPECT_THAT(Fault({{"do", "find"}, {"patient_number", "123"}}),
              HasSubstr("INVALID_ARGUMENT patient_number: "));
  EXPECT_THAT(Fault({{"do", "find"}, {"uic", "NOBODY-HAS-THIS"}}), HasSubstr("NOT_FOUND key: "));
  EXPECT_THAT(Fault({{"do", "find"}, {"phone", "1"}}),
              HasSubstr("INVALID_ARGUMENT the command does not fit: "));
}

TEST_F(Script, LeavesThePersonChosenWhenTheRequestIsIncomplete) {
  Unlock();
  Find(clinic().Admit());
  EXPECT_THAT(Fault({{"do", "authorise"}}), HasSubstr("INVALID_ARGUMENT identity_check: "));
  EXPECT_THAT(Fault({{"do", "authorise"}, {"identity_check", "IDENTITY_CHECK_PHOTO"}}),
              HasSubstr("INVALID_ARGUMENT assessment: "));
  EXPECT_THAT(Fault({{"do", "authorise"}, {"identity_check", "BY_SMELL"}}),
              HasSubstr("INVALID_ARGUMENT the command does not fit: "));
  EXPECT_EQ(Say({{"do", "state"}})["state"], "identifying");
  const json answer = Say(AuthoriseCommand());
  EXPECT_TRUE(answer["outcome"].value("accepted", false)) << answer;
  Give(answer["dose_id"]);
}

TEST_F(Script, GivesADoseAndSaysWhatToPour) {
  Unlock();
  Find(clinic().Admit("ALA1", 80));
  const json answer = Say(AuthoriseCommand());
  EXPECT_EQ(answer["ok"], true);
  EXPECT_EQ(answer["micrograms"], "80000");
  EXPECT_EQ(answer["clinical_day"], "2026-11-21");
  EXPECT_FALSE(answer["lines"].empty());
  EXPECT_FALSE(answer.contains("words"));
  EXPECT_EQ(Say({{"do", "state"}})["open_doses"], 1);
  Give(answer["dose_id"]);
  EXPECT_EQ(Say({{"do", "state"}})["open_doses"], 0);
}

TEST_F(Script, TakesAClinicalNoForAnAnswerAndPutsItInWords) {
  Unlock();
  const std::string number = clinic().Admit();
  Give(Open(number));
  const std::pair<Language, const char*> languages[] = {
      {Language::kEnglish, "Today's dose was already taken at 08:00. Nothing more is due today."},
      {Language::kRussian,
       "Сегодняшняя доза уже принята в 08:00. Сегодня больше ничего не положено."},
      {Language::kKazakh, "Бүгінгі доза 08:00 қабылданған. Бүгін басқа доза берілмейді."}};
  for (const auto& [language, words] : languages) {
    Find(number);
    const json answer = Say(AuthoriseCommand(), language);
    EXPECT_EQ(answer["ok"], true);
    EXPECT_FALSE(answer["outcome"].value("accepted", false));
    EXPECT_EQ(answer["words"], json::array({words}));
  }
  EXPECT_EQ(Say({{"do", "state"}})["open_doses"], 0);
}

TEST_F(Script, KeepsADoseOpenUntilItsOutcomeIsUnderstood) {
  Unlock();
  const std::string dose = Open(clinic().Admit());
  EXPECT_THAT(Fault({{"do", "confirm"}}), HasSubstr("NOT_FOUND this dose is not open"));
  EXPECT_THAT(Fault({{"do", "confirm"}, {"dose_id", test::NewId()}}),
              HasSubstr("NOT_FOUND this dose is not open"));
  EXPECT_THAT(Fault({{"do", "confirm"}, {"dose_id", dose}}),
              HasSubstr("INVALID_ARGUMENT outcome: "));
  EXPECT_THAT(Fault({{"do", "confirm"}, {"dose_id", dose}, {"outcome", "SPILLED"}}),
              HasSubstr("INVALID_ARGUMENT the command does not fit: "));
  EXPECT_THAT(Fault({{"do", "confirm"},
                     {"dose_id", dose},
                     {"outcome", "DOSE_OUTCOME_PARTLY_GIVEN"},
                     {"micrograms_swallowed", 90000}}),
              HasSubstr("INVALID_ARGUMENT micrograms_swallowed: got 90000, wanted 1 to 79999"));
  const json part = Say({{"do", "confirm"},
                         {"dose_id", dose},
                         {"outcome", "DOSE_OUTCOME_PARTLY_GIVEN"},
                         {"micrograms_swallowed", 50000},
                         {"poured", true}});
  EXPECT_EQ(part["micrograms_remaining"], "30000");
}

TEST_F(Script, VoidsADoseForAReason) {
  Unlock();
  const std::string dose = Open(clinic().Admit());
  EXPECT_THAT(Fault({{"do", "void"}}), HasSubstr("NOT_FOUND this dose is not open"));
  EXPECT_THAT(Fault({{"do", "void"}, {"dose_id", dose}}), HasSubstr("INVALID_ARGUMENT reason: "));
  const json voided =
      Say({{"do", "void"}, {"dose_id", dose}, {"reason", "VOID_REASON_PERSON_LEFT"}});
  EXPECT_EQ(voided["ok"], true);
  EXPECT_TRUE(voided["outcome"].value("accepted", false));
  EXPECT_EQ(Say({{"do", "state"}})["open_doses"], 0);
}

TEST_F(Script, LetsADoseBeCarriedOutByTwo) {
  Unlock();
  const std::string dose = Open(clinic().Admit());
  json carry = {{"do", "carry"},
                {"dose_id", dose},
                {"destination", "ward 3"},
                {"seal", "PL-7"},
                {"login", Clinic::LoginOf("nurse", "ALA1")},
                {"password", Clinic::kPassword}};
  EXPECT_EQ(Say(carry)["ok"], false) << "one person alone is no two";
  clinic().As("stock_custodian");
  carry["login"] = Clinic::LoginOf("stock_custodian", "ALA1");
  carry["password"] = "not her password at all";
  EXPECT_EQ(Say(carry)["ok"], false);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM dose_carriage"), "0");
  carry["password"] = Clinic::kPassword;
  const json carried = Say(carry);
  EXPECT_TRUE(carried["outcome"].value("accepted", false)) << carried;
  EXPECT_EQ(clinic().Sql("SELECT destination || ' ' || seal FROM dose_carriage WHERE dose_id = '" +
                         dose + "'"),
            "ward 3 PL-7");
  EXPECT_EQ(Say({{"do", "state"}})["open_doses"], 1) << "it is to be settled here";
  Give(dose);
  carry["dose_id"] = dose;
  EXPECT_THAT(Fault(carry), HasSubstr("NOT_FOUND this dose is not open"));
}

TEST_F(Script, AdoptsADoseThatTheSiteHasOpen) {
  Unlock();
  const std::string number = clinic().Admit();
  const std::string dose = Open(number);
  EXPECT_THAT(Fault({{"do", "adopt"}}), HasSubstr("NOT_FOUND dose_id: "));
  Window other = NewWindow("W2");
  const auto answers = Say(
      other,
      absl::StrCat(
          UnlockCommand().dump(), "\n{\"do\":\"open\"}\n",
          json({{"do", "adopt"}, {"dose_id", dose}}).dump(), "\n",
          json({{"do", "confirm"}, {"dose_id", dose}, {"outcome", "DOSE_OUTCOME_GIVEN"}}).dump()));
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[1]["doses"][0]["dose_id"], dose);
  EXPECT_EQ(answers[1]["doses"][0]["patient_number"], number);
  EXPECT_EQ(answers[2]["dose"]["station"], "W2");
  EXPECT_TRUE(answers[3]["outcome"].value("accepted", false));
  // The first window is told in words that the dose is no longer open.
  const json late =
      Say({{"do", "confirm"}, {"dose_id", dose}, {"outcome", "DOSE_OUTCOME_REFUSED"}});
  EXPECT_EQ(late["ok"], true);
  EXPECT_EQ(late["words"][0],
            "Not possible now: it is given. Look at it again; someone may have acted before you.");
}

TEST_F(Script, ListsThePeopleOfADay) {
  Unlock();
  const std::string number = clinic().Admit();
  const json list = Say({{"do", "worklist"}});
  std::string state;
  for (const json& row : list["people"]) {
    if (row["patient_number"] == number) state = row["state"];
  }
  EXPECT_EQ(state, "WORKLIST_STATE_STILL_TO_COME");
  EXPECT_THAT(Fault({{"do", "worklist"}, {"day", "21.11.2026"}}),
              HasSubstr("INVALID_ARGUMENT day: got \"21.11.2026\", wanted a date"));
}

}  // namespace
}  // namespace oat::desk
