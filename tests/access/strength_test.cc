#include "services/access/strength.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"

namespace oat::access {
namespace {

bool Takes(const std::string& password) {
  return CheckPassword("password", Secret(password), "aliya.omarova", "ALA1").ok();
}

TEST(Password, IsNotOneThatIsGuessedEarly) {
  for (const char* guessed :
       {"password1234", "Password1234!", "passwordpassword", "qwertyuiop123", "123456789012",
        "aaaaaaaaaaaa", "abcabcabcabc", "letmeinletmein", "december2026x", "P@ssw0rd2026"}) {
    EXPECT_FALSE(Takes(guessed)) << guessed;
  }
}

TEST(Password, IsNotMadeOfWhatStandsAroundIt) {
  for (const char* guessed : {"jalgas123456", "aliya.omarova", "Omarova-2026!", "ala1ala1ala1",
                              "methadone2026", "JALGASJALGAS"}) {
    EXPECT_FALSE(Takes(guessed)) << guessed;
  }
}

TEST(Password, MayBeOfAnyKindOfCharacters) {
  for (const char* good : {"three of us by the river", "q7Vw2mZpL0xT", "Менің құпия сөзім",
                           "correcthorsebatterystaple"}) {
    EXPECT_TRUE(Takes(good)) << good;
  }
}

TEST(Password, IsInNoError) {
  const auto refused = CheckPassword("new_password", Secret("password1234"), "a", "");
  EXPECT_TRUE(absl::StartsWith(refused.message(), "new_password: got ")) << refused;
  EXPECT_FALSE(absl::StrContains(refused.message(), "1234"));
  EXPECT_FALSE(absl::StrContains(CheckPin("pin", Secret("111111")).message(), "111"));
}

}  // namespace
}  // namespace oat::access
