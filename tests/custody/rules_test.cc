// Whose record may be opened where.
#include "services/custody/rules.h"

#include <gtest/gtest.h>

namespace oat::custody {
namespace {

const Day kToday(2026, 11, 21);

Ties AtSite() { return {.at_site = true}; }
Ties LastWith(Day day) { return {.at_site = true, .last_day = day}; }

TEST(Record, IsOpenWhereThePersonIsTreatedAndForAMonthAfter) {
  EXPECT_EQ(JudgeRecord(AtSite(), kToday), Opening::kClosed);
  EXPECT_EQ(JudgeRecord(LastWith(kToday), kToday), Opening::kOpen);
  EXPECT_EQ(JudgeRecord(LastWith(kToday + 1), kToday), Opening::kOpen) << "of a coming day";
  EXPECT_EQ(JudgeRecord(LastWith(Day(2026, 10, 22)), kToday), Opening::kOpen);
  EXPECT_EQ(JudgeRecord(LastWith(Day(2026, 10, 21)), kToday), Opening::kClosed) << "31 days";
}

TEST(Record, IsOpenWhereThePersonApplies) {
  EXPECT_EQ(JudgeRecord({.at_site = true, .applies = true}, kToday), Opening::kOpen);
}

TEST(Record, IsOpenToAPrescriberAtNoSiteAndToNobodyElseThere) {
  EXPECT_EQ(JudgeRecord({.prescribes = true}, kToday), Opening::kOpen);
  EXPECT_EQ(JudgeRecord({}, kToday), Opening::kClosed);
  EXPECT_EQ(JudgeRecord({.at_site = true, .prescribes = true}, kToday), Opening::kClosed);
}

TEST(Record, IsOpenInAnEmergencyAndSaysSo) {
  EXPECT_EQ(JudgeRecord({.at_site = true, .in_emergency = true}, kToday), Opening::kInEmergency);
  Ties ties = LastWith(kToday);
  ties.in_emergency = true;
  EXPECT_EQ(JudgeRecord(ties, kToday), Opening::kOpen) << "what is open anyway broke no glass";
}

TEST(AccessLog, IsHandedOverWhereverThePersonWasTreated) {
  EXPECT_TRUE(MayHandOverLog(LastWith(Day(2019, 1, 1))));
  EXPECT_TRUE(MayHandOverLog({.at_site = true, .applies = true}));
  EXPECT_FALSE(MayHandOverLog(AtSite()));
  EXPECT_FALSE(MayHandOverLog({.at_site = true, .in_emergency = true}))
      << "no emergency is helped by it";
  EXPECT_FALSE(MayHandOverLog({.prescribes = true}));
}

}  // namespace
}  // namespace oat::custody
