// What stands on a patient's card, read back by programs that know nothing of how it is drawn.
#include "services/base/card.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "clients/card/drawing.h"
#include "clients/label/code.h"
#include "services/base/patient_number.h"
#include "tests/label/bottles.h"

namespace oat::card {
namespace {

using label::Code;
using testing::HasSubstr;

const SigningKey& Key() {
  static const auto* const key = [] {
    EXPECT_GE(sodium_init(), 0);
    return new SigningKey(MakeKey());
  }();
  return *key;
}

Content Usual() {
  return {.patient_number = PatientNumber::Make().text(),
          .issue = 1,
          .site_code = "PAVLODAR",
          .issued_at = absl::FromUnixSeconds(1'795'230'000),
          .issued_on = Day(2026, 11, 21),
          .valid_until = absl::FromUnixSeconds(1'795'800'000),
          .drug_form = 1,
          .portions = {Milligrams(80)},
          .dose_until = Day(2026, 12, 20)};
}

std::string Text() {
  const auto text = Make(Usual(), Key());
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

label::Drawing Drawn(const std::string& text) {
  const auto drawing = DrawCard(text);
  EXPECT_TRUE(drawing.ok()) << drawing.status();
  return drawing.ok() ? *drawing : label::Drawing(kCardSize);
}

TEST(Card, IsScannedAsItWasSealedFromScreenAndPaper) {
  const std::string text = Text();
  const label::Drawing card = Drawn(text);
  EXPECT_EQ(label::Scanned(label::Png(card), ".png"), text + "\n");
  EXPECT_EQ(label::Scanned(label::BitmapOf(label::DotsOf(card)), ".pbm"), text + "\n") << "as dots";
  EXPECT_EQ(label::Scanned(label::BitmapOf(label::Rendered(label::Pdf({card}), kCardSize)), ".pbm"),
            text + "\n")
      << "as a printer of 203 dots an inch burns it";
  EXPECT_EQ(Open(label::Scanned(label::Png(card), ".png"), {Key().opening_key}).fault,
            Fault::kNone);
}

// Version 9 of ISO/IEC 18004: 53 modules of half a millimetre.
TEST(Card, HasACodeOfLessThanThreeCentimetres) {
  const auto code = Code::OfCard(Text());
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(code->modules(), 53);
  EXPECT_LT(code->modules() * 0.5, 30);
}

TEST(Card, TellsAFinderNothingButWhatToDo) {
  EXPECT_EQ(label::TextOf(label::Pdf({Drawn(Text())})),
            "Тауып алсаңыз, иесіне қайтарыңыз немесе тастаңыз. "
            "Если вы нашли это, верните или выбросьте. "
            "If found, please return it or throw it away.");
}

TEST(Card, IsDrawnOfATextOfACardAlone) {
  for (const char* text : {"", "7k3mpz4q8x", "https://example.org", "04 AH"}) {
    EXPECT_THAT(std::string(DrawCard(text).status().message()), HasSubstr("card: got")) << text;
  }
}

}  // namespace
}  // namespace oat::card
