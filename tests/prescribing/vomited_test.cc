// Doses that were vomited, through the real oatd.
#include "oat/v1/prescribing.pb.h"
#include "tests/prescribing/under_packs.h"

namespace oat::test {
namespace {

using testing::HasSubstr;

class VomitedDoses : public UnderPacks {
 protected:
  // Somebody who swallowed 80 mg at nine; it is so many minutes later.
  void After(int minutes) {
    At(21, 9, 0);
    number_ = Admit();
    dose_ = Give(number_);
    At(21, 9, minutes);
  }
  v1::SignSupplementRequest Replacing(int64_t micrograms, int minutes, bool witnessed) const {
    v1::SignSupplementRequest request;
    request.set_patient_number(number_);
    request.set_reason(v1::SUPPLEMENT_REASON_VOMITED);
    request.set_dose_id(dose_);
    request.set_micrograms(micrograms);
    request.set_vomited_after_minutes(minutes);
    request.set_witnessed(witnessed);
    return request;
  }
  std::string Replace(int64_t micrograms, int minutes, bool witnessed) const {
    const auto response =
        Prescribe(&Prescribing::SignSupplement, Replacing(micrograms, minutes, witnessed));
    return response.ok() ? InWords(response->outcome()) : std::string(response.status().message());
  }

  std::string number_;
  std::string dose_;
};

TEST_F(VomitedDoses, AreReplacedAsBeforeWhereNoPackSpeaksOfThem) {
  After(0);
  EXPECT_EQ(Replace(80'001, 0, false), "over_day");
  EXPECT_EQ(Replace(80'000, 0, false), "accepted");
}

// VOMITED-NZ.
TEST_F(VomitedDoses, AreHalvedWithinThirtyMinutesWhereSomebodySawIt) {
  Under("nz-bop");
  After(40);
  EXPECT_EQ(Replace(40'000, 31, true), "vomited_too_late 31 nz-bop/2");
  EXPECT_EQ(Replace(40'000, 30, false), "vomited_unseen nz-bop/2");
  EXPECT_EQ(Replace(40'001, 30, true), "vomited_less 40 mg nz-bop/2");
  EXPECT_EQ(Replace(40'000, 30, true), "accepted");
  EXPECT_EQ(Replace(40'000, 30, true), "wrong_state replaced") << "once";
}

// VOMITED-WHO: by rows, and where the source leaves it open the prescriber who signs is told so.
TEST_F(VomitedDoses, AreReplacedByRowsAndLeftToThePrescriberBeyondThem) {
  Under("who-closed-2009");
  After(70);
  EXPECT_EQ(Replace(80'001, 9, false), "vomited_less 80 mg who-closed-2009/1");
  EXPECT_EQ(Replace(40'001, 60, false), "vomited_less 40 mg who-closed-2009/1");
  EXPECT_EQ(Replace(80'001, 61, false), "over_day");
  EXPECT_EQ(Replace(80'000, 61, false), "yes, rules_silent who-closed-2009/1");
}

TEST_F(VomitedDoses, AreToldWithTheMinutesWhereTheRulesAsk) {
  Under("nz-bop");
  After(20);
  EXPECT_THAT(Replace(40'000, 0, true),
              HasSubstr("vomited_after_minutes: got 0, wanted minutes after the dose"));
  EXPECT_THAT(Replace(40'000, 21, true),
              HasSubstr("vomited_after_minutes: got 21, wanted at most 20"));
  EXPECT_EQ(Replace(40'000, 20, true), "accepted");
}

TEST_F(VomitedDoses, AloneHaveMinutesAndAWitness) {
  After(20);
  v1::SignSupplementRequest portion = Replacing(10'000, 0, true);
  portion.set_reason(v1::SUPPLEMENT_REASON_CONDITIONAL_PORTION);
  const auto of = [](const v1::SignSupplementRequest& request) {
    const auto response = Prescribe(&Prescribing::SignSupplement, request);
    return response.ok() ? InWords(response->outcome()) : std::string(response.status().message());
  };
  EXPECT_THAT(of(portion), HasSubstr("reason: got SUPPLEMENT_REASON_CONDITIONAL_PORTION, wanted"));
  portion.set_witnessed(false);
  portion.set_vomited_after_minutes(5);
  EXPECT_THAT(of(portion), HasSubstr("reason: got SUPPLEMENT_REASON_CONDITIONAL_PORTION, wanted"));
  portion.set_vomited_after_minutes(0);
  EXPECT_EQ(of(portion), "accepted");
}

}  // namespace
}  // namespace oat::test
