// The log as operators, auditors and desks meet it: the server that seals beside its calls, oatd
// init and oatd verify, and the call that gives a desk its head.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "oat/v1/oversight.grpc.pb.h"
#include "services/contract/answer.h"
#include "services/server/head_file.h"
#include "services/transparency/seal_key.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class CommandTest : public testing::Test {
 protected:
  // What a subcommand of oatd says, and "exit N" where it fails.
  std::string Oatd(const std::string& arguments) const {
    return std::string(absl::StripAsciiWhitespace(
        test::Run(absl::StrCat(OAT_OATD, " --config ", clinic_.folder(), "/oatd.conf ", arguments,
                               " 2>&1 || echo exit $?"))));
  }
  absl::StatusOr<v1::GetTreeHeadResponse> GetTreeHead(int64_t known_size) {
    link::Link& link = clinic_.As("nurse");
    v1::GetTreeHeadRequest request;
    request.set_known_size(known_size);
    return link.Call(&v1::OversightService::Stub::GetTreeHead, request);
  }
  // Once the server has sealed more than so many rows.
  v1::GetTreeHeadResponse HeadAbove(int64_t size) {
    for (const absl::Time end = absl::Now() + absl::Seconds(60); absl::Now() < end;) {
      auto response = Must(GetTreeHead(size));
      if (response.head().size() > size) return response;
    }
    throw std::runtime_error("nothing was sealed for a minute");
  }
  static TreeHead FromAnswer(const v1::TreeHead& head) {
    return {.size = head.size(),
            .root = merkle::FromBytes(head.root()).value(),
            .sealed_at = contract::FromTimestamp(head.sealed_at()),
            .key_id = merkle::FromBytes(head.key_id()).value(),
            .signature = head.signature()};
  }
  std::string Path(const std::string& name) const { return clinic_.folder() + "/" + name; }

  Clinic clinic_;
};

TEST_F(CommandTest, SealsBesideTheCallsAndProvesThatEveryHeadContinuesTheLast) {
  const std::string public_key = Must(transparency::ReadPublicKey(Path("keys.seal.pub")));
  TreeHead known = FromAnswer(HeadAbove(0).head());
  EXPECT_TRUE(IsSignedBy(known, public_key));
  clinic_.Give(clinic_.Admit());
  for (int i = 0; i < 2; ++i) {
    const auto response = HeadAbove(known.size);
    const TreeHead head = FromAnswer(response.head());
    EXPECT_TRUE(IsSignedBy(head, public_key));
    std::vector<merkle::Hash> proof;
    for (const std::string& hash : response.consistency()) {
      proof.push_back(merkle::FromBytes(hash).value());
    }
    EXPECT_TRUE(merkle::IsContinued(known.size, known.root, head.size, head.root, proof));
    known = head;
  }
  // Of what it has itself, and of more, nothing is to be proved.
  EXPECT_EQ(Must(GetTreeHead(INT64_MAX)).consistency_size(), 0);
  EXPECT_EQ(Must(GetTreeHead(0)).consistency_size(), 0);
}

TEST_F(CommandTest, KeepsEveryHeadInAFileAndVerifiesTheDatabaseAgainstIt) {
  const int64_t size = HeadAbove(HeadAbove(0).head().size()).head().size();
  clinic_.StopServer();
  const auto kept = Must(server::ReadHeads(Path("keys.heads")));
  ASSERT_FALSE(kept.empty());
  EXPECT_GE(kept.back().size, size);
  EXPECT_EQ(kept.back().size, std::stoll(clinic_.Sql("SELECT max(size) FROM tree_head")));
  EXPECT_THAT(Oatd("verify"), StartsWith(absl::StrCat("verified ", kept.back().size, " rows, ",
                                                      kept.size(), " heads; ")));

  // Whoever keeps his own heads needs neither the server's file nor its secret key.
  std::filesystem::rename(Path("keys.heads"), Path("desk.head"));
  std::filesystem::remove(Path("keys.seal"));
  EXPECT_THAT(Oatd("verify --heads " + Path("desk.head")), StartsWith("verified "));
  clinic_.Sql(
      "SET session_replication_role = replica; UPDATE posting SET quantity = quantity + 1 "
      "WHERE (entry_id, line) = (SELECT entry_id, line FROM posting LIMIT 1)");
  const std::string said = Oatd("verify --heads " + Path("desk.head"));
  EXPECT_THAT(said, StartsWith("oatd: posting "));
  EXPECT_THAT(said, HasSubstr("is not as it was sealed"));
  EXPECT_THAT(said, HasSubstr("exit 1"));
}

TEST_F(CommandTest, SaysThatTheLogIsShorterThanAKeptHeadOrTheHeadNotOfThisKey) {
  HeadAbove(HeadAbove(0).head().size());
  clinic_.StopServer();
  clinic_.Sql(
      "SET session_replication_role = replica; DELETE FROM tree_head; DELETE FROM "
      "sealed_node; DELETE FROM sealed_leaf");
  EXPECT_THAT(Oatd("verify"), HasSubstr("it was cut off or rolled back"));
  Must(transparency::SealKey::CreateKeyFile(Path("another")));
  std::filesystem::rename(Path("another.pub"), Path("keys.seal.pub"));
  EXPECT_THAT(Oatd("verify"), HasSubstr("is not signed by this key"));
  std::ofstream(Path("wrong")) << "no head\n";
  EXPECT_THAT(Oatd("verify --heads " + Path("wrong")), HasSubstr("wrong: line 1: got no head"));
  EXPECT_THAT(Oatd("verify --heads /nowhere"), HasSubstr("/nowhere"));
}

TEST_F(CommandTest, ServesOnlyWithAKeyThatInitMakesForAnOlderInstallationToo) {
  clinic_.StopServer();
  struct stat status {};
  ASSERT_EQ(stat(Path("keys.seal").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_THAT(Oatd("init"), HasSubstr("has staff already")) << "nothing is missing";
  for (const char* file : {"keys.seal", "keys.seal.pub"}) std::filesystem::remove(Path(file));
  EXPECT_THAT(Oatd("serve"), HasSubstr("keys.seal: No such file or directory: run oatd init"));
  EXPECT_THAT(Oatd("init"), StartsWith("# made " + Path("keys.seal")));
  clinic_.StartServer();
  std::filesystem::permissions(Path("keys.seal"), std::filesystem::perms(0644));
  EXPECT_EQ(clinic_.StopServer(), 0);
  EXPECT_THAT(Oatd("serve"), HasSubstr("can be read by others"));
}

TEST_F(CommandTest, OutlivesADatabaseThatIsAwayAndSealsWhatWasWrittenMeanwhile) {
  const int64_t size = HeadAbove(0).head().size();
  clinic_.Sql(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
      "current_database() AND usename = 'oat_service'");
  clinic_.Sql("INSERT INTO audit (recorded_at, method, outcome) VALUES (now(), 'Test', 'read')");
  for (const absl::Time end = absl::Now() + absl::Seconds(60); absl::Now() < end;) {
    if (clinic_.Sql("SELECT count(*) FROM sealed_leaf JOIN audit ON table_name = 'audit' AND "
                    "row_key = audit_id::text WHERE method = 'Test'") == "1") {
      EXPECT_GT(HeadAbove(size).head().size(), size);
      return;
    }
  }
  FAIL() << "the row was not sealed within a minute";
}

}  // namespace
}  // namespace oat::test
