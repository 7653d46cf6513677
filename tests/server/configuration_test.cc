// The configuration of oatd: strict, and it names what is wrong and where.
#include "services/server/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"

namespace oat::server {
namespace {

using testing::HasSubstr;

constexpr char kWhole[] =
    "# where\n"
    "listen = unix:/run/oatd.sock\n"
    "\n"
    "database = host=/run/pg user=oat_service dbname=oat\n"
    "  key_file=/etc/keys  \n"
    "migrations = /usr/share/jalgas/migrations\n";

class ConfigurationTest : public testing::Test {
 protected:
  ConfigurationTest() : path_(absl::StrCat(testing::TempDir(), "oatd-", getpid(), ".conf")) {}
  ~ConfigurationTest() override { std::filesystem::remove(path_); }

  absl::StatusOr<Configuration> Read(const std::string& text,
                                     std::map<std::string, std::string> environment = {}) const {
    std::ofstream(path_) << text;
    return ReadConfiguration(path_, [&](const std::string& name) -> std::optional<std::string> {
      auto found = environment.find(name);
      if (found == environment.end()) return std::nullopt;
      return found->second;
    });
  }
  // The words of the refusal; empty when there was none.
  std::string Fault(const std::string& text,
                    const std::map<std::string, std::string>& environment = {}) const {
    auto read = Read(text, environment);
    if (read.ok()) return "";
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(read.status().message());
  }

  const std::string path_;
};

TEST_F(ConfigurationTest, ReadsKeysAndKeepsTheDefaultsOfTheOthers) {
  auto read = Read(absl::StrCat(kWhole, "workers = 3\nqueue_limit = 17\n"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->listen, "unix:/run/oatd.sock");
  EXPECT_EQ(read->database, "host=/run/pg user=oat_service dbname=oat");
  EXPECT_EQ(read->key_file, "/etc/keys");
  EXPECT_EQ(read->migrations, "/usr/share/jalgas/migrations");
  EXPECT_EQ(read->workers, 3);
  EXPECT_EQ(read->queue_limit, 17);
  EXPECT_EQ(read->metrics_port, 0) << "no listener unless one is asked for";
  EXPECT_EQ(read->clock_file, "") << "the system's clock unless one is asked for";
  EXPECT_EQ(read->seal_key_file, "/etc/keys.seal") << "beside the key file";
  EXPECT_EQ(read->card_key_file, "/etc/keys.card");
  EXPECT_EQ(read->heads_file, "/etc/keys.heads");
}

TEST_F(ConfigurationTest, PutsTheSealKeyAndTheHeadsWhereItIsTold) {
  auto read = Read(absl::StrCat(kWhole, "seal_key_file = /safe/seal\nheads_file = /log/heads\n"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->seal_key_file, "/safe/seal");
  EXPECT_EQ(read->heads_file, "/log/heads");
}

TEST_F(ConfigurationTest, NamesAnUnknownKeyWithFileAndLine) {
  const std::string fault = Fault(absl::StrCat(kWhole, "worker = 3\n"));
  EXPECT_THAT(fault, HasSubstr(path_ + ":7"));
  EXPECT_THAT(fault, HasSubstr("key worker"));
}

TEST_F(ConfigurationTest, NamesALineThatIsNoSetting) {
  EXPECT_THAT(Fault(absl::StrCat(kWhole, "workers 3\n")), HasSubstr(path_ + ":7"));
}

TEST_F(ConfigurationTest, NamesABadValueWithKeyAndWhatIsWanted) {
  for (const char* value : {"0", "201", "-1", "many", "3.5", ""}) {
    const std::string fault = Fault(absl::StrCat(kWhole, "workers = ", value, "\n"));
    EXPECT_THAT(fault, HasSubstr(path_ + ":7: workers")) << value;
    EXPECT_THAT(fault, HasSubstr("from 1 to 200")) << value;
  }
  EXPECT_EQ(Fault(absl::StrCat(kWhole, "workers = 1\n")), "");
  EXPECT_EQ(Fault(absl::StrCat(kWhole, "workers = 200\n")), "");
}

TEST_F(ConfigurationTest, ListensOnAUnixSocketAlone) {
  for (const char* address : {"0.0.0.0:50051", "localhost:50051", "unix:relative", "/run/oatd"}) {
    EXPECT_THAT(Fault(kWhole, {{"OATD_LISTEN", address}}), HasSubstr("unix:/")) << address;
  }
}

TEST_F(ConfigurationTest, KnowsHowLongASocketsPathMayBe) {
  const std::string longest = "/" + std::string(106, 'x');
  EXPECT_EQ(Fault(kWhole, {{"OATD_LISTEN", "unix:" + longest}}), "");
  EXPECT_THAT(Fault(kWhole, {{"OATD_LISTEN", "unix:" + longest + "x"}}), HasSubstr("107"));
}

TEST_F(ConfigurationTest, NamesEachSettingThatIsMissing) {
  const std::map<std::string, std::string> needed = {{"listen", "unix:/run/oatd.sock"},
                                                     {"database", "dbname=oat"},
                                                     {"key_file", "/etc/keys"},
                                                     {"migrations", "/migrations"}};
  for (const auto& [missing, _] : needed) {
    std::string text;
    for (const auto& [key, value] : needed) {
      if (key != missing) absl::StrAppend(&text, key, " = ", value, "\n");
    }
    EXPECT_THAT(Fault(text), HasSubstr(path_ + ": " + missing));
  }
}

TEST_F(ConfigurationTest, LetsTheEnvironmentOverrideTheFile) {
  auto read = Read(absl::StrCat(kWhole, "workers = 3\n"),
                   {{"OATD_WORKERS", "5"}, {"OATD_DATABASE", "dbname=other"}});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->workers, 5);
  EXPECT_EQ(read->database, "dbname=other");
  EXPECT_EQ(read->key_file, "/etc/keys");
}

TEST_F(ConfigurationTest, NamesTheVariableOfABadOverride) {
  EXPECT_THAT(Fault(kWhole, {{"OATD_WORKERS", "none"}}), HasSubstr("OATD_WORKERS"));
}

TEST_F(ConfigurationTest, NamesAFileThatCannotBeRead) {
  auto read = ReadConfiguration("/nowhere/oatd.conf",
                                [](const std::string&) { return std::optional<std::string>(); });
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("/nowhere/oatd.conf"));
}

}  // namespace
}  // namespace oat::server
