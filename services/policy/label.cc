#include "services/policy/label.h"

#include <algorithm>

#include "absl/strings/str_join.h"

namespace oat::policy {
namespace {

using rules::v1::Label;
using rules::v1::Words;

template <class T>
Decided<T> DecidedBy(const Pack& pack, T value) {
  const rules::v1::Evidence& evidence = pack.says.label().evidence();
  return {std::move(value), pack.Id(), TitleOf(pack, evidence), evidence.mark()};
}

bool IsSame(const Words& a, const Words& b) {
  return a.en() == b.en() && a.ru() == b.ru() && a.kk() == b.kk();
}

void AddWords(const Pack& pack, const Words& words, std::vector<Decided<Words>>* texts) {
  const bool is_there = std::any_of(texts->begin(), texts->end(),
                                    [&](const auto& text) { return IsSame(text.value, words); });
  if (!is_there) texts->push_back(DecidedBy(pack, words));
}

const std::string& In(const Words& words, Language language) {
  switch (language) {
    case Language::kKazakh:
      return words.kk();
    case Language::kRussian:
      return words.ru();
    case Language::kEnglish:
      break;
  }
  return words.en();
}

// Two packs may differ in one language and say the same in another.
std::string Together(const std::vector<Decided<Words>>& texts, Language language) {
  std::vector<std::string> together;
  for (const auto& text : texts) {
    const std::string& one = In(text.value, language);
    if (std::find(together.begin(), together.end(), one) == together.end()) {
      together.push_back(one);
    }
  }
  return absl::StrJoin(together, " ");
}

}  // namespace

bool LabelRules::Demands(LabelField field) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const auto& one) { return one.value == field; });
}

std::string LabelRules::Warning(Language language) const { return Together(warnings, language); }

std::string LabelRules::Storage(Language language) const { return Together(storage, language); }

LabelRules LabelOf(const Stack& stack) {
  LabelRules rules;
  for (const auto& pack : stack) {
    if (!pack->says.has_label()) continue;
    const Label& label = pack->says.label();
    rules.is_said = true;
    for (const int field : label.fields()) {
      const auto demanded = static_cast<LabelField>(field);
      if (!rules.Demands(demanded)) rules.fields.push_back(DecidedBy(*pack, demanded));
    }
    if (label.has_warning()) AddWords(*pack, label.warning(), &rules.warnings);
    if (label.has_storage()) AddWords(*pack, label.storage(), &rules.storage);
  }
  std::sort(rules.fields.begin(), rules.fields.end(),
            [](const auto& a, const auto& b) { return a.value < b.value; });
  return rules;
}

}  // namespace oat::policy
