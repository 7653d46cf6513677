#include "services/identity/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"

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
    EXPECT_TRUE(Vault::CreateKeyFile(Path("keys")).ok());
    umask(before);
  }
  ~VaultTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Write(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    chmod(Path(name).c_str(), 0600);
    return Path(name);
  }
  std::string Keys() const {
    std::ifstream file(Path("keys"), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  Vault Open() const { return *Vault::Open(Path("keys")); }
  Vault OpenOther() const {
    EXPECT_TRUE(Vault::CreateKeyFile(Path("other")).ok());
    return *Vault::Open(Path("other"));
  }

  std::string folder_ = testing::TempDir() + "/vault_test_XXXXXX";
};

TEST_F(VaultTest, WritesAKeyFileForItsOwnerAloneAndOnce) {
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(Path("keys")).permissions()), 0600U);
  const std::string keys = Keys();
  EXPECT_TRUE(absl::IsAlreadyExists(Vault::CreateKeyFile(Path("keys"))));
  EXPECT_EQ(Keys(), keys);
  EXPECT_TRUE(absl::IsAlreadyExists(Vault::CreateKeyFile(Write("empty", ""))));
}

TEST_F(VaultTest, OpensNoFileThatOthersCanReach) {
  for (mode_t mode : {0640, 0660, 0604, 0644, 0666}) {
    ASSERT_EQ(chmod(Path("keys").c_str(), mode), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(Vault::Open(Path("keys")).status())) << mode;
  }
  for (mode_t mode : {0600, 0400}) {
    ASSERT_EQ(chmod(Path("keys").c_str(), mode), 0);
    EXPECT_TRUE(Vault::Open(Path("keys")).ok()) << mode;
  }
}

TEST_F(VaultTest, OpensNothingThatIsNoKeyFile) {
  EXPECT_TRUE(absl::IsNotFound(Vault::Open(Path("absent")).status()));
  const std::string keys = Keys(), first_line = keys.substr(0, keys.find('\n') + 1);
  const std::string last_key = keys.substr(keys.rfind(' ') + 1);
  const std::string but_last_key = keys.substr(0, keys.size() - last_key.size());
  for (const std::string& content :
       {""s, "garbage"s, "\n\n\n"s, std::string(200, '\0'), first_line, " " + keys, keys + "x",
        keys + keys, "jalgas-keys 2\n" + keys.substr(first_line.size()), but_last_key,
        but_last_key + "QUJD\n", but_last_key + "*" + last_key.substr(1)}) {
    const absl::Status status = Vault::Open(Write("other", content)).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << content << ": " << status;
    EXPECT_FALSE(absl::StrContains(status.message(), last_key.substr(0, 9)));
  }
  EXPECT_TRUE(Vault::Open(Write("other", keys)).ok());
}

TEST_F(VaultTest, UnsealsWhatItSealed) {
  const Vault vault = Open();
  for (const std::string& text : {""s, "a\0b"s, std::string(70'000, 'x')}) {
    EXPECT_EQ(vault.Unseal(vault.Seal(text)).value_or("not unsealed"), text);
  }
  const auto back = Open().UnsealParticulars(vault.SealParticulars(Somebody()));
  ASSERT_TRUE(back.ok()) << back.status();
  for (Secret Particulars::*part :
       {&Particulars::family_name, &Particulars::given_name, &Particulars::birth_date,
        &Particulars::document_kind, &Particulars::document_number, &Particulars::uic}) {
    EXPECT_EQ((*back.*part).Reveal(), (Somebody().*part).Reveal());
  }
}

TEST_F(VaultTest, SealsEachTimeUnderAKeyOfItsOwn) {
  const Vault vault = Open();
  const Sealed first = vault.SealParticulars(Somebody()), second = vault.Seal("x");
  EXPECT_TRUE(absl::IsDataLoss(vault.Unseal({first.wrapped_key, second.ciphertext}).status()));
  for (const char* part : {"Қасымов", "Қанат", "1990", "1234", "KAKA", "passport", "name"}) {
    EXPECT_FALSE(absl::StrContains(first.ciphertext.value, part)) << part;
  }
  // No byte stands still from one seal to the next: a nonce used twice would show.
  std::array<std::set<char>, 24> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string box = vault.Seal("x").wrapped_key.value;
    for (size_t at = 0; at < seen.size(); ++at) seen[at].insert(box.at(at));
  }
  for (const auto& values : seen) EXPECT_GT(values.size(), 10U);
}

TEST_F(VaultTest, RefusesEachAlteredByte) {
  const Vault vault = Open();
  const Sealed sealed = vault.SealParticulars(Somebody());
  for (db::Bytes Sealed::*box : {&Sealed::wrapped_key, &Sealed::ciphertext}) {
    for (size_t at = 0; at < (sealed.*box).value.size(); ++at) {
      Sealed flipped = sealed, cut = sealed;
      (flipped.*box).value[at] ^= static_cast<char>(1 << at % 8);
      (cut.*box).value.resize(at);
      EXPECT_TRUE(absl::IsDataLoss(vault.Unseal(flipped).status())) << at;
      EXPECT_TRUE(absl::IsDataLoss(vault.Unseal(cut).status())) << at;
    }
  }
  EXPECT_TRUE(absl::IsDataLoss(OpenOther().Unseal(sealed).status()));
}

std::vector<std::string> KindsOf(const Vault& vault, const Particulars& particulars) {
  std::vector<std::string> kinds;
  for (const Token& token : vault.TokensOf(particulars)) kinds.push_back(token.kind);
  return kinds;
}

// Which of somebody's tokens another does not have.
std::vector<std::string> Missing(const Vault& vault, const Particulars& another) {
  std::vector<std::string> kinds;
  const std::vector<Token> tokens = vault.TokensOf(another);
  for (const Token& token : vault.TokensOf(Somebody())) {
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
    for (const Token& token : vault.TokensOf(Somebody())) values.insert(token.value.value);
    for (const char* purpose : {"name", "x"}) values.insert(vault.KeyedDigest(purpose, "x").value);
  }
  EXPECT_EQ(values.size(), 12U);
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
