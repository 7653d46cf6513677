#include "services/identity/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/identity/cipher.h"

namespace oat::identity {
namespace {

using namespace std::string_literals;

// Each test has a folder of its own with a key file in it.
class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() {
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    const mode_t before = umask(0);
    EXPECT_TRUE(CreateKeyFile(Path("keys")).ok());
    umask(before);
  }
  ~KeyFileTest() override { std::filesystem::remove_all(folder_); }

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

  std::string folder_ = testing::TempDir() + "/key_file_test_XXXXXX";
};

TEST_F(KeyFileTest, WritesAKeyFileForItsOwnerAloneAndOnce) {
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(Path("keys")).permissions()), 0600U);
  const std::string keys = Keys();
  EXPECT_TRUE(absl::IsAlreadyExists(CreateKeyFile(Path("keys"))));
  EXPECT_EQ(Keys(), keys);
  EXPECT_TRUE(absl::IsAlreadyExists(CreateKeyFile(Write("empty", ""))));
}

TEST_F(KeyFileTest, OpensNoFileThatOthersCanReach) {
  for (mode_t mode : {0640, 0660, 0604, 0644, 0666}) {
    ASSERT_EQ(chmod(Path("keys").c_str(), mode), 0);
    EXPECT_TRUE(absl::IsFailedPrecondition(ReadKeyFile(Path("keys")).status())) << mode;
  }
  for (mode_t mode : {0600, 0400}) {
    ASSERT_EQ(chmod(Path("keys").c_str(), mode), 0);
    EXPECT_TRUE(ReadKeyFile(Path("keys")).ok()) << mode;
  }
}

TEST_F(KeyFileTest, OpensNothingThatIsNoKeyFile) {
  EXPECT_TRUE(absl::IsNotFound(ReadKeyFile(Path("absent")).status()));
  const std::string keys = Keys(), first_line = keys.substr(0, keys.find('\n') + 1);
  const std::string last_key = keys.substr(keys.rfind(' ') + 1);
  const std::string but_last_key = keys.substr(0, keys.size() - last_key.size());
  for (const std::string& content : {""s,
                                     "garbage"s,
                                     "\n\n\n"s,
                                     std::string(200, '\0'),
                                     first_line,
                                     " " + keys,
                                     keys + "x",
                                     keys + keys,
                                     "jalgas-keys 1\n" + keys.substr(first_line.size()),
                                     but_last_key,
                                     absl::StrReplaceAll(keys, {{"index 1", "index 0"}}),
                                     absl::StrReplaceAll(keys, {{"index 1", "index 10000"}}),
                                     absl::StrReplaceAll(keys, {{"index 1", "index one"}}),
                                     absl::StrReplaceAll(keys, {{"index 1", "index"}}),
                                     absl::StrReplaceAll(keys, {{"index 1", "inde 1"}}),
                                     absl::StrReplaceAll(keys, {{"index 1", "master 2"}}),
                                     absl::StrReplaceAll(keys, {{"index 1", "master 1"}}),
                                     keys + "\n",
                                     keys + "index 1 " + last_key,
                                     but_last_key + "QUJD\n",
                                     but_last_key + "*" + last_key.substr(1)}) {
    const absl::Status status = ReadKeyFile(Write("other", content)).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << content << ": " << status;
    EXPECT_FALSE(absl::StrContains(status.message(), last_key.substr(0, 9)));
  }
  EXPECT_TRUE(ReadKeyFile(Write("other", keys)).ok());
}

TEST_F(KeyFileTest, ReplacesTheFileByAllItsKeysForItsOwnerAlone) {
  KeyFile keys = *ReadKeyFile(Path("keys"));
  const KeyFile before = keys;
  keys.masters[2] = NewKey();
  keys.indexes[9999] = NewKey();
  // What was left of a try that was cut off is no hindrance.
  Write("keys.new", "half a");
  const mode_t mask = umask(0);
  ASSERT_TRUE(ReplaceKeyFile(Path("keys"), keys).ok());
  umask(mask);
  const KeyFile after = *ReadKeyFile(Path("keys"));
  EXPECT_EQ(after.masters, keys.masters);
  EXPECT_EQ(after.indexes, keys.indexes);
  EXPECT_EQ(after.masters.at(1), before.masters.at(1));
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(Path("keys")).permissions()), 0600U);
  EXPECT_FALSE(std::filesystem::exists(Path("keys.new")));
  EXPECT_TRUE(absl::IsFailedPrecondition(ReplaceKeyFile(Path("absent"), keys)));
  EXPECT_FALSE(std::filesystem::exists(Path("absent")));
}

}  // namespace
}  // namespace oat::identity
