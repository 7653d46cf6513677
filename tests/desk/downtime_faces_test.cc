// The time without a server at both faces of a desk: the terminal, and the script.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/desk/script.h"
#include "oat/v1/downtime.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "tests/desk/badge.h"
#include "tests/desk/downtime_at_a_desk.h"

namespace oat::desk {
namespace {

using nlohmann::json;
using test::Clinic;
using test::Must;
using testing::HasSubstr;

TEST_F(DowntimeAtADesk, IsWorkedAtTheTerminal) {
  v1::NameAndBirthDate name;
  name.set_family_name(kFamilyName);
  name.set_given_name(kGivenName);
  name.set_birth_date(kBirthDate);
  const std::string number = clinic_.AdmitWithoutOrder("ALA1", &name);
  Must(clinic_.SignOrder(number, {80}, "2026-11-21", 30, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION));
  Start();
  const Performance played(*window_, time_,
                           {Nurse(),
                            Clinic::kPassword,
                            "l",
                            [&] { clinic_.KillServer(); },
                            Passes{Downtime::kRefreshEvery},
                            Passes{Downtime::kPatience},
                            Nurse(),
                            Clinic::kPassword,
                            number,
                            "1",
                            "81",
                            number,
                            "1",
                            "80",
                            Second(),
                            number,
                            "1",
                            "",
                            "q",
                            [&] {
                              clinic_.Advance(absl::Minutes(15));
                              clinic_.StartServer();
                            },
                            Nurse(),
                            Clinic::kPassword,
                            "e",
                            Second(),
                            Clinic::kPassword});
  EXPECT_TRUE(played.Shows("List of 08:00"));
  EXPECT_TRUE(played.Shows(absl::StrCat("Т. ", kGivenName)));
  EXPECT_FALSE(played.Shows(kFamilyName));
  EXPECT_TRUE(played.Shows("81 is no amount for this page."));
  EXPECT_TRUE(played.Shows(number + ": 80 mg written down."));
  EXPECT_TRUE(played.Shows("already taken at 08:15"));
  EXPECT_TRUE(played.Shows("Written down and not entered: 1."));
  EXPECT_TRUE(played.Shows("Entered: 1. To be looked at by a prescriber: 0."));
  EXPECT_EQ(Facts(number), "1 80000");
}

// What the second person shows is hers alone: a badge says nothing of whose it is.
TEST_F(DowntimeAtADesk, IsSignedByTheSecondPersonsBadge) {
  const std::string number = clinic_.Admit();
  const link::Credentials badge = BadgeOfNurse(clinic_);
  Start();
  // Somebody else was to sign it.
  const Performance wrong(*window_, time_,
                          {Second(), Clinic::kPassword, "l", [&] { clinic_.KillServer(); },
                           Passes{Downtime::kRefreshEvery}, Passes{Downtime::kPatience}, Second(),
                           Clinic::kPassword, number, "1", "80", "nurse.somebody", "q",
                           [&] {
                             clinic_.Advance(absl::Minutes(15));
                             clinic_.StartServer();
                           },
                           Second(), Clinic::kPassword, "e", badge.badge, badge.pin});
  EXPECT_TRUE(wrong.Shows("Not all is entered: a dose waits for the signature of another second"));
  EXPECT_EQ(Facts(number), "0 0");
  EXPECT_EQ(UnsentCount(), 1U);
}

TEST_F(DowntimeAtADesk, EntersWhatABadgeHasSigned) {
  const std::string number = clinic_.Admit();
  const link::Credentials badge = BadgeOfNurse(clinic_);
  Start();
  Must(window_->Unlock({.login = Second(), .password = Clinic::kPassword}));
  window_->TakeList({.password = Clinic::kPassword});
  LoseServer();
  const v1::DowntimePerson person = Must(Open(number));
  Must(window_->downtime().Record(
      window_->journal(), number,
      {.drug_form = person.dose().drug_form(),
       .micrograms = person.dose().micrograms(),
       .lines = {person.dose().lines().begin(), person.dose().lines().end()},
       .second_login = Nurse()}));
  Pass(absl::Minutes(10));
  clinic_.StartServer();
  Must(window_->Unlock({.login = Second(), .password = Clinic::kPassword}));
  const Entered entered = window_->downtime().Enter(window_->link(), window_->journal(), badge);
  Must(entered.status);
  EXPECT_EQ(entered.doses, 1);
  EXPECT_EQ(Facts(number), "1 80000");
  EXPECT_EQ(
      clinic_.Sql("SELECT login FROM administration JOIN staff ON staff.staff_id = second_id"),
      Nurse());
}

class DowntimeScript : public DowntimeAtADesk {
 protected:
  json Say(const json& command) {
    std::istringstream in(command.dump() + "\n");
    std::ostringstream out;
    RunScript(*window_, Language::kEnglish, in, out);
    return json::parse(out.str());
  }
  static json WithWords(json command, const std::string& login) {
    command["login"] = login;
    command["password"] = Clinic::kPassword;
    return command;
  }
};

TEST_F(DowntimeScript, IsWorkedLikeTheTerminal) {
  const std::string number = clinic_.Admit();
  const std::string refuses = clinic_.Admit();
  Start();
  const json without = Say(WithWords({{"do", "unlock"}}, Nurse()));
  EXPECT_EQ(without["holds_list"], false) << "only where it is asked for";
  EXPECT_EQ(Say(WithWords({{"do", "unlock"}, {"take_list", true}}, Nurse()))["holds_list"], true);
  EXPECT_THAT(Say({{"do", "look"}, {"patient_number", number}})["message"],
              HasSubstr("no list is open here"));
  clinic_.KillServer();
  Pass(Downtime::kRefreshEvery);
  EXPECT_EQ(Say({{"do", "tend"}})["list_is_offered"], false);
  EXPECT_EQ(Say(WithWords({{"do", "unlock_offline"}}, Nurse()))["status"], "FAILED_PRECONDITION")
      << "not before five minutes are over";
  Pass(Downtime::kPatience);
  EXPECT_EQ(Say({{"do", "state"}})["list_is_offered"], true);
  json other = WithWords({{"do", "unlock_offline"}}, Nurse());
  other["password"] = "somebody else's password";
  EXPECT_EQ(Say(other)["status"], "UNAUTHENTICATED");
  EXPECT_EQ(Say(WithWords({{"do", "unlock_offline"}}, Nurse()))["ok"], true);
  const json person = Say({{"do", "look"}, {"patient_number", number}});
  EXPECT_EQ(person["dose"]["micrograms"], "80000");
  json given = {{"do", "write_down"},
                {"patient_number", number},
                {"drug_form", person["dose"]["drug_form"]},
                {"micrograms", person["dose"]["micrograms"]},
                {"lines", person["dose"]["lines"]}};
  EXPECT_THAT(Say(given)["message"], HasSubstr("second_login: got , wanted somebody else"));
  given["second_login"] = Second();
  EXPECT_EQ(Say(given)["doses"].size(), 1U);
  EXPECT_THAT(Say({{"do", "look"}, {"patient_number", number}})["words"][0],
              HasSubstr("already taken at 08:15"));
  EXPECT_EQ(Say({{"do", "write_down"}, {"patient_number", refuses}, {"micrograms", 0}})["ok"],
            true);
  EXPECT_EQ(Say({{"do", "unsent"}})["doses"].size(), 1U);

  Pass(absl::Minutes(10));
  clinic_.StartServer();
  Start();
  EXPECT_EQ(Say(WithWords({{"do", "unlock"}}, Nurse()))["ok"], true);
  const json wrong = Say(WithWords({{"do", "enter"}}, "nurse.somebody"));
  EXPECT_EQ(wrong["ok"], false);
  EXPECT_EQ(wrong["entered"], 0);
  const json entered = Say(WithWords({{"do", "enter"}}, Second()));
  EXPECT_EQ(entered["ok"], true) << entered;
  EXPECT_EQ(entered["entered"], 1);
  EXPECT_EQ(entered["incidents"], json::array());
  EXPECT_EQ(clinic_.Sql("SELECT count(*) FROM downtime_lease WHERE released_at IS NULL"), "0")
      << "a desk that keeps no list is not asked by the others";
  EXPECT_EQ(Facts(number), "1 80000");
  EXPECT_EQ(Facts(refuses), "0 0");
}

// A script that only ever fails to reach the server learns by that alone that it is away.
TEST_F(DowntimeScript, CountsFromTheFirstCallThatFoundNoServer) {
  Start();
  EXPECT_EQ(Say(WithWords({{"do", "unlock"}, {"take_list", true}}, Nurse()))["ok"], true);
  clinic_.KillServer();
  EXPECT_EQ(Say({{"do", "worklist"}})["status"], "UNAVAILABLE");
  Pass(Downtime::kPatience);
  EXPECT_EQ(Say({{"do", "state"}})["list_is_offered"], true);
  clinic_.StartServer();
}

}  // namespace
}  // namespace oat::desk
