// New master and index keys while the clinic works: nobody's record fails to open, nobody is lost
// to a search, and nothing that is needed goes.
#include <atomic>
#include <thread>

#include "oat/v1/enrolment.pb.h"
#include "services/db/transaction.h"
#include "services/identity/store.h"
#include "services/identity/token_store.h"
#include "tests/identity/key_test.h"

namespace oat::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class RotationTest : public KeyTest {
 protected:
  static std::string Newest(const std::string& kind) {
    return clinic().Sql("SELECT max(version) FROM " + kind + "_key");
  }
  // Adds a key, puts it in force with `use`, and retires the one before.
  static void Rotate(const std::string& kind, const std::string& use) {
    const std::string before = Newest(kind);
    EXPECT_THAT(Oatd("keys add-" + kind), HasSubstr("added " + kind + " key "));
    EXPECT_THAT(Oatd("keys " + use), HasSubstr(" is in force"));
    EXPECT_THAT(Oatd("keys retire-" + kind + " " + before),
                HasSubstr("retired " + kind + " key " + before));
  }
};

// Looks at people's names at a desk of its own until it is told to stop.
class Reader {
 public:
  using People = std::map<std::string, std::string>;  // number to family name
  explicit Reader(const People& people, std::function<std::string(const std::string&)> look)
      : thread_([this, people, look = std::move(look)] {
          while (!stop_ || looks_ < 10) {
            for (const auto& [number, name] : people) {
              if (const std::string seen = look(number); seen != name) Fail(seen);
              ++looks_;
            }
          }
        }) {}
  std::vector<std::string> Stop() {
    stop_ = true;
    thread_.join();
    return failures_;
  }

 private:
  void Fail(const std::string& seen) { failures_.push_back(seen); }

  std::atomic<bool> stop_ = false;
  int64_t looks_ = 0;
  std::vector<std::string> failures_;
  std::thread thread_;
};

TEST_F(RotationTest, RotatesTheMasterKeyUnderLoadWithoutAFailedRead) {
  Reader::People people;
  for (int i = 0; i < 12; ++i) {
    const v1::NameAndBirthDate name = NewName();
    people[clinic().AdmitWithoutOrder("ALA1", &name)] = name.family_name();
  }
  std::vector<std::unique_ptr<link::Link>> desks;
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 3; ++i) {
    desks.push_back(clinic().NewDesk("nurse", "ALA1", ""));
    readers.push_back(std::make_unique<Reader>(
        people, [link = desks.back().get()](auto& number) { return FamilyNameOf(*link, number); }));
  }
  // Meanwhile somebody new comes in each time, and is there under the key of that time.
  for (int i = 0; i < 3; ++i) {
    Rotate("master", "rewrap");
    const v1::NameAndBirthDate name = NewName();
    people[clinic().AdmitWithoutOrder("ALA1", &name)] = name.family_name();
  }
  for (const auto& reader : readers) EXPECT_THAT(reader->Stop(), IsEmpty());
  for (const auto& [number, name] : people) EXPECT_EQ(FamilyNameOf(*desks[0], number), name);
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM sealing_key WHERE master_version <> 4"), "0");
  EXPECT_THAT(ReadKeys(), testing::StartsWith("jalgas-keys 2\nmaster 4 "));
}

TEST_F(RotationTest, FindsEverybodyByEveryIndexKeyThatIsInForce) {
  const v1::OpenApplicationRequest before = WithDocument("N7700001");
  const std::string known = Admit(before);
  EXPECT_THAT(Oatd("keys add-index"), HasSubstr("added index key 2"));
  const v1::OpenApplicationRequest added = WithDocument("N7700002");
  const std::string early = Admit(added);
  EXPECT_THAT(Oatd("keys reindex"), HasSubstr("index key 2 is in force"));
  const v1::OpenApplicationRequest both = WithDocument("N7700003");
  const std::string late = Admit(both);
  const auto find_all = [&] {
    for (const auto& [open, number] : {std::pair(before, known), {added, early}, {both, late}}) {
      v1::FindPatientRequest find;
      *find.mutable_document() = open.document();
      EXPECT_EQ(Must(Find(find)).patient_number(), number);
      v1::OpenApplicationRequest again = open;
      again.set_request_id(NewId());
      EXPECT_EQ(Open(again), "accepted duplicate_review");
    }
  };
  find_all();
  EXPECT_THAT(Oatd("keys retire-index 1"), HasSubstr("retired index key 1"));
  find_all();
  EXPECT_EQ(clinic().Sql("SELECT count(*) FROM identity_token WHERE key_version = 1"), "0");
  EXPECT_THAT(ReadKeys(), testing::Not(HasSubstr("index 1 ")));
}

TEST_F(RotationTest, RetiresNothingThatIsNeeded) {
  const v1::NameAndBirthDate name = NewName();
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  const std::string master = Newest("master"), index = Newest("index");
  const std::string keys = ReadKeys();
  EXPECT_THAT(Oatd("keys retire-master " + master), HasSubstr("is the newest in force"));
  EXPECT_THAT(Oatd("keys retire-index " + index), HasSubstr("is the newest in force"));
  EXPECT_THAT(Oatd("keys retire-master 77"), HasSubstr("master key 77 is not in force"));
  EXPECT_THAT(Oatd("keys retire-index 77"), HasSubstr("index key 77 is not in force"));
  // A newer one in force that nothing was done by yet.
  clinic().Sql(
      "INSERT INTO master_key VALUES (77, now()); INSERT INTO index_key VALUES (77, now())");
  EXPECT_THAT(Oatd("keys retire-master " + master), HasSubstr("rewrap them first"));
  EXPECT_THAT(Oatd("keys retire-index " + index), HasSubstr("reindex them first"));
  EXPECT_THAT(Oatd("keys status"), HasSubstr("master key 77: in force, MISSING IN THE FILE"));
  clinic().Sql(
      "DELETE FROM master_key WHERE version = 77; DELETE FROM index_key WHERE version = 77");
  EXPECT_EQ(ReadKeys(), keys);
  EXPECT_EQ(FamilyNameOf(clinic().As("nurse"), number), name.family_name());
}

