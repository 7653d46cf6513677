#include "clients/desk/journal.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace oat::desk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class JournalTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<Journal> Open() { return Journal::Open(path_); }
  // The ids of what is unanswered, in order.
  static std::vector<std::string> Ids(Journal& journal) {
    std::vector<std::string> ids;
    auto unanswered = journal.Unanswered();
    EXPECT_TRUE(unanswered.ok()) << unanswered.status();
    for (const KeptRequest& kept : *unanswered) ids.push_back(kept.request_id);
    return ids;
  }

  const std::string folder_ = absl::StrCat(testing::TempDir(), "/journal_test_", getpid());
  const std::string path_ = folder_ + "/journal";
};

TEST_F(JournalTest, IsEmptyWhenNew) {
  auto journal = Open();
  ASSERT_TRUE(journal.ok()) << journal.status();
  EXPECT_THAT(Ids(*journal), IsEmpty());
}

TEST_F(JournalTest, GivesBackWhatWasKeptByteForByte) {
  const std::string body("\0\xFF'; DROP TABLE request; --\n\0", 30);
  {
    auto journal = Open();
    ASSERT_TRUE(journal->Keep({"id-1", "AuthoriseDose", body}).ok());
    ASSERT_TRUE(journal->Keep({"id-2", "VoidDose", ""}).ok());
  }
  auto journal = Open();
  auto unanswered = journal->Unanswered();
  ASSERT_TRUE(unanswered.ok()) << unanswered.status();
  ASSERT_EQ(unanswered->size(), 2u);
  EXPECT_EQ((*unanswered)[0].request_id, "id-1");
  EXPECT_EQ((*unanswered)[0].method, "AuthoriseDose");
  EXPECT_EQ((*unanswered)[0].body, body);
  EXPECT_EQ((*unanswered)[1].method, "VoidDose");
  EXPECT_EQ((*unanswered)[1].body, "");
}

TEST_F(JournalTest, NamesTheUnansweredOldestFirst) {
  {
    auto journal = Open();
    for (const char* id : {"c", "a", "d"}) ASSERT_TRUE(journal->Keep({id, "VoidDose", "x"}).ok());
  }
  auto journal = Open();
  ASSERT_TRUE(journal->Keep({"b", "VoidDose", "x"}).ok());
  EXPECT_THAT(Ids(*journal), ElementsAre("c", "a", "d", "b"));
}

TEST_F(JournalTest, ForgetsWhatIsSettledForGood) {
  {
    auto journal = Open();
    for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(journal->Keep({id, "VoidDose", "x"}).ok());
    EXPECT_TRUE(journal->Settle("b").ok());
    EXPECT_TRUE(journal->Settle("b").ok());
    EXPECT_TRUE(journal->Settle("nobody asked this").ok());
    EXPECT_THAT(Ids(*journal), ElementsAre("a", "c"));
  }
  auto journal = Open();
  EXPECT_THAT(Ids(*journal), ElementsAre("a", "c"));
}

TEST_F(JournalTest, TakesAnIdOnceEvenAfterItIsSettled) {
  auto journal = Open();
  ASSERT_TRUE(journal->Keep({"a", "VoidDose", "x"}).ok());
  ASSERT_TRUE(journal->Settle("a").ok());
  const absl::Status again = journal->Keep({"a", "VoidDose", "other"});
  EXPECT_THAT(again.message(), HasSubstr("the desk's journal: "));
  EXPECT_THAT(Ids(*journal), IsEmpty());
}

TEST_F(JournalTest, SurvivesADeskThatIsKilled) {
  const pid_t desk = fork();
  if (desk == 0) {
    auto journal = Open();
    const bool kept = journal.ok() && journal->Keep({"a", "ConfirmDose", "x"}).ok();
    if (kept) raise(SIGKILL);
    _exit(1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(desk, &status, 0), desk);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the request was not kept";
  auto journal = Open();
  ASSERT_TRUE(journal.ok()) << journal.status();
  EXPECT_THAT(Ids(*journal), ElementsAre("a"));
}

TEST_F(JournalTest, IsForItsOwnerAlone) {
  const mode_t before = umask(0);
  auto journal = Open();
  const mode_t left = umask(before);
  EXPECT_EQ(left, 0u) << "opening the journal changed the umask";
  ASSERT_TRUE(journal->Keep({"a", "VoidDose", "x"}).ok());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    struct stat info = {};
    ASSERT_EQ(stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 2) << "the write-ahead log stands beside the file";
}

TEST_F(JournalTest, SaysWhatIsWrongWithAFileItCannotUse) {
  EXPECT_THAT(Journal::Open(folder_ + "/nowhere/journal").status().message(),
              HasSubstr("the desk's journal: unable to open"));
  EXPECT_THAT(Journal::Open(folder_).status().message(),
              HasSubstr("the desk's journal: unable to open"));
  const std::string text = path_ + ".txt";
  std::ofstream(text) << std::string(4096, 'x');
  EXPECT_THAT(Journal::Open(text).status().message(),
              HasSubstr("the desk's journal: file is not a database"));
}

}  // namespace
}  // namespace oat::desk
