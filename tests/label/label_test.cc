// What stands on the labels, read back by programs that know nothing of how they are drawn.
#include "clients/label/label.h"

#include <gmock/gmock.h>

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/label/zpl.h"
#include "oat/v1/takehome.pb.h"
#include "tests/label/bottles.h"
#include "tests/support/process.h"

namespace oat::label {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kName[] = "Ахметова Айгерім";

Drawing Drawn(const absl::StatusOr<Drawing>& drawing) {
  EXPECT_TRUE(drawing.ok()) << drawing.status();
  return drawing.ok() ? *drawing : Drawing(kBottleSize);
}

Drawing Full(v1::LabelLanguage language) {
  return Drawn(DrawBottleLabel(FullBottle(language), language, Secret(kName)));
}

Drawing OuterOf(v1::LabelLanguage language) {
  const v1::BottleLabel bottle = FullBottle(language);
  return Drawn(DrawBagLabel({bottle.serial(), bottle.emergency_telephone()}, language));
}

// Every text of a message, by its field.
std::vector<std::pair<std::string, std::string>> TextsIn(const v1::BottleLabel& bottle) {
  std::vector<std::pair<std::string, std::string>> texts;
  const auto* type = bottle.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) continue;
    texts.emplace_back(field->name(), bottle.GetReflection()->GetString(bottle, field));
  }
  return texts;
}

// With one field of it in place of what it was.
v1::BottleLabel With(const std::string& field, const std::string& text) {
  v1::BottleLabel bottle = UsualBottle(v1::LABEL_LANGUAGE_ENGLISH);
  bottle.GetReflection()->SetString(&bottle, bottle.GetDescriptor()->FindFieldByName(field), text);
  return bottle;
}

class EveryLanguage : public testing::TestWithParam<InLanguage> {
 protected:
  v1::LabelLanguage language() const { return GetParam().language; }
};

INSTANTIATE_TEST_SUITE_P(Label, EveryLanguage, testing::ValuesIn(kLanguages),
                         [](const auto& one) { return std::string(one.param.name); });

TEST_P(EveryLanguage, ShowsEveryTextAndTheName) {
  const std::string page = TextOf(Pdf({Full(language())}));
  const auto texts = TextsIn(FullBottle(language()));
  EXPECT_EQ(texts.size(), 15U);
  for (const auto& [field, text] : texts) {
    EXPECT_FALSE(text.empty()) << field;
    EXPECT_THAT(page, HasSubstr(OneLine(text))) << field;
  }
  EXPECT_THAT(page, HasSubstr(kName));
}

TEST_P(EveryLanguage, LeavesOutWhatIsEmptyWithItsHeading) {
  v1::BottleLabel bottle;
  bottle.set_serial("B-5X8D2YS8SW");
  bottle.set_medication("Methadone");
  bottle.set_warning("Beware.");
  const Drawing label = Drawn(DrawBottleLabel(bottle, language(), Secret()));
  EXPECT_EQ(TextOf(Pdf({label})), "Beware. B-5X8D2YS8SW Methadone");
}

TEST_P(EveryLanguage, IsScannedAsTheSerialFromScreenAndPaper) {
  for (const Drawing& label : {Full(language()), OuterOf(language())}) {
    EXPECT_EQ(Scanned(Png(label), ".png"), "B-5X8D2YS8SW\n");
    EXPECT_EQ(Scanned(BitmapOf(DotsOf(label)), ".pbm"), "B-5X8D2YS8SW\n") << "as dots";
  }
}

TEST_P(EveryLanguage, TellsAFinderOfABagNothingButWhomToCall) {
  const std::string page = TextOf(Pdf({OuterOf(language())}));
  std::string rest = page;
  for (const char* told : {"B-5X8D2YS8SW", "+7 7182 55 00 00"}) {
    EXPECT_THAT(page, HasSubstr(told));
    rest.erase(rest.find(told), std::string(told).size());
  }
  EXPECT_THAT(rest, testing::MatchesRegex("[^0-9]*")) << "a dose, a day, another number";
  for (const auto& [field, text] : TextsIn(FullBottle(language()))) {
    if (field == "serial" || field == "emergency_telephone") continue;
    EXPECT_THAT(page, Not(HasSubstr(OneLine(text)))) << field;
  }
  EXPECT_THAT(page, Not(HasSubstr("Ахметова")));
}

