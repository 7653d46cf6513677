#include "clients/desk/words.h"

#include <gmock/gmock.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Language kLanguages[] = {Language::kEnglish, Language::kRussian, Language::kKazakh};

// The names between braces in a text.
std::set<std::string> Placeholders(const std::string& text) {
  std::set<std::string> names;
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) return {"a brace that does not close: " + text};
    names.insert(text.substr(at + 1, end - at - 1));
  }
  return names;
}

v1::Reason ReasonOf(int code) {
  v1::Reason reason;
  reason.set_code(static_cast<v1::ReasonCode>(code));
  return reason;
}

void Fill(v1::Reason* reason, const std::string& placeholder, const std::string& value) {
  v1::Parameter* parameter = reason->add_parameters();
  parameter->set_placeholder(placeholder);
  parameter->set_value(value);
}

// Every code that a server may name.
std::vector<int> Codes() {
  std::vector<int> codes;
  const auto* type = v1::ReasonCode_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) codes.push_back(type->value(i)->number());
  }
  return codes;
}

TEST(Words, FillEveryPlaceholderOfEveryReasonInThreeLanguages) {
  ASSERT_GT(Codes().size(), 25u);
  for (int code : Codes()) {
    // Without parameters the words stand as the contract has them.
    const auto names = Placeholders(InWords(ReasonOf(code), Language::kEnglish));
    v1::Reason filled = ReasonOf(code);
    for (const std::string& name : names) Fill(&filled, name, absl::StrCat("<", name, ">"));
    for (Language language : kLanguages) {
      EXPECT_EQ(Placeholders(InWords(ReasonOf(code), language)), names) << code;
      const std::string words = InWords(filled, language);
      EXPECT_THAT(words, Not(HasSubstr("{"))) << code;
      EXPECT_THAT(words, Not(HasSubstr("}"))) << code;
      for (const std::string& name : names) EXPECT_THAT(words, HasSubstr("<" + name + ">"));
    }
  }
}

TEST(Words, AreThereInThreeLanguagesThatDiffer) {
  for (int code : Codes()) {
    std::set<std::string> texts;
    for (Language language : kLanguages) texts.insert(InWords(ReasonOf(code), language));
    EXPECT_EQ(texts.size(), 3u) << code;
    EXPECT_FALSE(texts.contains("")) << code;
    EXPECT_FALSE(texts.contains(absl::StrCat("reason ", code)));
  }
}

TEST(Words, SayWhereTheDayBelongs) {
  v1::Reason reason = ReasonOf(v1::REASON_CODE_OTHER_SITE);
  Fill(&reason, "site", "SEM1");
  EXPECT_EQ(InWords(reason, Language::kEnglish),
            "Today belongs to site SEM1. Call that site, or ask a manager for a guest day here.");
  EXPECT_THAT(InWords(reason, Language::kRussian), HasSubstr("пункт SEM1. Позвоните туда"));
  EXPECT_THAT(InWords(reason, Language::kKazakh), HasSubstr("Бүгін SEM1 пункті жауапты."));
}

TEST(Words, FillAPlaceholderWhereverItStands) {
  v1::Reason reason = ReasonOf(v1::REASON_CODE_NOT_MEASURABLE);
  Fill(&reason, "dose", "81.3 mg");
  Fill(&reason, "below", "80 mg");
  Fill(&reason, "above", "82 mg");
  Fill(&reason, "unasked", "never shown");
  EXPECT_EQ(
      InWords(reason, Language::kEnglish),
      "81.3 mg cannot be made from the strengths held here. Nearest: 80 mg or 82 mg. Call the "
      "prescriber.");
}

TEST(Words, OfACodeWithoutWordsAreItsNumber) {
  for (Language language : kLanguages) {
    EXPECT_EQ(InWords(ReasonOf(9999), language), "reason 9999");
    EXPECT_EQ(InWords(ReasonOf(0), language), "reason 0");
  }
}

}  // namespace
}  // namespace oat::desk
