// The pump without tubes: what it counts, and what stands in the cup.
#include "clients/pump/simulated_pump.h"

#include <gtest/gtest.h>

namespace oat::pump {
namespace {

TEST(SimulatedPump, PoursAndFailsAsItIsTold) {
  struct Case {
    SimulatedPump::Faults faults;
    absl::StatusCode code;
    int64_t counted;
    int64_t in_cup;
  };
  const Case cases[] = {{{}, absl::StatusCode::kOk, 8'000, 8'000},
                        {{.stops_after = 3'000}, absl::StatusCode::kOk, 3'000, 3'000},
                        {{.stops_after = 9'000}, absl::StatusCode::kOk, 8'000, 8'000},
                        {{.error_per_mille = 25}, absl::StatusCode::kOk, 8'000, 8'200},
                        {{.error_per_mille = -25}, absl::StatusCode::kOk, 8'000, 7'800},
                        {{.is_silent = true}, absl::StatusCode::kDeadlineExceeded, 0, 8'000},
                        {{.breaks_line = true}, absl::StatusCode::kUnavailable, 0, 4'000}};
  for (const Case& one : cases) {
    SimulatedPump pump;
    pump.set_faults(one.faults);
    const auto poured = pump.Dispense(8'000);
    EXPECT_EQ(poured.status().code(), one.code);
    EXPECT_FALSE(PouredNothing(poured.status()));
    EXPECT_EQ(pump.in_cup(), one.in_cup);
    if (!poured.ok()) continue;
    EXPECT_EQ(poured->microlitres, one.counted);
    EXPECT_EQ(poured->fault.empty(), one.counted == 8'000);
  }
}

TEST(SimulatedPump, PoursIntoTheTubesBesideTheCup) {
  SimulatedPump pump;
  EXPECT_TRUE(pump.Prime(2'500).ok());
  EXPECT_TRUE(pump.Empty(2'500).ok());
  EXPECT_EQ(pump.in_cup(), 0);
  EXPECT_TRUE(PouredNothing(pump.Dispense(0).status()));
  EXPECT_TRUE(pump.Dispense(100).ok());
  pump.TakeCup();
  EXPECT_EQ(pump.in_cup(), 0);
}

}  // namespace
}  // namespace oat::pump
