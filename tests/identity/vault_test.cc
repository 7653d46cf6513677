#include "services/identity/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "services/base/uuid.h"
#include "services/identity/cipher.h"
#include "services/identity/key_file.h"

namespace oat::identity {
namespace {

using namespace std::string_literals;
using testing::ElementsAre, testing::IsEmpty;

// Family name, given name, birth date, kind and number of the document, UIC.
Particulars Somebody() {
  return {Secret("Қасымов"),  Secret("Қанат"),      Secret("1990-01-02"),
          Secret("passport"), Secret("N 1234-567"), Secret("KAKA020190")};
}

// Each test has a folder of its own with a key file in it.
class VaultTest : public testing::Test {
 protected:
  VaultTest() {
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    const mode_t before = umask(0);
    EXPECT_TRUE(CreateKeyFile(Path("keys")).ok());
    umask(before);
  }
  ~VaultTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  Vault Open() const { return *Vault::Open(Path("keys")); }
  Vault OpenOther() const {
    EXPECT_TRUE(CreateKeyFile(Path("other")).ok());
    return *Vault::Open(Path("other"));
  }

  std::string folder_ = testing::TempDir() + "/vault_test_XXXXXX";
};

constexpr char kText[] = "a text";
const Owner kPerson{.person = PersonId(7)};

// A record of an owner, sealed under a key of its own that master key 1 wraps.
Sealed SealOne(const Vault& vault, const Owner& owner, const std::string& text) {
  const Secret key = NewKey();
  return {owner, *vault.Wrap(key, owner, 1), Encrypt(key, text)};
}
std::string Unsealed(const absl::StatusOr<std::optional<std::string>>& result) {
  if (!result.ok()) return result.status().ToString();
  return result->value_or("shredded");
}

TEST_F(VaultTest, UnsealsWhatWasSealedForAnOwner) {
  const Vault vault = Open();
  for (const std::string& text : {""s, "a\0b"s, std::string(70'000, 'x')}) {
    EXPECT_EQ(Unsealed(vault.Unseal(SealOne(vault, kPerson, text))), text);
  }
  const auto back = Open().UnsealParticulars(SealOne(vault, {}, ToText(Somebody())));
  ASSERT_TRUE(back.ok() && *back) << back.status();
  for (Secret Particulars::*part :
       {&Particulars::family_name, &Particulars::given_name, &Particulars::birth_date,
        &Particulars::document_kind, &Particulars::document_number, &Particulars::uic}) {
    EXPECT_EQ((**back.*part).Reveal(), (Somebody().*part).Reveal());
  }
}

TEST_F(VaultTest, OpensAKeyInItsOwnersPlaceAlone) {
  const Vault vault = Open();
  const Owner owners[] = {kPerson, {.person = PersonId(8)}, {.review = MakeUuid(absl::Now())}, {}};
  for (size_t i = 0; i < std::size(owners); ++i) {
    Sealed sealed = SealOne(vault, owners[i], kText);
    EXPECT_EQ(Unsealed(vault.Unseal(sealed)), kText);
    for (size_t other = 0; other < std::size(owners); ++other) {
      sealed.owner = owners[other];
      EXPECT_EQ(absl::IsDataLoss(vault.Unseal(sealed).status()), other != i) << i << " " << other;
    }
  }
}

TEST_F(VaultTest, RefusesEachAlteredByte) {
  const Vault vault = Open();
  const Sealed sealed = SealOne(vault, kPerson, ToText(Somebody()));
  for (bool of_key : {true, false}) {
    const size_t size = of_key ? sealed.key.key->value.size() : sealed.ciphertext.value.size();
    for (size_t at = 0; at < size; ++at) {
      Sealed flipped = sealed, cut = sealed;
      (of_key ? *flipped.key.key : flipped.ciphertext).value[at] ^= static_cast<char>(1 << at % 8);
      (of_key ? *cut.key.key : cut.ciphertext).value.resize(at);
      EXPECT_TRUE(absl::IsDataLoss(vault.Unseal(flipped).status())) << at;
      EXPECT_TRUE(absl::IsDataLoss(vault.Unseal(cut).status())) << at;
    }
  }
  EXPECT_TRUE(absl::IsDataLoss(OpenOther().Unseal(sealed).status()));
}

TEST_F(VaultTest, SealsNothingTwiceAlike) {
  const Secret key = NewKey();
  EXPECT_NE(key, NewKey());
  const std::string text = ToText(Somebody());
  for (const char* part : {"Қасымов", "Қанат", "1990", "1234", "KAKA", "passport", "name"}) {
    EXPECT_FALSE(absl::StrContains(Encrypt(key, text).value, part)) << part;
  }
  // No byte of the nonce stands still from one seal to the next.
  std::array<std::set<char>, 24> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string box = Encrypt(key, "x").value;
    for (size_t at = 0; at < seen.size(); ++at) seen[at].insert(box.at(at));
  }
  for (const auto& values : seen) EXPECT_GT(values.size(), 10U);
}

TEST_F(VaultTest, OpensNothingOnceTheKeyIsShredded) {
  const Vault vault = Open();
  Sealed sealed = SealOne(vault, kPerson, kText);
  sealed.key = {};
  EXPECT_EQ(Unsealed(vault.Unseal(sealed)), "shredded");
}

TEST_F(VaultTest, LooksIntoTheFileAgainForAVersionThatItDoesNotKnow) {
  const Vault vault = Open();
  EXPECT_TRUE(absl::IsInternal(vault.Wrap(NewKey(), kPerson, 2).status()));
  KeyFile keys = *ReadKeyFile(Path("keys"));
  keys.masters[2] = NewKey();
  keys.indexes[2] = NewKey();
  ASSERT_TRUE(ReplaceKeyFile(Path("keys"), keys).ok());
  const Secret key = NewKey();
  EXPECT_EQ(vault.Unwrap(*vault.Wrap(key, kPerson, 2), kPerson).value(), key);
  EXPECT_EQ(vault.TokensOf(Somebody(), {1, 2})->size(), 8U);
  EXPECT_TRUE(absl::IsInternal(vault.TokensOf(Somebody(), {3}).status()));
}

std::vector<std::string> KindsOf(const Vault& vault, const Particulars& particulars) {
  std::vector<std::string> kinds;
  const std::vector<Token> tokens = *vault.TokensOf(particulars, {1});
  for (const Token& token : tokens) kinds.push_back(token.kind);
  return kinds;
}

// Which of somebody's tokens another does not have.
std::vector<std::string> Missing(const Vault& vault, const Particulars& another) {
  std::vector<std::string> kinds;
  const std::vector<Token> tokens = *vault.TokensOf(another, {1});
  const std::vector<Token> own = *vault.TokensOf(Somebody(), {1});
  for (const Token& token : own) {
    auto same = [&](const Token& t) { return t.kind == token.kind && t.value == token.value; };
    if (std::none_of(tokens.begin(), tokens.end(), same)) kinds.push_back(token.kind);
  }
  return kinds;
}

TEST_F(VaultTest, FindsAgainWhatFoldsAlike) {
  const Vault vault = Open();
  EXPECT_THAT(KindsOf(vault, Somebody()),
              testing::UnorderedElementsAre("document", "uic", "name_and_birth_date", "name"));
  Particulars other = {Secret(" KASSYMOV"), Secret("kanat"),     Secret("1990-01-02"),
                       Secret("passport"),  Secret("n1234 567"), Secret("kaka-020190")};
  EXPECT_THAT(Missing(vault, other), IsEmpty());
  EXPECT_THAT(Missing(Open(), other), IsEmpty());

  other.birth_date = Secret("1990-01-03");
  other.document_kind = Secret("national_id");
  EXPECT_THAT(Missing(vault, other), ElementsAre("document", "name_and_birth_date"));
  other.family_name = Secret("Ибраев");
  other.uic = Secret("KAKA020191");
  EXPECT_EQ(Missing(vault, other).size(), 4U);
}

TEST_F(VaultTest, KeepsTokensOfTwoVaultsAndKindsApart) {
  std::set<std::string> values;
  for (const Vault& vault : {Open(), OpenOther()}) {
    const std::vector<Token> tokens = *vault.TokensOf(Somebody(), {1});
    for (const Token& token : tokens) values.insert(token.value.value);
  }
  EXPECT_EQ(values.size(), 8U);
  const Secret key = NewKey();
  for (const char* purpose : {"name", "x"}) values.insert(KeyedDigest(key, purpose, "x").value);
  EXPECT_EQ(values.size(), 10U);
  EXPECT_EQ(KeyedDigest(key, "x", "x"), KeyedDigest(key, "x", "x"));
}

// An empty key would make everybody without one the same person (folding.h).
TEST_F(VaultTest, MakesNoTokenOfWhatIsAbsent) {
  const Vault vault = Open();
  EXPECT_THAT(KindsOf(vault, {}), IsEmpty());
  EXPECT_THAT(KindsOf(vault, {.uic = Secret("KAKA020190")}), ElementsAre("uic"));
  EXPECT_THAT(KindsOf(vault, {.family_name = Secret("Ибраев")}), ElementsAre("name"));
  EXPECT_THAT(KindsOf(vault, {.document_number = Secret(" - ")}), IsEmpty());
  EXPECT_THAT(KindsOf(vault, {.uic = Secret("--")}), IsEmpty());
  EXPECT_THAT(KindsOf(vault, {.family_name = Secret("?"), .birth_date = Secret("1990-01-02")}),
              IsEmpty());
}

}  // namespace
}  // namespace oat::identity
