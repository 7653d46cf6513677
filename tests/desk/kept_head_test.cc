// A desk takes no head that does not continue the one it has.
#include "clients/desk/kept_head.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "oat/v1/oversight.pb.h"

namespace oat::desk {
namespace {

using testing::StartsWith;

// The log of a server whose rows are these numbers.
class Log {
 public:
  explicit Log(std::string rows = "row") : rows_(std::move(rows)) {}

  v1::GetTreeHeadResponse Answer(int64_t known_size, int64_t size, char key = 'k') const {
    v1::GetTreeHeadResponse response;
    response.mutable_head()->set_size(size);
    response.mutable_head()->set_root(merkle::ToBytes(HashOf({0, size})));
    response.mutable_head()->mutable_sealed_at()->set_seconds(1000 + size);
    response.mutable_head()->set_key_id(std::string(32, key));
    response.mutable_head()->set_signature(std::string(64, 's'));
    if (known_size >= size) return response;
    for (const merkle::Range& part : merkle::ConsistencyParts(known_size, size)) {
      response.add_consistency(merkle::ToBytes(HashOf(part)));
    }
    return response;
  }

 private:
  merkle::Hash HashOf(merkle::Range range) const {
    merkle::Frontier frontier;
    std::vector<merkle::Frontier::Completed> completed;
    for (int64_t i = range.begin; i < range.end; ++i) {
      frontier.Append(merkle::LeafHash(absl::StrCat(rows_, i)), &completed);
    }
    return frontier.Root();
  }

  const std::string rows_;
};

class KeptHeadTest : public testing::Test {
 protected:
  KeptHeadTest()
      : folder_(absl::StrCat(testing::TempDir(), "kept-head-", getpid())),
        path_(folder_ + "/journal.head") {
    std::filesystem::create_directories(folder_);
  }
  ~KeptHeadTest() override { std::filesystem::remove_all(folder_); }

  static std::string TextOf(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  const std::string folder_;
  const std::string path_;
};

TEST_F(KeptHeadTest, KeepsTheNewestOfHeadsThatContinueOneAnother) {
  KeptHead kept(path_);
  EXPECT_EQ(kept.size(), 0);
  EXPECT_TRUE(kept.Take(v1::GetTreeHeadResponse())) << "nothing is sealed yet";
  for (int64_t size : {3, 7, 7, 8, 100}) {
    EXPECT_TRUE(kept.Take(Log().Answer(kept.size(), size))) << size;
    EXPECT_EQ(kept.size(), size);
  }
  EXPECT_THAT(TextOf(path_), StartsWith("jalgas-head-1 100 "));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".broken"));
  EXPECT_EQ(KeptHead(path_).size(), 100) << "after a restart";
}

TEST_F(KeptHeadTest, TakesNoHeadThatDoesNotContinueIt) {
  KeptHead kept(path_);
  ASSERT_TRUE(kept.Take(Log().Answer(0, 7)));
  const std::string before = TextOf(path_);
  // Rolled back, and emptied.
  EXPECT_FALSE(kept.Take(Log().Answer(7, 6)));
  EXPECT_FALSE(kept.Take(v1::GetTreeHeadResponse()));
  // Written anew: longer, and as long.
  EXPECT_FALSE(kept.Take(Log("other").Answer(7, 12)));
  EXPECT_FALSE(kept.Take(Log("other").Answer(7, 7)));
  // Under another key.
  EXPECT_FALSE(kept.Take(Log().Answer(7, 12, 'x')));
  // Without the proof, and with what is none.
  EXPECT_FALSE(kept.Take(Log().Answer(12, 12)));
  auto wrong = Log().Answer(7, 12);
  wrong.set_consistency(0, "short");
  EXPECT_FALSE(kept.Take(wrong));
  auto no_head = Log().Answer(7, 12);
  no_head.mutable_head()->set_root("short");
  EXPECT_FALSE(kept.Take(no_head));

  EXPECT_EQ(TextOf(path_), before);
  EXPECT_THAT(TextOf(path_ + ".broken"), StartsWith("jalgas-head-1 6 "));
  EXPECT_TRUE(kept.Take(Log().Answer(7, 12))) << "and one that does is taken still";
}

}  // namespace
}  // namespace oat::desk
