#include "services/base/sealed_entry.h"

#include <gtest/gtest.h>

namespace oat {
namespace {

TEST(SealedEntry, OpensUnderItsOwnNumberAndKeyOnly) {
  const Secret key = MakeListKey();
  const SealedEntry entry = SealEntry(key, "0000000017", Secret("Айгүл"));
  const auto opened = OpenEntry(key, "0000000017", entry.box);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->Reveal(), "Айгүл");
  EXPECT_FALSE(OpenEntry(key, "0000000029", entry.box).has_value());
  EXPECT_FALSE(OpenEntry(MakeListKey(), "0000000017", entry.box).has_value());
}

TEST(SealedEntry, IsFoundByItsNumberUnderItsKey) {
  const Secret key = MakeListKey();
  const SealedEntry entry = SealEntry(key, "0000000017", Secret("x"));
  EXPECT_EQ(entry.locator.size(), 16U);
  EXPECT_EQ(LocatorOf(key, "0000000017"), entry.locator);
  EXPECT_NE(LocatorOf(key, "0000000029"), entry.locator);
  EXPECT_NE(LocatorOf(MakeListKey(), "0000000017"), entry.locator)
      << "two lists would say that a person stands in both";
}

TEST(SealedEntry, SaysNothingOfWhatItHolds) {
  const Secret key = MakeListKey();
  const SealedEntry entry = SealEntry(key, "0000000017", Secret("Айгүл"));
  for (const std::string& part : {entry.locator, entry.box}) {
    EXPECT_EQ(part.find("Айгүл"), std::string::npos);
    EXPECT_EQ(part.find("0000000017"), std::string::npos);
  }
  EXPECT_NE(SealEntry(key, "0000000017", Secret("Айгүл")).box, entry.box);
}

TEST(SealedEntry, OpensNothingThatWasChangedOrCut) {
  const Secret key = MakeListKey();
  const SealedEntry entry = SealEntry(key, "0000000017", Secret("x"));
  for (size_t at = 0; at < entry.box.size(); ++at) {
    std::string changed = entry.box;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(OpenEntry(key, "0000000017", changed).has_value()) << at;
    EXPECT_FALSE(OpenEntry(key, "0000000017", entry.box.substr(0, at)).has_value()) << at;
  }
}

}  // namespace
}  // namespace oat
