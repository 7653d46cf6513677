#include "services/base/pack_code.h"

#include <gmock/gmock.h>

#include <string>

namespace oat {
namespace {

using testing::HasSubstr;

const PackCode kPack{"04012345678901", Day(2027, 12, 31), "LOT-7", "A1/b2"};

TEST(PackCode, IsReadAsItIsPrintedAndAsItIsScanned) {
  const std::string gs(1, '\x1d');
  for (const std::string& text : {std::string("(01)04012345678901(17)271231(10)LOT-7(21)A1/b2"),
                                  std::string("(21)A1/b2(10)LOT-7(17)271231(01)04012345678901"),
                                  "0104012345678901"
                                  "17271231"
                                  "10LOT-7" +
                                      gs + "21A1/b2",
                                  "]d2"
                                  "0104012345678901"
                                  "10LOT-7" +
                                      gs +
                                      "17271231"
                                      "21A1/b2" +
                                      gs,
                                  gs +
                                      "0104012345678901"
                                      "21A1/b2" +
                                      gs + "10LOT-7" + gs + "17271231",
                                  kPack.text()}) {
    const auto read = ReadPackCode(text);
    ASSERT_TRUE(read.ok()) << text << ": " << read.status();
    EXPECT_EQ(*read, kPack) << text;
  }
}

TEST(PackCode, MayHaveNoSerial) {
  const auto read = ReadPackCode("(01)04012345678901(17)271231(10)LOT-7");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->serial, "");
  EXPECT_EQ(*ReadPackCode(read->text()), *read);
}

// Where only the month is printed the pack is good to its last day.
TEST(PackCode, ExpiresAtTheEndOfAMonthWithoutADay) {
  const auto of = [](const char* expiry) {
    return ReadPackCode(std::string("(01)04012345678901(10)L(17)") + expiry);
  };
  EXPECT_EQ(of("280200")->expires_on, Day(2028, 2, 29));
  EXPECT_EQ(of("270200")->expires_on, Day(2027, 2, 28));
  EXPECT_EQ(of("271200")->expires_on, Day(2027, 12, 31));
  EXPECT_FALSE(of("270230").ok()) << "a day that February does not have";
  EXPECT_FALSE(of("271301").ok());
  EXPECT_FALSE(of("270001").ok());
  EXPECT_FALSE(of("27O101").ok()) << "a letter";
}

TEST(PackCode, TellsWhatIsNone) {
  for (const char* text :
       {"", "(01)04012345678902(17)271231(10)LOT-7",  // another check digit
        "(17)271231(10)LOT-7", "(01)04012345678901(10)LOT-7", "(01)04012345678901(17)271231",
        "(01)04012345678901(17)271231(10)", "(01)0401234567890(17)271231(10)LOT-7",
        "(01)04012345678901(17)271231(10)LOT-7(99)X", "(01)04012345678901(17)271231(10)LOT 7",
        "(01)04012345678901(17)271231(10)A(10)B", "(01)04012345678901(17)271231(10",
        "(01)04012345678901(17)271231(10)123456789012345678901", "METHADONE-5MG-ML"}) {
    const auto read = ReadPackCode(text);
    EXPECT_FALSE(read.ok()) << text;
    EXPECT_THAT(std::string(read.status().message()), HasSubstr("pack_code: got")) << text;
  }
}

TEST(IsGtin, AsksForFourteenDigitsAndTheirCheck) {
  EXPECT_TRUE(IsGtin("04012345678901"));
  EXPECT_FALSE(IsGtin("04012345678910"));
  EXPECT_FALSE(IsGtin("4012345678901"));
  EXPECT_FALSE(IsGtin("0401234567890A"));
  // A single wrong digit anywhere is found.
  for (size_t i = 0; i < 14; ++i) {
    std::string wrong = "04012345678901";
    wrong[i] = wrong[i] == '9' ? '0' : static_cast<char>(wrong[i] + 1);
    EXPECT_FALSE(IsGtin(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace oat