TEST(Headings, AreInTheLanguageOfTheLabel) {
  const auto page = [](v1::LabelLanguage language) { return TextOf(Pdf({Full(language)})); };
  EXPECT_THAT(page(v1::LABEL_LANGUAGE_KAZAKH),
              AllOf(HasSubstr("Доза 60 мг"), HasSubstr("Қабылдау күні 2026-12-01"),
                    HasSubstr("Шұғыл көмек, тәулік бойы"), HasSubstr("Кімге Ахметова")));
  EXPECT_THAT(page(v1::LABEL_LANGUAGE_RUSSIAN),
              AllOf(HasSubstr("Доза 60 мг"), HasSubstr("Принять 2026-12-01"),
                    HasSubstr("Экстренно, круглосуточно"), HasSubstr("Годен до 2027-06-30")));
  EXPECT_THAT(page(v1::LABEL_LANGUAGE_ENGLISH),
              AllOf(HasSubstr("Dose 60 mg"), HasSubstr("Take on 2026-12-01"),
                    HasSubstr("Emergency, day and night"), HasSubstr("Lot DEMO-2026")));
}

TEST(Pdf, HasALabelAPageInMillimetres) {
  const v1::LabelLanguage language = v1::LABEL_LANGUAGE_KAZAKH;
  const Drawing wide = Drawn(DrawBottleLabel(UsualBottle(language), language, Secret(), {100, 60}));
  const std::string path = Kept(Pdf({Full(language), OuterOf(language), wide}), ".pdf");
  const std::string pages = test::Run(absl::StrCat("pdfinfo -f 1 -l 9 ", path, " && rm ", path));
  EXPECT_THAT(OneLine(pages),
              AllOf(HasSubstr("Pages: 3"), HasSubstr("Page 1 size: 212.598 x 141.732 pts"),
                    HasSubstr("Page 2 size: 141.732 x 70.8661 pts"),
                    HasSubstr("Page 3 size: 283.465 x 170.079 pts")));
}

TEST(Name, StandsNowhereUnlessItIsGiven) {
  const v1::LabelLanguage language = v1::LABEL_LANGUAGE_KAZAKH;
  v1::BottleLabel bottle = UsualBottle(language);
  EXPECT_THAT(TextOf(Pdf({Drawn(DrawBottleLabel(bottle, language, Secret()))})),
              AllOf(Not(HasSubstr("Кімге")), HasSubstr("7K3MPZ4Q8X")));
}

