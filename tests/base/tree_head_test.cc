#include "services/base/tree_head.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace oat {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct KeyPair {
  KeyPair() : public_key(crypto_sign_PUBLICKEYBYTES, '\0') {
    crypto_sign_keypair(reinterpret_cast<unsigned char*>(public_key.data()), secret_key);
  }
  TreeHead Sign(TreeHead head) const {
    head.key_id = KeyIdOf(public_key);
    const std::string words = SignedWords(head);
    head.signature.resize(crypto_sign_BYTES);
    crypto_sign_detached(reinterpret_cast<unsigned char*>(head.signature.data()), nullptr,
                         reinterpret_cast<const unsigned char*>(words.data()), words.size(),
                         secret_key);
    return head;
  }
  std::string public_key;
  unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
};

TreeHead SomeHead() {
  return {.size = 12,
          .root = merkle::LeafHash("x"),
          .sealed_at = absl::FromUnixMicros(1'795'230'000'000'001)};
}

TEST(TreeHead, SignsSizeRootTimeAndKeyAsOneLine) {
  const KeyPair key;
  const TreeHead head = key.Sign(SomeHead());
  EXPECT_EQ(SignedWords(head),
            absl::StrCat("jalgas-head-1 12 ", merkle::ToHex(head.root),
                         " 2026-11-21T03:00:00.000001Z ", merkle::ToHex(head.key_id)));
  EXPECT_TRUE(IsSignedBy(head, key.public_key));
}

TEST(TreeHead, IsNotSignedWhenAnythingOfItIsAnother) {
  const KeyPair key;
  const TreeHead head = key.Sign(SomeHead());
  std::vector<TreeHead> others(5, head);
  others[0].size += 1;
  others[1].root[0] ^= 1;
  others[2].sealed_at += absl::Microseconds(1);
  others[3].key_id[0] ^= 1;
  others[4].signature[0] ^= 1;
  for (const TreeHead& other : others) EXPECT_FALSE(IsSignedBy(other, key.public_key));
  EXPECT_FALSE(IsSignedBy(head, KeyPair().public_key));
  EXPECT_FALSE(IsSignedBy(head, ""));
}

TEST(TreeHead, IsReadBackFromAFileLineByLine) {
  const KeyPair key;
  const TreeHead first = key.Sign(SomeHead());
  TreeHead second = SomeHead();
  second.size = 13;
  second = key.Sign(second);
  auto heads = ParseHeads(HeadLine(first) + "\n" + HeadLine(second) + "\n");
  ASSERT_TRUE(heads.ok()) << heads.status();
  EXPECT_THAT(*heads, ElementsAre(first, second));
  EXPECT_THAT(*ParseHeads(""), IsEmpty());
  EXPECT_THAT(*ParseHeads(HeadLine(first) + "\n" + HeadLine(second).substr(0, 30)),
              ElementsAre(first))
      << "a line that was cut off";
}

TEST(TreeHead, IsReadStrictly) {
  const std::string line = HeadLine(KeyPair().Sign(SomeHead()));
  for (const std::string& wrong :
       {std::string(""), "x " + line, line + " ", line + " x",
        absl::StrReplaceAll(line, {{"head-1", "head-2"}}),
        absl::StrReplaceAll(line, {{" 12 ", " 012 "}}),
        absl::StrReplaceAll(line, {{" 12 ", " twelve "}}),
        absl::StrReplaceAll(line, {{"T03:00", "T3:00"}}),
        absl::StrReplaceAll(line, {{".000001Z", ".1Z"}}), line.substr(0, line.size() - 1)}) {
    const auto heads = ParseHeads(line + "\n" + wrong + "\n");
    ASSERT_FALSE(heads.ok()) << wrong;
    EXPECT_THAT(std::string(heads.status().message()), HasSubstr("line 2"));
  }
}

}  // namespace
}  // namespace oat
