#include "services/server/head_file.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace oat::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TreeHead HeadOf(int64_t size) {
  return {.size = size,
          .root = merkle::LeafHash(absl::StrCat(size)),
          .sealed_at = absl::FromUnixMicros(1'000'000 * size),
          .signature = std::string(64, 's')};
}

class HeadFileTest : public testing::Test {
 protected:
  HeadFileTest() : path_(absl::StrCat(testing::TempDir(), "heads-", getpid())) {
    std::filesystem::remove(path_);
  }
  ~HeadFileTest() override { std::filesystem::remove(path_); }

  const std::string path_;
};

TEST_F(HeadFileTest, KeepsEveryHeadBehindTheOthers) {
  for (int64_t size : {1, 2, 3}) ASSERT_TRUE(AppendHead(path_, HeadOf(size)).ok());
  EXPECT_THAT(*ReadHeads(path_), ElementsAre(HeadOf(1), HeadOf(2), HeadOf(3)));
}

TEST_F(HeadFileTest, GoesOnBehindALineThatAPowerCutCutOff) {
  ASSERT_TRUE(AppendHead(path_, HeadOf(1)).ok());
  std::ofstream(path_, std::ios::app) << HeadLine(HeadOf(2)).substr(0, 40);
  EXPECT_THAT(*ReadHeads(path_), ElementsAre(HeadOf(1)));
  ASSERT_TRUE(AppendHead(path_, HeadOf(3)).ok());
  EXPECT_THAT(*ReadHeads(path_), ElementsAre(HeadOf(1), HeadOf(3)));
}

TEST_F(HeadFileTest, NamesFileAndLineOfWhatIsNoHead) {
  ASSERT_TRUE(AppendHead(path_, HeadOf(1)).ok());
  std::ofstream(path_, std::ios::app) << "something else\n";
  const auto heads = ReadHeads(path_);
  EXPECT_TRUE(absl::IsInvalidArgument(heads.status()));
  EXPECT_THAT(std::string(heads.status().message()), HasSubstr(path_ + ": line 2"));
}

TEST_F(HeadFileTest, SaysThatAFileIsNotThereOrCannotBeWritten) {
  EXPECT_TRUE(absl::IsNotFound(ReadHeads(path_).status()));
  const absl::Status refused = AppendHead("/nowhere/heads", HeadOf(1));
  EXPECT_TRUE(absl::IsFailedPrecondition(refused));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("/nowhere/heads"));
}

}  // namespace
}  // namespace oat::server
