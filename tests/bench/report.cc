#include "tests/bench/report.h"

#include <cmath>
#include <functional>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace oat::bench {
namespace {

std::vector<const Pair*> PairsOf(const Result& result, int desks) {
  std::vector<const Pair*> pairs;
  for (const Pair& pair : result.pairs) {
    if (pair.desks == desks) pairs.push_back(&pair);
  }
  return pairs;
}

std::vector<double> Each(const std::vector<const Pair*>& pairs,
                         const std::function<double(const Pair&)>& value) {
  std::vector<double> values;
  for (const Pair* pair : pairs) values.push_back(value(*pair));
  return values;
}
double Median(std::vector<double> values) { return Percentile(std::move(values), 50); }
double MedianOf(const std::vector<const Pair*>& pairs,
                const std::function<double(const Pair&)>& value) {
  return Median(Each(pairs, value));
}

std::vector<double> Milliseconds(const std::vector<const Timing*>& timings,
                                 absl::Duration Timing::*part) {
  std::vector<double> milliseconds;
  for (const Timing* timing : timings) {
    milliseconds.push_back(absl::ToDoubleMilliseconds(timing->*part));
  }
  return milliseconds;
}
std::string Latencies(const std::vector<const Timing*>& timings, absl::Duration Timing::*part) {
  const std::vector<double> milliseconds = Milliseconds(timings, part);
  return absl::StrFormat("%.1f | %.1f | %.1f", Percentile(milliseconds, 50),
                         Percentile(milliseconds, 95), Percentile(milliseconds, 99));
}
std::vector<const Timing*> Pointers(const std::vector<Timing>& timings) {
  std::vector<const Timing*> pointers;
  for (const Timing& timing : timings) pointers.push_back(&timing);
  return pointers;
}
std::vector<const Timing*> All(const std::vector<const Pair*>& pairs, Round Pair::*side) {
  std::vector<const Timing*> all;
  for (const Pair* pair : pairs) {
    for (const Timing& timing : (pair->*side).timings) all.push_back(&timing);
  }
  return all;
}

double Ratio(const Pair& pair) {
  return pair.oatd.doses_per_second / pair.pgbench.doses_per_second;
}

void PrintRates(const Result& result, const Plan& plan, std::ostream& out) {
  out << "| desks | oatd, doses/s | pgbench, doses/s | oatd / pgbench | lowest | highest | pairs "
         "| stolen, % |\n"
         "|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  for (int desks : plan.desks) {
    const auto pairs = PairsOf(result, desks);
    const auto ratios = Each(pairs, Ratio);
    out << absl::StrFormat(
        "| %d | %.0f | %.0f | %.2f | %.2f | %.2f | %d | %.0f |\n", desks,
        MedianOf(pairs, [](const Pair& p) { return p.oatd.doses_per_second; }),
        MedianOf(pairs, [](const Pair& p) { return p.pgbench.doses_per_second; }), Median(ratios),
        Percentile(ratios, 0), Percentile(ratios, 100), pairs.size(),
        MedianOf(pairs, [](const Pair& p) { return (p.oatd.stolen + p.pgbench.stolen) / 2; }));
  }
}

void PrintLatencies(const Result& result, const Plan& plan, std::ostream& out) {
  out << "| desks | what | p50, ms | p95, ms | p99, ms |\n|---:|---|---:|---:|---:|\n";
  auto row = [&](const std::string& desks, const std::string& what, const std::string& values) {
    out << "| " << desks << " | " << what << " | " << values << " |\n";
  };
  auto rows = [&](const std::string& desks, const std::vector<const Timing*>& timings) {
    row(desks, "authorise", Latencies(timings, &Timing::authorise));
    row(desks, "confirm", Latencies(timings, &Timing::confirm));
    row(desks, "dose (both)", Latencies(timings, &Timing::dose));
  };
  for (int desks : plan.desks) {
    const auto pairs = PairsOf(result, desks);
    rows(absl::StrCat(desks), All(pairs, &Pair::oatd));
    row(absl::StrCat(desks), "pgbench, dose", Latencies(All(pairs, &Pair::pgbench), &Timing::dose));
  }
  rows(absl::StrFormat("%d, %.0f doses/s", plan.open_desks, plan.open_rate),
       Pointers(result.open.timings));
}

void PrintProcessorTime(const Result& result, const Plan& plan, std::ostream& out) {
  out << "| desks | oatd, ms | PostgreSQL, ms | desks' program, ms | PostgreSQL under pgbench, ms "
         "| "
         "pgbench, ms |\n|---:|---:|---:|---:|---:|---:|\n";
  for (int desks : plan.desks) {
    const auto pairs = PairsOf(result, desks);
    auto median = [&](Round Pair::*side, double Round::*part) {
      return MedianOf(pairs, [&](const Pair& pair) { return pair.*side.*part; });
    };
    out << absl::StrFormat(
        "| %d | %.2f | %.2f | %.2f | %.2f | %.2f |\n", desks, median(&Pair::oatd, &Round::oatd),
        median(&Pair::oatd, &Round::postgres), median(&Pair::oatd, &Round::client),
        median(&Pair::pgbench, &Round::postgres), median(&Pair::pgbench, &Round::client));
  }
  out << absl::StrFormat("| %d, %.0f doses/s | %.2f | %.2f | %.2f | | |\n", plan.open_desks,
                         plan.open_rate, result.open.oatd, result.open.postgres,
                         result.open.client);
}

