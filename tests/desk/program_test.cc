// oat-desk itself, in a terminal of its own, over a real server.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "clients/desk/keyboard.h"
#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/medication.pb.h"
#include "services/access/credential.h"
#include "tests/desk/pseudo_terminal.h"
#include "tests/support/window.h"

namespace oat::desk {
namespace {

using test::Clinic;
using test::Must;
using testing::HasSubstr;
using testing::Not;

class Program : public test::WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    Desk();
    RegisterDevice();
  }

  // The desk of window W1, as somebody starts it.
  std::unique_ptr<PseudoTerminal> Start(
      const std::vector<std::string>& environment = {"TERM=xterm", "LANG=C.UTF-8"},
      unsigned short columns = 80) const {
    return std::make_unique<PseudoTerminal>(
        std::vector<std::string>{OAT_DESK, "--server", clinic().server(), "--device", folder_,
                                 "--journal", folder_ + "/journal"},
        environment, columns);
  }
  // At work: unlocked, the ready screen there.
  static void Unlock(PseudoTerminal& desk) {
    desk.WaitFor("type your login: ");
    desk.Type(Clinic::LoginOf("nurse", "ALA1") + "\r");
    desk.WaitFor("Password: ");
    desk.Type(std::string(Clinic::kPassword) + "\r");
    desk.WaitFor("a letter and Enter: ");
  }
  // Returns when a desk that shows a person has read what was typed.
  static void LetItCatchUp(PseudoTerminal& desk) {
    desk.TypeUntil("z", "[z] does nothing here");
    desk.WaitFor("[u] unwell otherwise");
  }
  static std::string StateOf(const std::string& number) {
    return clinic().Sql(absl::StrCat(
        "SELECT coalesce(string_agg(state, ' '), 'none') FROM dose_now JOIN patient_number "
        "USING (person_id) WHERE patient_number = '",
        number, "'"));
  }

 private:
  void RegisterDevice() {
    folder_ = absl::StrCat(clinic().folder(), "/", test::NewId());
    std::filesystem::create_directories(folder_);
    const std::string token = access::MakeToken().Reveal();
    std::ofstream(folder_ + "/device-token") << token << "\n";
    v1::RegisterDeviceRequest request;
    request.set_request_id(test::NewId());
    request.set_device_name(absl::AsciiStrToUpper(test::NewId()));
    request.set_device_token(token);
    request.set_site_code("ALA1");
    request.set_station("W1");
    link::Link& admin = clinic().admin();
    Must(admin.Call(&v1::AccessService::Stub::RegisterDevice, request));
  }

  std::string folder_;
};

TEST_F(Program, ServesAPatientAndPutsTheTerminalBack) {
  const std::string number = Admit();
  auto desk = Start();
  Unlock(*desk);
  EXPECT_THAT(desk->all(), Not(HasSubstr(Clinic::kPassword)));
  EXPECT_FALSE(desk->HasLocalFlag(ICANON));
  EXPECT_FALSE(desk->HasLocalFlag(ECHO));
  desk->Type(number + "\r");
  desk->WaitFor("[q] back");
  desk->Type("1");
  EXPECT_THAT(desk->WaitFor("[v] void"), HasSubstr("\u2588\u2588"));
  desk->Type("g");
  desk->WaitFor("Milligrams of this dose: ");
  desk->Type(
      "8x\x7f"
      "0\r");
  desk->WaitFor(number + ": given, 80 mg.");
  desk->Type("\x03");
  EXPECT_EQ(desk->WaitForEnd(), 0);
  EXPECT_TRUE(desk->HasLocalFlag(ICANON));
  EXPECT_TRUE(desk->HasLocalFlag(ECHO));
  EXPECT_EQ(StateOf(number), "given");
}

TEST_F(Program, PutsTheTerminalBackAtEverySignalToEnd) {
  for (int signal : {SIGTERM, SIGHUP, SIGINT}) {
    auto desk = Start();
    desk->WaitFor("type your login: ");
    EXPECT_FALSE(desk->HasLocalFlag(ECHO));
    kill(desk->pid(), signal);
    EXPECT_EQ(desk->WaitForEnd(), 0) << signal;
    EXPECT_TRUE(desk->HasLocalFlag(ECHO)) << signal;
  }
}

