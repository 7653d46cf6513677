#include "services/base/secret.h"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace oat {
namespace {

template <class T>
concept Streamable = requires(std::ostream& stream, const T& value) {
  stream << value;
};
template <class T>
concept Ordered = requires(const T& a, const T& b) {
  a < b;
};
template <class T>
concept AppendsToText = requires(std::string text, const T& value) {
  text += value;
};
template <class T>
concept AddsToText = requires(std::string text, const T& value) {
  text + value;
};

// Each holds of text, so that none of the refusals below passes by a slip in a concept.
static_assert(Streamable<std::string> && Ordered<std::string> && AppendsToText<std::string> &&
              AddsToText<std::string> && std::is_convertible_v<std::string, absl::AlphaNum>);

static_assert(!Streamable<Secret> && !Ordered<Secret> && !AppendsToText<Secret> &&
              !AddsToText<Secret>);
template <class Text>
constexpr bool kCannotBecome =
    !std::is_convertible_v<Secret, Text> && !std::is_constructible_v<Text, Secret>;
static_assert(kCannotBecome<std::string> && kCannotBecome<std::string_view> &&
              kCannotBecome<absl::string_view> && kCannotBecome<absl::AlphaNum> &&
              kCannotBecome<const char*> && kCannotBecome<bool>);
// Nor does text become a secret unsaid: whoever makes one names it.
static_assert(!std::is_convertible_v<std::string, Secret>);

TEST(Secret, IsLaidOpenByRevealAlone) {
  const Secret secret("Омарова");
  EXPECT_EQ(secret.Reveal(), "Омарова");
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(secret == Secret("Омарова"));
  EXPECT_FALSE(secret == Secret("омарова"));
}

}  // namespace
}  // namespace oat