TEST_F(RotationTest, RunsAgainAStepThatWasCutOff) {
  const std::string master = Newest("master"), index = Newest("index");
  for (const char* step : {"add-master", "rewrap", "rewrap", "add-index", "reindex", "reindex"}) {
    EXPECT_THAT(Oatd(absl::StrCat("keys ", step)), testing::Not(HasSubstr("exit"))) << step;
  }
  // Retired in the database, and cut off before the file.
  const std::string keys = ReadKeys();
  for (bool again : {false, true}) {
    if (again) std::ofstream(KeyFilePath(), std::ios::binary) << keys;
    EXPECT_THAT(Oatd("keys retire-master " + master), HasSubstr("retired master key " + master));
    EXPECT_THAT(Oatd("keys retire-index " + index), HasSubstr("retired index key " + index));
    EXPECT_THAT(ReadKeys(), testing::Not(HasSubstr("master " + master + " ")));
    EXPECT_THAT(ReadKeys(), testing::Not(HasSubstr("index " + index + " ")));
  }
}

// Another key under a version that is in force would be taken for it.
TEST_F(RotationTest, AddsNothingToAFileThatLacksWhatIsInForce) {
  const std::string before = ReadKeys();
  EXPECT_THAT(Oatd("keys add-master"), HasSubstr("added"));
  EXPECT_THAT(Oatd("keys add-index"), HasSubstr("added"));
  const std::string right = ReadKeys();
  EXPECT_THAT(Oatd("keys rewrap"), HasSubstr("is in force"));
  EXPECT_THAT(Oatd("keys reindex"), HasSubstr("is in force"));
  std::ofstream(KeyFilePath(), std::ios::binary) << before;
  for (const char* kind : {"master", "index"}) {
    EXPECT_THAT(Oatd(absl::StrCat("keys add-", kind)),
                HasSubstr("is in force and not in this file"));
  }
  EXPECT_EQ(ReadKeys(), before);
  std::ofstream(KeyFilePath(), std::ios::binary) << right;
  EXPECT_THAT(Oatd("keys add-master"), HasSubstr("added"));
}

// A call that wraps with the old key, or finds by it, and has not ended yet.
TEST_F(RotationTest, WaitsForTheCallsThatUseAKeyBeforeItRetiresIt) {
  EXPECT_THAT(Oatd("keys add-master"), HasSubstr("added"));
  EXPECT_THAT(Oatd("keys add-index"), HasSubstr("added"));
  const auto vault = Must(identity::Vault::Open(KeyFilePath()));
  const std::string master = Newest("master"), index = Newest("index");
  db::Connection connection(DatabaseUrl(clinic(), "oat_service"));
  const std::string at_once = "PGOPTIONS='-c lock_timeout=200ms'";
  Must(connection.Run([&](db::Transaction& transaction) {
    Must(identity::RecordPerson(transaction, vault, {.demographics = {"female", 1990}},
                                clinic().now()));
    EXPECT_FALSE(identity::IndexVersions(transaction).empty());
    EXPECT_THAT(Oatd("keys rewrap", at_once), HasSubstr("is in force"));
    EXPECT_THAT(Oatd("keys reindex", at_once), HasSubstr("is in force"));
    EXPECT_THAT(Oatd("keys retire-master " + master, at_once), HasSubstr("lock timeout"));
    EXPECT_THAT(Oatd("keys retire-index " + index, at_once), HasSubstr("lock timeout"));
    return absl::OkStatus();
  }));
  // Then it is seen, and rewrapped first.
  EXPECT_THAT(Oatd("keys retire-master " + master), HasSubstr("wraps 1 keys: rewrap them first"));
  EXPECT_THAT(Oatd("keys rewrap"), HasSubstr("rewrapped 1 keys"));
  EXPECT_THAT(Oatd("keys retire-master " + master), HasSubstr("retired master key"));
  EXPECT_THAT(Oatd("keys retire-index " + index), HasSubstr("retired index key"));
}

TEST_F(RotationTest, SaysThatItCannotWhereAServerWasNotGivenTheNewKey) {
  const v1::NameAndBirthDate name = NewName();
  const std::string number = clinic().AdmitWithoutOrder("ALA1", &name);
  const std::string before = ReadKeys();
  EXPECT_THAT(Oatd("keys add-master"), HasSubstr("added"));
  const std::string after = ReadKeys();
  EXPECT_THAT(Oatd("keys rewrap"), HasSubstr("is in force"));
  std::ofstream(KeyFilePath(), std::ios::binary) << before;
  EXPECT_THAT(Oatd("keys status"), HasSubstr("MISSING IN THE FILE"));
  link::Link& nurse = clinic().As("nurse");
  EXPECT_EQ(nurse.Call(&Stub::FindPatient, ByNumber(number)).status().code(), Code::kInternal);
  std::ofstream(KeyFilePath(), std::ios::binary) << after;
  EXPECT_EQ(FamilyNameOf(nurse, number), name.family_name());
  EXPECT_THAT(Oatd("keys status"), testing::Not(HasSubstr("MISSING")));
}

}  // namespace
}  // namespace oat::test