TEST_F(Program, TakesTheLineFeedThatAScannerAddsForNoAnswer) {
  const std::string number = Admit();
  auto desk = Start();
  Unlock(*desk);
  // It may come with the number, or when the page stands already: neither answers the page.
  desk->Type(number + "\r\n");
  desk->WaitFor("[u] unwell otherwise");
  desk->Type("q");
  desk->WaitFor("a letter and Enter: ");
  desk->Type(number + "\r");
  desk->WaitFor("[u] unwell otherwise");
  desk->Type("\n");
  LetItCatchUp(*desk);
  desk->Type("q");
  desk->WaitFor("a letter and Enter: ");
  EXPECT_EQ(StateOf(number), "none");
}

TEST_F(Program, TakesNothingOfAScanWhereAKeyIsAsked) {
  const std::string number = Admit();
  auto desk = Start();
  Unlock(*desk);
  desk->Type(number + "\r");
  desk->WaitFor("[q] back");
  desk->Type("1G2VRH\r");
  desk->WaitFor("taken for nothing");
  desk->WaitFor("[u] unwell otherwise");
  EXPECT_EQ(StateOf(number), "none");
  // An arrow is three characters at once and means nothing either; Escape alone blanks.
  desk->Type("\x1b[A");
  LetItCatchUp(*desk);
  desk->Type("\x1b");
  desk->WaitFor("\x1b[3J");
  desk->Type("x");
  desk->WaitFor("a letter and Enter: ");
}

TEST_F(Program, DrawsItsPageAnewWhenTheWindowGetsAnotherSize) {
  const std::string number = Admit();
  auto desk = Start();
  Unlock(*desk);
  desk->Type(number + "\r");
  desk->WaitFor("[u] unwell otherwise");
  desk->Resize(60);
  desk->WaitFor("\x1b[3J");
  desk->WaitFor("[u] unwell otherwise");
}

TEST_F(Program, WorksLineByLineOnADumbTerminal) {
  const std::string number = Admit();
  for (const char* terminal : {"TERM=dumb", "LINES=24"}) {  // or none at all
    auto desk = Start({terminal});
    Unlock(*desk);
    EXPECT_THAT(desk->all(), Not(HasSubstr(Clinic::kPassword)));
    desk->Type(number + "\r");
    desk->WaitFor("[q] back");
    desk->Type("q\r");
    desk->WaitFor("a letter and Enter: ");
    EXPECT_THAT(desk->all(), Not(HasSubstr("\x1b")));
  }
}

TEST_F(Program, StaysWithinSixtyColumns) {
  const std::string number = Admit("ALA1", 10, v1::DRUG_FORM_BUPRENORPHINE_NALOXONE_SUBLINGUAL);
  for (const char* language : {"LANG=en_GB.UTF-8", "LANG=ru_RU.UTF-8", "LANG=kk_KZ.UTF-8"}) {
    auto desk = Start({language, "TERM=xterm", "NO_COLOR=1"}, 60);
    desk->WaitFor(": ");
    desk->Type(Clinic::LoginOf("nurse", "ALA1") + "\r");
    desk->WaitFor(": ");
    desk->Type(std::string(Clinic::kPassword) + "\r");
    desk->WaitFor("[?]");
    desk->WaitFor(": ");
    desk->Type("?\r");
    desk->WaitFor("Ctrl-C");
    desk->Type("x");
    desk->WaitFor("[?]");
    desk->WaitFor(": ");
    desk->Type(number + "\r");
    desk->WaitFor("[u]");
    desk->Type("1");
    desk->WaitFor("[k]");
    desk->WaitFor("[b]");
    desk->Type("v");
    desk->WaitFor("[3]");
    desk->Type("3");
    desk->WaitFor("[n]");
    desk->Type("n");
    desk->WaitFor("[?]");
    for (absl::string_view line : absl::StrSplit(desk->all(), absl::ByAnyChar("\r\n"))) {
      const size_t cleared = line.rfind("\x1b[3J");
      if (cleared != absl::string_view::npos) line.remove_prefix(cleared + 4);
      EXPECT_LE(CountCharacters(line), 60u) << line;
    }
    EXPECT_THAT(desk->all(), Not(HasSubstr("\x1b[1")));
  }
}

}  // namespace
}  // namespace oat::desk
