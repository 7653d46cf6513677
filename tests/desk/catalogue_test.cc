#include "clients/desk/catalogue.h"

#include <gmock/gmock.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/window_words.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"

namespace oat::desk {
namespace {

constexpr Language kLanguages[] = {Language::kEnglish, Language::kRussian, Language::kKazakh};

// Every value of an enumeration of the contract but the unspecified one is named, in no language
// like another value of it.
template <class Value>
void ExpectNames() {
  const auto* type = google::protobuf::GetEnumDescriptor<Value>();
  ASSERT_GT(type->value_count(), 1);
  for (Language language : kLanguages) {
    std::set<std::string> names;
    for (int i = 1; i < type->value_count(); ++i) {
      const int number = type->value(i)->number();
      const std::string name = Catalogue(language)(static_cast<Value>(number));
      EXPECT_NE(name, absl::StrCat(number)) << type->value(i)->name();
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  }
}

TEST(Catalogue, NamesEverythingThatTheContractEnumeratesForTheWindow) {
  ExpectNames<v1::DrugForm>();
  ExpectNames<v1::WorklistState>();
  ExpectNames<v1::DoseOutcome>();
  ExpectNames<v1::Assessment>();
  ExpectNames<v1::IdentityCheck>();
  ExpectNames<v1::VoidReason>();
  ExpectNames<v1::DocumentKind>();
  ExpectNames<v1::BottleState>();
  ExpectNames<v1::PumpStanding>();
}

TEST(Catalogue, FallsBackToTheNumberOfAValueItDoesNotKnow) {
  EXPECT_EQ(Catalogue(Language::kRussian)(static_cast<v1::DrugForm>(99)), "99");
  EXPECT_EQ(Catalogue(Language::kKazakh).Product("NALTREXONE-50MG"), "NALTREXONE-50MG");
}

TEST(Catalogue, FillsPlaceholdersByName) {
  EXPECT_EQ(Catalogue(Language::kRussian)(text::kOtherDose, {{"dose", "60"}, {"last", "80"}}),
            "Доза изменилась: в прошлый раз 80 мг, сейчас 60 мг.");
}

TEST(Catalogue, LeavesAValueThatLooksLikeAPlaceholderAlone) {
  EXPECT_EQ(Catalogue(Language::kEnglish)(text::kUnknownKey, {{"key", "{key}"}}),
            "[{key}] does nothing here. [?] shows the keys.");
}

}  // namespace
}  // namespace oat::desk
