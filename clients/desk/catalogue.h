// Everything the desk says, each text once in its three languages. A text without words in one of
// them, or with other placeholders in one than in the others, does not compile. The words of a
// clinical no stand in the contract (words.h), the texts themselves in the headers of their
// screens: window_words.h, dose_words.h, bottle_words.h, stock_words.h, pump_words.h,
// downtime_words.h.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/desk/words.h"
#include "oat/v1/closure.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/takehome.pb.h"

namespace oat::desk {

class Text {
 public:
  consteval Text(const char* en, const char* ru, const char* kk) : words_{en, ru, kk} {
    for (const char* one : words_) {
      if (std::string_view(one).empty()) throw "a text has no words in one of the languages";
      for (const char* other : words_) {
        if (!HasPlaceholdersOf(one, other)) throw "a placeholder is missing in one language";
      }
    }
  }
  const char* In(Language language) const { return words_[static_cast<size_t>(language)]; }

 private:
  static consteval bool HasPlaceholdersOf(std::string_view text, std::string_view model) {
    for (size_t at = model.find('{'); at != model.npos; at = model.find('{', at + 1)) {
      if (text.find(model.substr(at, model.find('}', at) + 1 - at)) == text.npos) return false;
    }
    return true;
  }

  std::array<const char*, 3> words_;  // as Language counts them
};

// One language of the catalogue.
class Catalogue {
 public:
  explicit Catalogue(Language language) : language_(language) {}

  using Values = std::vector<std::pair<std::string, std::string>>;  // placeholder to value
  std::string operator()(const Text& text, const Values& values = {}) const;
  std::string operator()(const v1::Reason& reason) const { return InWords(reason, language_); }

  // The names of what the contract enumerates; the bare number for one newer than this desk.
  std::string operator()(v1::DrugForm form) const;
  std::string operator()(v1::WorklistState state) const;
  std::string operator()(v1::BottleState state) const;
  std::string operator()(v1::DoseOutcome outcome) const;
  std::string operator()(v1::Assessment assessment) const;
  std::string operator()(v1::IdentityCheck check) const;
  std::string operator()(v1::VoidReason reason) const;
  std::string operator()(v1::DocumentKind kind) const;
  std::string operator()(v1::PumpStanding standing) const;
  std::string operator()(v1::PlacementState state) const;
  // A product with its strength, by its code; the code itself for an unknown one.
  std::string Product(const std::string& code) const;

 private:
  const Language language_;
};

}  // namespace oat::desk