class TooLong : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Label, TooLong,
                         testing::Values("medication", "dose", "content", "take_on", "lot",
                                         "expires", "dispensed_on", "prescriber", "site",
                                         "telephone", "emergency_telephone", "warning", "storage",
                                         "patient_number"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(TooLong, IsAnErrorThatNamesTheField) {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "Саңырауқұлақ ";
  const auto drawing =
      DrawBottleLabel(With(GetParam(), text), v1::LABEL_LANGUAGE_ENGLISH, Secret());
  EXPECT_EQ(drawing.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(drawing.status().message()),
              AllOf(StartsWith(absl::StrCat(GetParam(), ": got ")), HasSubstr("75 x 50 mm"),
                    Not(HasSubstr("Саңырауқұлақ"))));
}

TEST(Fit, OfANameThatIsTooLongDoesNotTellIt) {
  const std::string name(900, 'Z');
  const auto drawing = DrawBottleLabel(UsualBottle(v1::LABEL_LANGUAGE_ENGLISH),
                                       v1::LABEL_LANGUAGE_ENGLISH, Secret(name));
  EXPECT_THAT(std::string(drawing.status().message()),
              AllOf(StartsWith("name: got "), Not(HasSubstr("ZZ"))));
}

// Up to where it is refused every letter of it stands there; and it is refused some time, since a
// page holds what an ellipsis hides, and the paper does not.
TEST(Fit, CutsNothing) {
  std::string text = "1";
  int drawn = 0;
  for (; drawn < 100; ++drawn) {
    absl::StrAppend(&text, " Саңырауқұлақ ", text.size());
    const auto drawing =
        DrawBottleLabel(With("storage", text), v1::LABEL_LANGUAGE_ENGLISH, Secret());
    if (!drawing.ok()) break;
    ASSERT_THAT(TextOf(Pdf({*drawing})), HasSubstr(text));
  }
  EXPECT_GT(drawn, 5);
  EXPECT_LT(drawn, 100);
}

// What lies beyond the edge is in the PDF and not on the paper: black is counted on the dots.
TEST(Fit, LeavesAWhiteMarginRoundEverything) {
  for (const InLanguage& one : kLanguages) {
    for (const Drawing& label : {Full(one.language), OuterOf(one.language)}) {
      const Dots dots = DotsOf(label);
      int dark = 0;
      for (int y = 0; y < dots.height; ++y) {
        for (int x = 0; x < dots.width; ++x) {
          const bool is_edge = std::min({x, y, dots.width - 1 - x, dots.height - 1 - y}) < 8;
          if (is_edge && dots.IsDark(x, y)) ++dark;
        }
      }
      EXPECT_EQ(dark, 0) << one.name;
    }
  }
}

TEST(Fit, NeedsPaper) {
  const auto message = [](Size size) {
    return std::string(DrawBottleLabel(UsualBottle(v1::LABEL_LANGUAGE_RUSSIAN),
                                       v1::LABEL_LANGUAGE_RUSSIAN, Secret(), size)
                           .status()
                           .message());
  };
  EXPECT_THAT(message({20, 50}), StartsWith("size: got 20 x 50 mm, wanted 60 x 40 mm or more"));
  EXPECT_THAT(message({75, 3000}), StartsWith("size: got 75 x 3000 mm"));
  EXPECT_THAT(message({-1, -1}), StartsWith("size: "));
  EXPECT_THAT(message({60, 40}), StartsWith("size: got 60 x 40 mm, wanted a larger label"));
  EXPECT_EQ(message({70, 46}), "");
}

TEST(Letters, ThatNoFontHasAreAnError) {
  const auto message = [](const std::string& field, const std::string& text) {
    return std::string(DrawBottleLabel(With(field, text), v1::LABEL_LANGUAGE_ENGLISH, Secret())
                           .status()
                           .message());
  };
  EXPECT_THAT(message("warning", "\U000F0001\U000F0002"),
              StartsWith("warning: got 2 letters that no font here has"));
  EXPECT_THAT(message("lot", "\xff\xfe"), StartsWith("lot: got bytes that are no text"));
}

TEST(Serial, IsNeededAndFits) {
  const auto message = [](const std::string& serial) {
    return std::string(DrawBottleLabel(With("serial", serial), v1::LABEL_LANGUAGE_ENGLISH, Secret())
                           .status()
                           .message());
  };
  EXPECT_THAT(message(""), StartsWith("serial: got 0 letters"));
  EXPECT_THAT(message(std::string(21, 'A')), StartsWith("serial: got 21 letters"));
  EXPECT_THAT(std::string(DrawBagLabel({"B-1", ""}, v1::LABEL_LANGUAGE_ENGLISH).status().message()),
              StartsWith("emergency_telephone: got nothing"));
}

// The label as ZPL says it, read as a printer reads it.
struct Printed {
  int copies = 0;
  Dots dots;
};
std::vector<Printed> ReadZpl(const std::string& zpl) {
  std::vector<Printed> labels;
  for (absl::string_view format : absl::StrSplit(zpl, "^XA", absl::SkipEmpty())) {
    Printed label;
    int length = 0, bytes = 0, per_row = 0;
    for (absl::string_view command : absl::StrSplit(format, '^', absl::SkipEmpty())) {
      const std::string text(absl::StripAsciiWhitespace(command));
      std::sscanf(text.c_str(), "PW%d", &label.dots.width);
      std::sscanf(text.c_str(), "LL%d", &label.dots.height);
      std::sscanf(text.c_str(), "PQ%d", &label.copies);
      int shown = 0;
      if (std::sscanf(text.c_str(), "GFA,%d,%d,%d,%n", &length, &bytes, &per_row, &shown) != 3) {
        continue;
      }
      for (size_t i = static_cast<size_t>(shown); i + 1 < text.size(); i += 2) {
        label.dots.bytes.push_back(static_cast<uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
      }
    }
    EXPECT_EQ(static_cast<size_t>(length), label.dots.bytes.size());
    EXPECT_EQ(length, bytes);
    EXPECT_EQ(per_row, label.dots.bytes_per_row());
    EXPECT_EQ(bytes, per_row * label.dots.height);
    EXPECT_TRUE(absl::EndsWith(absl::StripAsciiWhitespace(format), "^FS\n^PQ1\n^XZ"));
    labels.push_back(std::move(label));
  }
  return labels;
}

TEST(Zpl, PrintsTheDotsThatWereDrawn) {
  const Dots inner = DotsOf(Full(v1::LABEL_LANGUAGE_KAZAKH));
  const Dots outer = DotsOf(OuterOf(v1::LABEL_LANGUAGE_RUSSIAN));
  EXPECT_NE(inner, outer);
  const auto printed = ReadZpl(Zpl({inner, outer}));
  ASSERT_EQ(printed.size(), 2U);
  EXPECT_EQ(printed[0].dots, inner);
  EXPECT_EQ(printed[1].dots, outer);
  EXPECT_EQ(printed[0].copies, 1);
}

// A width that is no whole number of bytes.
TEST(Zpl, FillsARow) {
  const Dots dots{.width = 9, .height = 2, .bytes = {0xFF, 0x80, 0x01, 0x00}};
  EXPECT_THAT(Zpl({dots}), HasSubstr("^PW9\n^LL2\n^LH0,0\n^FO0,0\n^GFA,4,4,2,FF800100^FS"));
}

// Whether the other has a dot like this one here or beside: two programs part ways at the edges of
// letters.
bool HasNear(const Dots& other, int x, int y, bool is_dark) {
  for (int near_y = std::max(y - 1, 0); near_y <= std::min(y + 1, other.height - 1); ++near_y) {
    for (int near_x = std::max(x - 1, 0); near_x <= std::min(x + 1, other.width - 1); ++near_x) {
      if (other.IsDark(near_x, near_y) == is_dark) return true;
    }
  }
  return false;
}

// What a printer burns is what stands in the PDF, as another program draws it.
TEST(Dots, AreThoseOfThePdf) {
  for (const InLanguage& one : kLanguages) {
    const Drawing label = Full(one.language);
    const Dots dots = DotsOf(label), rendered = Rendered(Pdf({label}), kBottleSize);
    ASSERT_EQ(dots.width, 600);
    ASSERT_EQ(dots.height, 400);
    ASSERT_EQ(rendered.width, dots.width);
    ASSERT_EQ(rendered.height, dots.height);
    int dark = 0, strange = 0;
    for (int y = 0; y < dots.height; ++y) {
      for (int x = 0; x < dots.width; ++x) {
        if (dots.IsDark(x, y)) ++dark;
        if (!HasNear(rendered, x, y, dots.IsDark(x, y))) ++strange;
        if (!HasNear(dots, x, y, rendered.IsDark(x, y))) ++strange;
      }
    }
    EXPECT_GT(dark, dots.width * dots.height / 10) << one.name;
    EXPECT_LT(strange, dark / 100) << one.name;
  }
}

// The pictogram stands at the left of the band: a ring, and a bar from above to below across what
// is in it.
TEST(Pictogram, IsBehindABar) {
  const Dots dots = DotsOf(Full(v1::LABEL_LANGUAGE_ENGLISH));
  const auto at = [&](double x, double y) {  // in millimetres of the label
    return dots.IsDark(static_cast<int>(x * kDotsPerMillimetre),
                       static_cast<int>(y * kDotsPerMillimetre));
  };
  // The tile, 10.5 mm wide, is the first white behind the black edge of the band.
  double top = 2;
  while (top < 10 && at(7.5, top)) top += 0.125;
  const double left = 2.25, middle_x = left + 5.25, middle_y = top + 5.25;
  EXPECT_FALSE(at(left + 0.5, top + 0.5));
  for (int degrees = 0; degrees < 360; degrees += 15) {
    const double x = std::cos(degrees * M_PI / 180), y = std::sin(degrees * M_PI / 180);
    EXPECT_TRUE(at(middle_x + 4.67 * x, middle_y + 4.67 * y)) << "the ring at " << degrees;
  }
  for (double along = -3; along <= 3; along += 0.5) {
    EXPECT_TRUE(at(middle_x + along, middle_y + along)) << "the bar at " << along;
  }
  EXPECT_FALSE(at(middle_x + 3, middle_y - 3)) << "no second bar";
  EXPECT_TRUE(at(middle_x + 1, middle_y - 2.2)) << "a head";
}

}  // namespace
}  // namespace oat::label
