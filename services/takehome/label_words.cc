#include "services/takehome/label_words.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace oat::takehome {
namespace {

using policy::Language;

struct Text {
  const char* en;
  const char* ru;
  const char* kk;

  std::string In(Language language) const {
    switch (language) {
      case Language::kKazakh:
        return kk;
      case Language::kRussian:
        return ru;
      case Language::kEnglish:
        break;
    }
    return en;
  }
};

constexpr Text kMilligrams{"mg", "мг", "мг"};
constexpr Text kMillilitres{"mL", "мл", "мл"};
constexpr Text kTablets{"tablet(s)", "таб.", "таблетка"};
constexpr Text kPortion{"portion", "порция", "бөлік"};

// Thousandths as a decimal without needless noughts, with the comma where it is written so.
std::string Thousandths(int64_t count, Language language) {
  std::string text = absl::StrCat(count / 1000);
  if (const int64_t rest = count % 1000; rest != 0) {
    std::string decimals = absl::StrCat(1000 + rest).substr(1);
    while (decimals.back() == '0') decimals.pop_back();
    absl::StrAppend(&text, language == Language::kEnglish ? "." : ",", decimals);
  }
  return text;
}

// A strength as UCUM has it: "5 mg/mL".
std::string StrengthInWords(const std::string& strength, Language language) {
  return absl::StrReplaceAll(strength,
                             {{"mg", kMilligrams.In(language)}, {"mL", kMillilitres.In(language)}});
}

}  // namespace

std::string MedicationInWords(const std::string& drug_form, Language language) {
  static const auto* const names = new std::map<std::string, Text>{
      {"methadone_oral_solution",
       {"Methadone, oral solution", "Метадон, раствор для приёма внутрь",
        "Метадон, ішуге арналған ерітінді"}},
      {"methadone_tablet",
       {"Methadone, tablets to swallow", "Метадон, таблетки для приёма внутрь",
        "Метадон, ішуге арналған таблетка"}},
      {"buprenorphine_sublingual",
       {"Buprenorphine, tablets under the tongue", "Бупренорфин, таблетки под язык",
        "Бупренорфин, тіл астына салатын таблетка"}},
      {"buprenorphine_naloxone_sublingual",
       {"Buprenorphine with naloxone, tablets under the tongue",
        "Бупренорфин с налоксоном, таблетки под язык",
        "Налоксон қосылған бупренорфин, тіл астына салатын таблетка"}}};
  // A label without the drug's name is none: an unknown form stops here.
  return names->at(drug_form).In(language);
}

std::string DoseInWords(Micrograms dose, Language language) {
  return absl::StrCat(Thousandths(dose.count(), language), " ", kMilligrams.In(language));
}

std::string ContentInWords(const std::vector<ContentLine>& lines, Language language) {
  return absl::StrJoin(lines, " + ", [&](std::string* out, const ContentLine& content) {
    const std::string strength = StrengthInWords(content.product.strength, language);
    const int64_t count = content.line.quantity.count();
    if (content.product.is_solution()) {
      absl::StrAppend(out, Thousandths(count, language), " ", kMillilitres.In(language), ", ",
                      strength);
    } else {
      absl::StrAppend(out, count, " ", kTablets.In(language), ", ", strength);
    }
  });
}

std::string DayInWords(Day day, int32_t portion, bool has_several, Language language) {
  std::string text = FormatDay(day);
  if (has_several) absl::StrAppend(&text, ", ", kPortion.In(language), " ", portion);
  return text;
}

}  // namespace oat::takehome
