#include "tests/bench/round.h"

#include <sys/sysinfo.h>

#include "absl/strings/strip.h"
#include "absl/time/clock.h"

namespace oat::bench {
namespace {

struct Used {
  absl::Duration oatd, postgres, client, stolen;
  absl::Time at;
};
Used UsedSoFar(const Processes& processes, Client client) {
  return {.oatd = ProcessorTime(processes.oatd),
          .postgres = ProcessorTimeOfPostgres(processes.cluster),
          .client = client == Client::kChild ? ChildrensProcessorTime() : OwnProcessorTime(),
          .stolen = StolenTime(),
          .at = absl::Now()};
}

double PercentStolen(const Used& before, const Used& after) {
  const absl::Duration all = (after.at - before.at) * get_nprocs();
  return 100 * absl::FDivDuration(after.stolen - before.stolen, all);
}

}  // namespace

Round MeasureRound(const Processes& processes, const Span& span, Client client,
                   const std::function<Shift(absl::Duration)>& work) {
  const Used before = UsedSoFar(processes, client);
  const Shift shift = work(span.warm_up + span.counted);
  const Used after = UsedSoFar(processes, client);
  const auto doses = static_cast<double>(shift.timings.size());
  auto a_dose = [&](absl::Duration Used::*part) {
    return absl::ToDoubleMilliseconds(after.*part - before.*part) / doses;
  };
  Round round{.oatd = a_dose(&Used::oatd),
              .postgres = a_dose(&Used::postgres),
              .client = a_dose(&Used::client),
              .stolen = PercentStolen(before, after)};
  for (const Timing& timing : shift.timings) {
    const absl::Duration ended = timing.begun + timing.dose;
    if (ended < span.warm_up || ended >= span.warm_up + span.counted) continue;
    round.timings.push_back(timing);
  }
  round.doses_per_second =
      static_cast<double>(round.timings.size()) / absl::ToDoubleSeconds(span.counted);
  return round;
}

pid_t ServerOf(Network& network) {
  return ServerOf(std::string(absl::StripPrefix(network.clinic().server(), "unix:")));
}

}  // namespace oat::bench
