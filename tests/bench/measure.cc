#include "tests/bench/measure.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace oat::bench {
namespace {

constexpr int kDesksOfRowCount = 4;
constexpr int kDesksOfProfile = 16;
constexpr int kDearest = 16;

class Measurement {
 public:
  Measurement(Network& network, const Network::Options& options, const Plan& plan)
      : network_(network),
        options_(options),
        plan_(plan),
        doses_(RecordDoses()),
        script_(doses_, OriginsOf(network)),
        recorded_day_(network.day()),
        oatd_(ServerOf(network)) {
    result_.statements_per_dose = script_.statements();
  }

  Result Run() {
    result_.machine = DescribeMachine(network_.clinic());
    Say("comparing rows");
    CompareRows();
    for (int desks : plan_.desks) {
      for (int pair = 0; pair < plan_.pairs; ++pair) {
        Say(absl::StrCat(desks, " desks, pair ", pair + 1, " of ", plan_.pairs));
        MeasurePair(desks, /*oatd_first=*/pair % 2 == 0);
      }
    }
    Say(absl::StrCat("open loop, ", plan_.open_rate, " doses a second"));
    MeasureOpen();
    Say("costs of statements");
    Profile();
    result_.peak_megabytes = PeakMegabytes(oatd_);
    if (plan_.past_doses > 0) {
      result_.past = MeasurePast(network_, options_,
                                 {.doses = plan_.past_doses,
                                  .desks = plan_.past_desks,
                                  .pairs = plan_.pairs,
                                  .span = plan_.SpanOf(plan_.past_desks)},
                                 result_.rows_of_oatd);
    }
    return result_;
  }

 private:
  static void Say(const std::string& what) { std::cout << "  " << what << std::endl; }

  // Every desk has given doses and the planner knows the tables as they are in use, before anything
  // is recorded or counted.
  std::vector<Recording> RecordDoses() {
    Say("a first shift at every desk");
    network_.BeginDay();
    WorkClosed(network_, static_cast<int>(network_.desks().size()), absl::Seconds(2));
    network_.clinic().Sql("VACUUM ANALYZE");
    return RecordTwoDoses(network_, options_.cluster);
  }

  Shift WorkFor(absl::Duration duration, bool as_pgbench, int desks) {
    return as_pgbench
               ? WorkAsPgbench(network_, script_, recorded_day_, desks, duration, options_.cluster)
               : WorkClosed(network_, desks, duration);
  }

  Shift WorkOnce(bool as_pgbench, int desks) {
    const Span span = plan_.SpanOf(desks);
    return WorkFor(span.warm_up + span.counted, as_pgbench, desks);
  }

  void MeasurePair(int desks, bool oatd_first) {
    network_.BeginDay();
    Pair& pair = result_.pairs.emplace_back(Pair{.desks = desks});
    for (bool as_pgbench : {!oatd_first, oatd_first}) {
      (as_pgbench ? pair.pgbench : pair.oatd) = MeasureRound(
          {options_.cluster, oatd_}, plan_.SpanOf(desks),
          as_pgbench ? Client::kChild : Client::kOwn,
          [&](absl::Duration duration) { return WorkFor(duration, as_pgbench, desks); });
    }
  }

  void MeasureOpen() {
    network_.BeginDay();
    result_.open = MeasureRound({options_.cluster, oatd_}, {.counted = plan_.open_round},
                                Client::kOwn, [&](absl::Duration duration) {
                                  return WorkOpen(network_, plan_.open_desks, plan_.open_rate,
                                                  duration, options_.seed);
                                });
  }

  void CompareRows() {
    network_.BeginDay();
    result_.rows_of_oatd = RowsOfDose(/*as_pgbench=*/false);
    result_.rows_of_pgbench = RowsOfDose(/*as_pgbench=*/true);
  }
  RowsPerDose RowsOfDose(bool as_pgbench) {
    const Rows before = CountRows(network_.clinic());
    const auto doses = static_cast<int64_t>(WorkOnce(as_pgbench, kDesksOfRowCount).timings.size());
    return Growth(before, CountRows(network_.clinic()), doses);
  }

  // A round of oatd's with the server counting what each statement costs it.
  void Profile() {
    test::Clinic& clinic = network_.clinic();
    auto track = [&](const std::string& statements, const std::string& planning) {
      clinic.Sql("ALTER SYSTEM SET pg_stat_statements.track = " + statements);
      clinic.Sql("ALTER SYSTEM SET pg_stat_statements.track_planning = " + planning);
      clinic.Sql("SELECT pg_reload_conf()");
    };
    clinic.Sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    network_.BeginDay();
    track("'top'", "on");
    clinic.Sql("SELECT pg_stat_statements_reset(), pg_stat_reset_shared('wal')");
    const auto doses =
        static_cast<double>(WorkOnce(/*as_pgbench=*/false, kDesksOfProfile).timings.size());
    track("'none'", "off");
    const auto wal = Numbers(clinic.Sql("SELECT wal_bytes, wal_sync FROM pg_stat_wal"));
    result_.write_ahead = {.kilobytes = wal[0] / 1000 / doses, .syncs = wal[1] / doses};
    const std::string costs = clinic.Sql(R"(
        SELECT sum(calls), sum(plans), sum(total_plan_time), sum(total_exec_time),
               coalesce(regexp_replace(left(query, 200), '\s+', ' ', 'g'), 'all')
          FROM pg_stat_statements WHERE userid = 'oat_service'::regrole
         GROUP BY ROLLUP (query) ORDER BY sum(total_plan_time) + sum(total_exec_time) DESC LIMIT )" +
                                         std::to_string(kDearest));
    for (absl::string_view line : absl::StrSplit(costs, '\n', absl::SkipEmpty())) {
      const auto numbers = Numbers(line);
      const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits('|', 4));
      result_.costs.push_back({.text = parts.at(4),
                               .calls = numbers[0] / doses,
                               .plans = numbers[1] / doses,
                               .planning = numbers[2] / doses,
                               .execution = numbers[3] / doses});
    }
  }
  // The numbers at the beginning of a row.
  static std::vector<double> Numbers(absl::string_view row) {
    std::vector<double> numbers;
    for (absl::string_view column : absl::StrSplit(row, '|')) {
      if (!absl::SimpleAtod(column, &numbers.emplace_back())) break;
    }
    return numbers;
  }

  Network& network_;
  const Network::Options options_;
  const Plan plan_;
  const std::vector<Recording> doses_;
  const Script script_;
  const int recorded_day_;
  const pid_t oatd_;
  Result result_;
};

}  // namespace

double Percentile(std::vector<double> milliseconds, double percent) {
  if (milliseconds.empty()) return 0;
  std::sort(milliseconds.begin(), milliseconds.end());
  const double rank = std::ceil(percent / 100 * static_cast<double>(milliseconds.size()));
  return milliseconds[static_cast<size_t>(std::max(rank, 1.0)) - 1];
}

Result Measure(Network& network, const Network::Options& options, const Plan& plan) {
  return Measurement(network, options, plan).Run();
}

}  // namespace oat::bench
