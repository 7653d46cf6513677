// Volumes as a Reglo ICC writes and reads them.
#include <gtest/gtest.h>

#include "clients/pump/reglo_volume.h"

namespace oat::pump {
namespace {

TEST(RegloVolume, IsFourDigitsAndAPowerOfTen) {
  const std::pair<int64_t, const char*> cases[] = {
      {1, "1000-3"},       {100, "1000-1"},      {999, "9990-1"},    {1'000, "1000+0"},
      {8'000, "8000+0"},   {9'999, "9999+0"},    {10'000, "1000+1"}, {12'340, "1234+1"},
      {123'400, "1234+2"}, {1'000'000, "1000+3"}};
  for (const auto& [microlitres, text] : cases) {
    EXPECT_EQ(FormatRegloVolume(microlitres), text);
    const std::string back = std::string(text, 4) + "E" + (text + 4);
    EXPECT_EQ(ReadRegloVolume(back), microlitres) << back;
  }
  for (int64_t no : {int64_t{0}, int64_t{-1}, int64_t{12'345}, int64_t{100'001}}) {
    EXPECT_EQ(FormatRegloVolume(no), std::nullopt) << no;
  }
}

TEST(RegloVolume, IsReadInItsOneForm) {
  for (const char* no : {"", "8000", "8000+0", "8000E0", "800E+00", "8000E+0 ", "80.0E+0",
                         "8000e+0", "8000E*0", "-800E+0", "1234E-4", "8001E-1"}) {
    EXPECT_EQ(ReadRegloVolume(no), std::nullopt) << no;
  }
}

TEST(RegloTotal, IsReadInItsUnit) {
  EXPECT_EQ(ReadRegloTotal("4.983 ml"), 4'983);
  EXPECT_EQ(ReadRegloTotal("4.983 mL"), 4'983);
  EXPECT_EQ(ReadRegloTotal("0.000 ml"), 0);
  EXPECT_EQ(ReadRegloTotal("12 ml"), 12'000);
  EXPECT_EQ(ReadRegloTotal("250.4 ul"), 250);
  EXPECT_EQ(ReadRegloTotal("250.5 ul"), 251);
  EXPECT_EQ(ReadRegloTotal("1.25 l"), 1'250'000);
  EXPECT_EQ(ReadRegloTotal("  8.0   ml "), 8'000);
  for (const char* no : {"", "ml", "4.983", "4,983 ml", "4.983ml", "4. ml", ".5 ml", "-1 ml",
                         "1.2.3 ml", "4 gal", "1 2 ml", "1234567890 ml"}) {
    EXPECT_EQ(ReadRegloTotal(no), std::nullopt) << no;
  }
}

}  // namespace
}  // namespace oat::pump
