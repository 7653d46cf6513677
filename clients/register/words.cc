#include "clients/register/words.h"

#include "services/base/status.h"

namespace oat::registers {

absl::StatusOr<Language> ReadLanguage(const std::string& text) {
  if (text == "en") return Language::kEnglish;
  if (text == "ru") return Language::kRussian;
  if (text == "kk") return Language::kKazakh;
  return Invalid("--language", text, "en, ru or kk");
}

std::string In(Language language, const Term& term) {
  switch (language) {
    case Language::kEnglish:
      return term.english;
    case Language::kRussian:
      return term.russian;
    case Language::kKazakh:
      return term.kazakh;
  }
  return term.english;
}

}  // namespace oat::registers
