#include "clients/desk/words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace oat::desk {

std::string InWords(const v1::Reason& reason, Language language) {
  const auto* enumerator = v1::ReasonCode_descriptor()->FindValueByNumber(reason.code());
  // A server newer than this desk: the code is all there is, and better than nothing.
  if (enumerator == nullptr || !enumerator->options().HasExtension(v1::words)) {
    return absl::StrCat("reason ", static_cast<int>(reason.code()));
  }
  const v1::Words& words = enumerator->options().GetExtension(v1::words);
  std::string text = language == Language::kKazakh    ? words.kk()
                     : language == Language::kRussian ? words.ru()
                                                      : words.en();
  for (const v1::Parameter& parameter : reason.parameters()) {
    absl::StrReplaceAll({{absl::StrCat("{", parameter.placeholder(), "}"), parameter.value()}},
                        &text);
  }
  return text;
}

}  // namespace oat::desk
