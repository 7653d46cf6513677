// Cards: that they say what was written, to whom it is sealed and to nobody else.
#include "services/base/card.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include <random>

#include "absl/strings/ascii.h"
#include "services/base/patient_number.h"

namespace oat::card {
namespace {

using testing::HasSubstr;

constexpr char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

absl::Time Seconds(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

Content Usual() {
  return {.patient_number = PatientNumber::Make().text(),
          .issue = 3,
          .site_code = "ALA1",
          .issued_at = Seconds(1'795'230'000),
          .issued_on = Day(2026, 11, 21),
          .valid_until = Seconds(1'795'800'000),
          .drug_form = 1,
          .portions = {Milligrams(60), Milligrams(20)},
          .dose_until = Day(2026, 12, 20),
          .last_dose = LastDose{.drug_form = 1,
                                .micrograms = Milligrams(60),
                                .taken_at = Seconds(1'795'229'000),
                                .source = Source::kWindow},
          .bottles = 2,
          .bottle_days = {Day(2026, 11, 22), Day(2026, 12, 22)}};
}

std::string Made(const Content& content, const SigningKey& key) {
  const auto text = Make(content, key);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

Fault FaultOf(const std::string& text, const SigningKey& key) {
  return Open(text, {key.opening_key}).fault;
}

// Anything that a card has room for.
Content AnyContent(std::mt19937_64& random) {
  const auto below = [&](int64_t end) { return static_cast<int64_t>(random() % end); };
  const auto text = [&](int64_t longest) {
    std::string letters;
    for (int64_t i = below(longest + 1); i > 0; --i) letters += kAlphabet[below(32)];
    return letters;
  };
  const absl::Time issued_at = Seconds(below(int64_t{1} << 32));
  Content content{.patient_number = PatientNumber::Make().text(),
                  .issue = static_cast<int32_t>(below(1 << 16)),
                  .site_code = text(8),
                  .issued_at = issued_at,
                  .issued_on = Day(absl::ToCivilDay(issued_at, absl::UTCTimeZone())) - 1 + below(3),
                  .valid_until = issued_at + absl::Seconds(below(1 << 24)),
                  .drug_form = static_cast<int>(below(256)),
                  .dose_until = Day(1970, 1, 1) + below(1 << 16),
                  .bottles = static_cast<int32_t>(below(256))};
  for (int64_t i = below(5); i > 0; --i)
    content.portions.push_back(Micrograms(1 + below(0xffffff)));
  if (below(4) != 0) {
    content.last_dose = LastDose{.drug_form = static_cast<int>(below(256)),
                                 .micrograms = Micrograms(below(1 << 24)),
                                 .taken_at = Seconds(below(int64_t{1} << 32)),
                                 .source = static_cast<Source>(1 + below(3))};
  }
  for (int day = 0; day < kBottleDays; ++day) {
    if (below(2) == 0) content.bottle_days.push_back(content.issued_on + day);
  }
  return content;
}

TEST(Card, SaysWhatWasWrittenWhateverThatIs) {
  ASSERT_GE(sodium_init(), 0);
  const SigningKey key = MakeKey();
  std::mt19937_64 random(20261130);
  for (int i = 0; i < 5'000; ++i) {
    const Content content = AnyContent(random);
    const std::string text = Made(content, key);
    ASSERT_EQ(text.size(), 261U) << "every card is as long as every other";
    ASSERT_EQ(text.find_first_not_of(kAlphabet), text.npos) << text;
    const Opened opened = Open(text, {key.opening_key});
    ASSERT_EQ(opened.fault, Fault::kNone);
    ASSERT_EQ(opened.content, content) << i;
  }
}

TEST(Card, IsReadHoweverAScannerTypesIt) {
  const SigningKey key = MakeKey();
  const Content content = Usual();
  std::string text = Made(content, key);
  for (char& letter : text) letter = absl::ascii_tolower(letter);
  text.insert(100, "\r\n");
  EXPECT_EQ(Open(text + "\n", {key.opening_key}).content, content);
}

// The letter, and not the bits behind the last byte alone, decides: none may be another.
TEST(Card, IsRefusedWithAnyLetterChanged) {
  const SigningKey key = MakeKey();
  const std::string text = Made(Usual(), key);
  for (size_t at = 0; at < text.size(); ++at) {
    for (const char* letter = kAlphabet; *letter != '\0'; ++letter) {
      if (text[at] == *letter) continue;
      std::string other = text;
      other[at] = *letter;
      ASSERT_NE(FaultOf(other, key), Fault::kNone) << at << " " << *letter;
    }
  }
  EXPECT_EQ(FaultOf(text, key), Fault::kNone);
}

TEST(Card, IsOneOfTheNetworkThatMadeItAlone) {
  const SigningKey key = MakeKey(), other = MakeKey();
  const std::string text = Made(Usual(), key);
  EXPECT_EQ(FaultOf(text, other), Fault::kUnknownKey);
  EXPECT_EQ(Open(text, {}).fault, Fault::kUnknownKey);
  EXPECT_EQ(Open(text, {other.opening_key, key.opening_key}).fault, Fault::kNone)
      << "a key that was changed since still reads its cards";
  // Under the same id, which a network cannot come to by chance.
  OpeningKey disguised = other.opening_key;
  disguised.id = key.opening_key.id;
  EXPECT_EQ(Open(text, {disguised}).fault, Fault::kAltered);
}

TEST(Card, IsNotMadeByWhoeverHoldsADesksKeys) {
  const SigningKey key = MakeKey();
  // All that a desk has, and a signing key of somebody's own.
  const SigningKey stolen{key.opening_key, MakeKey().signing};
  EXPECT_EQ(FaultOf(Made(Usual(), stolen), key), Fault::kForged);
}

TEST(Card, IsNoOtherText) {
  const SigningKey key = MakeKey();
  const std::string text = Made(Usual(), key);
  for (const std::string& other :
       {std::string(), std::string("7K3MPZ4Q8X"), text.substr(1), text + "0", text + text,
        text.substr(0, 260) + "!", std::string(261, '0'), std::string(261, 'Z')}) {
    EXPECT_EQ(FaultOf(other, key), Fault::kNoCard) << other;
  }
}

// The bytes behind the letters of five bits.
std::string BytesOf(const std::string& letters) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char letter : letters) {
    bits = bits << 5 | static_cast<uint32_t>(std::string(kAlphabet).find(letter));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count));
  }
  return bytes;
}
// A number as it stands in the content.
std::string Packed(int64_t number, int bytes) {
  std::string packed;
  while (bytes-- > 0) packed.push_back(static_cast<char>(number >> (8 * bytes)));
  return packed;
}

// Neither the letters nor the bytes behind them hold what is sealed.
TEST(Card, ShowsAFinderNothing) {
  const SigningKey key = MakeKey();
  const Content content = Usual();
  int64_t number = 0;
  for (char letter : content.patient_number) {
    number = number << 5 | static_cast<int64_t>(std::string(kAlphabet).find(letter));
  }
  const std::string one = Made(content, key), two = Made(content, key);
  const std::string bytes = BytesOf(one);
  EXPECT_EQ(bytes.size(), 163U);
  EXPECT_NE(bytes.find(key.opening_key.id), bytes.npos) << "the bytes are read rightly";
  for (const std::string& needle :
       {content.patient_number, Packed(number, 7), content.site_code, Packed(60'000, 3),
        Packed(20'000, 3), Packed(absl::ToUnixSeconds(content.issued_at), 4)}) {
    EXPECT_EQ(bytes.find(needle), bytes.npos);
    EXPECT_EQ(one.find(needle), one.npos);
  }
  // The same said twice looks like two other things, behind the key's id.
  int alike = 0;
  for (size_t at = 8; at < one.size(); ++at) alike += one[at] == two[at] ? 1 : 0;
  EXPECT_LT(alike, 40) << "of 253, by chance some 8";
}

TEST(Card, SaysWhatItHasNoRoomFor) {
  const SigningKey key = MakeKey();
  const auto says = [&](void (*change)(Content*)) {
    Content content = Usual();
    change(&content);
    const auto made = Make(content, key);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kOutOfRange);
    return std::string(made.status().message());
  };
  EXPECT_THAT(says([](Content* c) { c->issue = 65'536; }), HasSubstr("issue"));
  EXPECT_THAT(says([](Content* c) { c->patient_number = "7K3MPZ"; }), HasSubstr("patient_number"));
  EXPECT_THAT(says([](Content* c) { c->site_code = "PAVLODAR1"; }), HasSubstr("site_code"));
  EXPECT_THAT(says([](Content* c) { c->portions.assign(5, Milligrams(1)); }),
              HasSubstr("portions"));
  EXPECT_THAT(says([](Content* c) { c->valid_until = c->issued_at - absl::Seconds(1); }),
              HasSubstr("valid_until"));
  EXPECT_THAT(says([](Content* c) { c->portions = {Micrograms(1 << 24)}; }), HasSubstr("portions"));
  EXPECT_THAT(says([](Content* c) { c->bottle_days = {c->issued_on + kBottleDays}; }),
              HasSubstr("bottle_days"));
  EXPECT_THAT(says([](Content* c) { c->dose_until = Day(1969, 12, 31); }), HasSubstr("dose_until"));
  EXPECT_THAT(says([](Content* c) { c->last_dose->micrograms = Micrograms(-1); }),
              HasSubstr("last_dose.micrograms"));
}

}  // namespace
}  // namespace oat::card
