// Crashes in the middle of the work: of oatd, and of PostgreSQL under a running oatd. Whatever was
// acknowledged stands, what was not is resolved by the same request id, and nothing is doubled.
#include <functional>

#include "absl/strings/str_split.h"
#include "oat/v1/medication.pb.h"
#include "tests/simulation/books.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/own_cluster.h"
#include "tests/simulation/shift.h"
#include "tests/support/clinic.h"

namespace oat::test {
namespace {

constexpr int kDesks = 4;
constexpr int kPeopleOfDesk = 25;
// Between two crashes come at most so many answers.
constexpr int kMostAnswers = 25;

class Kill : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new OwnCluster; }
  static void TearDownTestSuite() { delete cluster_; }

  void SetUp() override {
    for (int i = 0; i < kDesks; ++i) {
      const std::string station = i % 2 == 0 ? "W1" : "W2";
      Desk& desk =
          desks_.emplace_back(Desk{clinic_.NewDesk("nurse", "ALA1", station), station, {}});
      desk.link->set_patience(kUntilAnswered);
      for (int n = 0; n < kPeopleOfDesk; ++n) desk.people.push_back(Admit());
    }
  }

  // How many days go by hangs on how fast the machine answers between crashes, so the orders
  // outlast any number of them.
  std::string Admit() {
    const std::string number = clinic_.AdmitWithoutOrder("ALA1");
    const auto order =
        clinic_.SignOrder(number, {80}, "2026-11-21", 300, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION);
    EXPECT_EQ(Reasons(Must(order).outcome()), "accepted");
    return number;
  }

  // Lets the desks work day after day until there were so many crashes, at moments of chance.
  void WorkThrough(int crashes, const std::function<void()>& crash) {
    while (crashes > 0 && !HasFailure()) {
      NextDay(clinic_);
      Shift shift(desks_);
      while (crashes > 0 && shift.AwaitAnswers(1 + dice_.Below(kMostAnswers))) {
        crash();
        --crashes;
      }
      answers_.merge(shift.Finish());
      ++days_;
    }
  }

  std::map<std::string, std::string> StoredAnswers() const {
    std::map<std::string, std::string> stored;
    const std::string rows = clinic_.Sql(
        "SELECT request_id || ' ' || encode(answer, 'hex') FROM request"
        " WHERE method LIKE 'oat.v1.DosingService.%'");
    for (absl::string_view row : absl::StrSplit(rows, '\n', absl::SkipEmpty())) {
      stored.insert(std::pair<std::string, std::string>(absl::StrSplit(row, ' ')));
    }
    return stored;
  }

  void ExpectNothingLostAndNothingDoubled() const {
    // Every id that was sent has the answer that came for it, and no other id has one.
    EXPECT_EQ(StoredAnswers(), answers_);
    const std::string doses = absl::StrCat(days_ * kDesks * kPeopleOfDesk);
    for (const char* table : {"dose", "slot", "taken", "dose_event"}) {
      EXPECT_EQ(clinic_.Sql(absl::StrCat("SELECT count(*) FROM ", table)), doses) << table;
    }
    EXPECT_EQ(clinic_.Sql("SELECT count(DISTINCT (person_id, clinical_day)) FROM taken"), doses);
    // The trail has each effect once: it was written with it or not at all.
    EXPECT_EQ(clinic_.Sql("SELECT count(*) || ' ' || count(DISTINCT request_id) FROM audit"
                          " WHERE outcome = 'accepted'"
                          " AND method IN ('AuthoriseDose', 'ConfirmDose')"),
              absl::StrCat(answers_.size(), " ", answers_.size()));
    ExpectBooksInOrder(clinic_);
    std::cout << answers_.size() << " answers, of them asked for again after their effect: "
              << clinic_.Sql("SELECT count(*) FROM audit WHERE outcome = 'replayed'") << std::endl;
  }

  static inline OwnCluster* cluster_ = nullptr;
  Dice dice_;
  ::testing::ScopedTrace trace_{__FILE__, __LINE__, dice_.name()};
  Clinic clinic_{{.cluster = cluster_->folder()}};
  std::vector<Desk> desks_;
  std::map<std::string, std::string> answers_;
  int days_ = 0;
};

TEST_F(Kill, OfTheServerFiftyTimesLosesAndDoublesNothing) {
  WorkThrough(50, [this] {
    clinic_.KillServer();
    clinic_.StartServer();
  });
  ExpectNothingLostAndNothingDoubled();
}

TEST_F(Kill, OfPostgresqlTwentyTimesLosesAndDoublesNothing) {
  WorkThrough(20, [] {
    cluster_->Kill();
    cluster_->Start();
  });
  ExpectNothingLostAndNothingDoubled();
}

}  // namespace
}  // namespace oat::test
