#include "clients/ctl/encoding.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace oat::ctl {
namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::HasSubstr;

// Each letter as an old program writes it: Иванов, Қасымов and Өмір in KZ-1048, the last two of
// which are other letters in Windows-1251.
const std::string kIvanov = "\xC8\xE2\xE0\xED\xEE\xE2";
const std::string kKasymov = "\x8D\xE0\xF1\xFB\xEC\xEE\xE2";

absl::StatusOr<Encoding> Concluded(const std::string& text, size_t block_size = 65536) {
  EncodingSurvey survey;
  absl::string_view rest = text;
  do {
    const absl::string_view block = rest.substr(0, block_size);
    rest.remove_prefix(block.size());
    survey.Look(block, rest.empty());
  } while (!rest.empty());
  return survey.Conclude();
}

std::string Decoded(Encoding encoding, const std::string& bytes) {
  std::string text;
  Decoder(encoding).Decode(bytes, &text);
  return text;
}

TEST(Encoding, OfPlainLettersIsUtf8) {
  EXPECT_EQ(*Concluded(""), Encoding::kUtf8);
  EXPECT_EQ(*Concluded("code,city\nA,B\n"), Encoding::kUtf8);
}

TEST(Encoding, IsFoundWhereverABlockEnds) {
  for (size_t block_size : {1, 2, 3, 4, 5, 7}) {
    EXPECT_EQ(*Concluded("a,Өмірбеков,Ақтөбе,東京,\U00010348\n", block_size), Encoding::kUtf8);
    EXPECT_EQ(*Concluded("a," + kIvanov + "\n", block_size), Encoding::kWindows1251);
  }
}

TEST(Encoding, IsUtf8InSpiteOfADamagedLetter) {
  EXPECT_EQ(*Concluded("Өмірбеков,Өмірбеков,\xFF\n"), Encoding::kUtf8);
}

TEST(Encoding, IsAskedWhereKazakhAndRussianReadDifferently) {
  EXPECT_EQ(*Concluded("x\n" + kIvanov + "\n"), Encoding::kWindows1251);
  const absl::Status status = Concluded("x\n" + kIvanov + "\n" + kKasymov + "\n").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("the first on line 3"), HasSubstr("--encoding kz-1048")));
}

TEST(Encoding, IsAskedWhereTheTextIsPlainlyNeither) {
  // Müller in Windows-1252; half UTF-8 and half not.
  for (const std::string& text : {"M\xFCller\n"s, "Ж" + kIvanov, "Жу" + kIvanov}) {
    EXPECT_THAT(std::string(Concluded(text).status().message()),
                HasSubstr("neither UTF-8 nor plainly Cyrillic"));
  }
}

TEST(Decoder, ReadsEachEncodingsLetters) {
  EXPECT_EQ(Decoded(Encoding::kWindows1251, "A," + kIvanov), "A,Иванов");
  EXPECT_EQ(Decoded(Encoding::kKz1048, kKasymov), "Қасымов");
  EXPECT_EQ(Decoded(Encoding::kWindows1251, kKasymov), "Ќасымов");
  EXPECT_EQ(Decoded(Encoding::kUtf8, "Қ\xFF"), "Қ\xFF");
  // Windows-1251 has no letter at this place.
  EXPECT_FALSE(IsUtf8(Decoded(Encoding::kWindows1251, "\x98")));
}

TEST(PlainText, IsToldFromWorkbooksAndUtf16) {
  EXPECT_TRUE(CheckIsPlainText("code,city\n").ok());
  EXPECT_TRUE(CheckIsPlainText("").ok());
  EXPECT_TRUE(CheckIsPlainText("a").ok());
  EXPECT_TRUE(CheckIsPlainText("PK,city\n").ok());
  auto why = [](const std::string& bytes) {
    return std::string(CheckIsPlainText(bytes).message());
  };
  EXPECT_THAT(why("PK\x03\x04\x14"), AllOf(HasSubstr(".xlsx"), HasSubstr("save it as")));
  EXPECT_THAT(why("\xD0\xCF\x11\xE0\xA1"), HasSubstr(".xls"));
  for (const std::string& bytes : {"\xFF\xFE"
                                   "c\0o\0"s,
                                   "\xFE\xFF\0c\0o"s, "c\0o\0d\0"s, "\0c\0o\0d"s}) {
    EXPECT_THAT(why(bytes), AllOf(HasSubstr("UTF-16"), HasSubstr("CSV UTF-8")));
  }
}

TEST(EncodingWords, AreReadInAnyCase) {
  EXPECT_EQ(*ReadEncoding("UTF-8"), Encoding::kUtf8);
  EXPECT_EQ(*ReadEncoding("Windows-1251"), Encoding::kWindows1251);
  EXPECT_EQ(*ReadEncoding("kz-1048"), Encoding::kKz1048);
  EXPECT_FALSE(ReadEncoding("latin1").ok());
}

}  // namespace
}  // namespace oat::ctl