void PrintRows(const Result& result, std::ostream& out) {
  out << "| table | oatd | pgbench |\n|---|---:|---:|\n";
  RowsPerDose all = result.rows_of_oatd;
  all.insert(result.rows_of_pgbench.begin(), result.rows_of_pgbench.end());
  auto rows = [](const RowsPerDose& of, const std::string& table) {
    return of.contains(table) ? absl::StrFormat("%g", of.at(table)) : std::string("0");
  };
  for (const auto& [table, ignored] : all) {
    out << "| " << table << " | " << rows(result.rows_of_oatd, table) << " | "
        << rows(result.rows_of_pgbench, table) << " |\n";
  }
}

void PrintCosts(const Result& result, std::ostream& out) {
  out << "| calls | plans | planning, ms | execution, ms | statement |\n"
         "|---:|---:|---:|---:|---|\n";
  for (const StatementCost& cost : result.costs) {
    out << absl::StrFormat("| %.1f | %.1f | %.3f | %.3f | `%s` |\n", cost.calls, cost.plans,
                           cost.planning, cost.execution, cost.text);
  }
}

void PrintPast(const Past& past, int desks, std::ostream& out) {
  out << "| past doses | desks | doses/s | p50, ms | p99, ms | PostgreSQL, ms | oatd, ms | stolen, "
         "% |\n"
         "|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  auto row = [&](int64_t doses, Round PastPair::*side) {
    std::vector<double> rates, postgres, oatd, stolen, milliseconds;
    for (const PastPair& pair : past.pairs) {
      const Round& round = pair.*side;
      rates.push_back(round.doses_per_second);
      postgres.push_back(round.postgres);
      oatd.push_back(round.oatd);
      stolen.push_back(round.stolen);
      for (const Timing& timing : round.timings) {
        milliseconds.push_back(absl::ToDoubleMilliseconds(timing.dose));
      }
    }
    out << absl::StrFormat("| %d | %d | %.0f | %.1f | %.1f | %.2f | %.2f | %.0f |\n", doses, desks,
                           Median(rates), Percentile(milliseconds, 50),
                           Percentile(milliseconds, 99), Median(postgres), Median(oatd),
                           Median(stolen));
  };
  row(0, &PastPair::without);
  row(past.doses, &PastPair::with);
}

void PrintCostOfPast(const Past& past, std::ostream& out) {
  out << "| cost of a dose, with / without | median | lowest | highest | pairs |\n"
         "|---|---:|---:|---:|---:|\n";
  auto row = [&](const std::string& what, const std::function<double(const PastPair&)>& ratio) {
    std::vector<double> ratios;
    for (const PastPair& pair : past.pairs) ratios.push_back(ratio(pair));
    out << absl::StrFormat("| %s | %.2f | %.2f | %.2f | %d |\n", what, Median(ratios),
                           Percentile(ratios, 0), Percentile(ratios, 100), ratios.size());
  };
  row("time", [](const PastPair& pair) {
    return pair.without.doses_per_second / pair.with.doses_per_second;
  });
  row("PostgreSQL's processor time",
      [](const PastPair& pair) { return pair.with.postgres / pair.without.postgres; });
}

void PrintReports(const Past& past, std::ostream& out) {
  out << "| report over the past | median, ms | longest, ms | times |\n|---|---:|---:|---:|\n";
  for (const ReportTimes& report : past.reports) {
    out << absl::StrFormat("| %s | %.0f | %.0f | %d |\n", report.what, Median(report.milliseconds),
                           Percentile(report.milliseconds, 100), report.milliseconds.size());
  }
}

void PrintMachine(const Description& machine, std::ostream& out) {
  out << "| measured on | |\n|---|---|\n";
  for (const auto& [name, value] : machine) out << "| " << name << " | " << value << " |\n";
}

}  // namespace

bool SameRows(const Result& result) { return result.rows_of_oatd == result.rows_of_pgbench; }

void Print(const Result& result, const Plan& plan, std::ostream& out) {
  PrintMachine(result.machine, out);
  out << "\n### Doses a second\n\n";
  PrintRates(result, plan, out);
  out << "\n### How long a desk waits\n\n";
  PrintLatencies(result, plan, out);
  out << absl::StrFormat("\nAt %.0f doses a second %.0f %% of the processors' time was stolen.\n",
                         plan.open_rate, result.open.stolen);
  out << "\n### Processor time a dose\n\n";
  PrintProcessorTime(result, plan, out);
  out << absl::StrFormat("\nMemory of oatd at its highest: %.0f MB.\n", result.peak_megabytes);
  out << absl::StrFormat("Statements a dose, each a round trip: %d.\n", result.statements_per_dose);
  out << absl::StrFormat("Write-ahead log a dose: %.1f kB, synced %.2f times.\n",
                         result.write_ahead.kilobytes, result.write_ahead.syncs);
  if (result.past.doses > 0) {
    out << "\n### Beside a past\n\n";
    PrintPast(result.past, plan.past_desks, out);
    out << "\n";
    PrintCostOfPast(result.past, out);
    out << "\n";
    PrintReports(result.past, out);
  }
  out << "\n### Rows written a dose\n\n";
  PrintRows(result, out);
  out << "\n### The dearest statements: what a dose costs the server\n\n";
  PrintCosts(result, out);
}

}  // namespace oat::bench
