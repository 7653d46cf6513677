// A merge against a dose under each of its numbers, at the same instant, and a separation against a
// dose under the second: whoever comes first, nobody is dosed who was to be looked at.
#include <gmock/gmock.h>

#include "tests/merges/merging.h"
#include "tests/simulation/contest.h"

namespace oat::test {
namespace {

class MergeRaces : public MergingTest {
 protected:
  static constexpr int kRounds = 20;

  void SetUp() override {
    MergingTest::SetUp();
    for (auto& nurse : nurses_) nurse = clinic().NewDesk("nurse", "ALA1", "W1");
  }
  static bool IsAccepted(link::Link& desk, const v1::AuthoriseDoseRequest& request) {
    const auto answer = Must(desk.Call(&v1::DosingService::Stub::AuthoriseDose, request));
    return answer.outcome().accepted();
  }
  static int OpenDoses(const std::string& number, const std::string& duplicate) {
    return std::stoi(clinic().Sql(
        "SELECT count(*) FROM dose_now JOIN patient_number USING (person_id) WHERE state = 'open' "
        "AND patient_number IN ('" +
        number + "', '" + duplicate + "')"));
  }

  std::unique_ptr<link::Link> nurses_[2];
};

TEST_F(MergeRaces, OfADoseAndAMerge) {
  int merged = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string number = Admit();
    const std::string duplicate = Admit();
    const auto request =
        Signed("MergePatients", OfTwo<v1::MergePatientsRequest>(number, duplicate), "ALA1");
    link::Link& prescriber = Desk("prescriber");
    bool is_merged = false;
    bool is_dosed[2] = {};
    AtOnce({[&] {
              is_merged =
                  Must(prescriber.Call(&Merges::MergePatients, request)).outcome().accepted();
            },
            [&] { is_dosed[0] = IsAccepted(*nurses_[0], Clinic::AuthoriseRequest(number)); },
            [&] { is_dosed[1] = IsAccepted(*nurses_[1], Clinic::AuthoriseRequest(duplicate)); }});
    // A merge waits for open doses, and a prescriber looks before the next one.
    EXPECT_EQ(OpenDoses(number, duplicate), is_merged ? 0 : is_dosed[0] + is_dosed[1]) << round;
    EXPECT_TRUE(is_merged || is_dosed[0] || is_dosed[1]) << round;
    merged += is_merged ? 1 : 0;
  }
  RecordProperty("merged", merged);
}

TEST_F(MergeRaces, OfADoseAndASeparation) {
  for (int round = 0; round < kRounds; ++round) {
    const std::string number = Admit();
    const std::string duplicate = Admit();
    ASSERT_EQ(Merged(number, duplicate), "accepted");
    LookAt(number);
    const auto request =
        Signed("SeparatePatients", OfTwo<v1::SeparatePatientsRequest>(number, duplicate), "ALA1");
    link::Link& prescriber = Desk("prescriber");
    bool is_apart = false;
    bool is_dosed = false;
    AtOnce({[&] {
              is_apart =
                  Must(prescriber.Call(&Merges::SeparatePatients, request)).outcome().accepted();
            },
            [&] { is_dosed = IsAccepted(*nurses_[0], Clinic::AuthoriseRequest(duplicate)); }});
    EXPECT_NE(is_apart, is_dosed) << round << ": an open dose waits, and so does an incident";
  }
}

}  // namespace
}  // namespace oat::test
