#include "tests/bench/past.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "oat/v1/report.grpc.pb.h"

namespace oat::bench {
namespace {

using test::Must;
using Stub = v1::ReportService::Stub;

void Say(const std::string& what) { std::cout << "  " << what << std::endl; }

// Runs one of the scripts beside this file.
void RunScript(const test::Clinic& clinic, const std::string& name,
               const std::map<std::string, std::string>& variables) {
  std::string script;
  for (const auto& [variable, value] : variables) {
    absl::StrAppend(&script, "\\set ", variable, " ", value, "\n");
  }
  clinic.Sql(absl::StrCat(script, "\\i ", OAT_SOURCE_DIR, "/tests/bench/past/", name, "\n"));
}

// Everybody's doses of so many days, up to the day before the one that the roster claimed; month by
// month, each a transaction.
int64_t LoadDoses(const Network& network, const Network::Options& options, int64_t wanted) {
  const int64_t days = (wanted + options.people - 1) / options.people;
  const Day last = network.first_day() - 2;
  for (Day first = last - days + 1; first <= last;) {
    const Day next_month(absl::CivilMonth(first) + 1);
    const Day until = std::min(last, next_month - 1);
    Say(absl::StrCat("past doses of ", FormatDay(first).substr(0, 7)));
    RunScript(network.clinic(), "doses.sql",
              {{"first", FormatDay(first)}, {"last", FormatDay(until)}});
    first = until + 1;
  }
  return days * options.people;
}

// Ends the program where the past is not made of what a dose writes.
void CheckRows(const Rows& before, Rows after, int64_t doses, const RowsPerDose& wanted) {
  after["lot"] = before.at("lot");
  const RowsPerDose got = Growth(before, after, doses);
  if (got == wanted) return;
  std::string message = "the past has other rows than a dose writes, got and wanted:";
  for (const auto& [table, ignored] : before) {
    const double had = got.contains(table) ? got.at(table) : 0;
    const double should = wanted.contains(table) ? wanted.at(table) : 0;
    if (had != should) absl::StrAppend(&message, " ", table, " ", had, " ", should);
  }
  throw std::runtime_error(message);
}

int64_t Load(Network& network, const Network::Options& options, int64_t wanted,
             const RowsPerDose& rows) {
  const Rows before = CountRows(network.clinic());
  const int64_t doses = LoadDoses(network, options, wanted);
  CheckRows(before, CountRows(network.clinic()), doses, rows);
  RunScript(network.clinic(), "deliveries.sql", {});
  Say("vacuum and statistics");
  network.clinic().Sql("VACUUM ANALYZE");
  network.clinic().Sql("CHECKPOINT");
  return doses;
}

void BeginShift(Network& network) {
  network.BeginDay();
  WorkClosed(network, static_cast<int>(network.desks().size()), absl::Seconds(2));
}

std::vector<ReportTimes> TimeReports(Network& network, int times) {
  link::Link& analyst = network.clinic().As("authority_analyst", Network::SiteCode(0));
  analyst.set_patience({.deadline = absl::Minutes(2)});
  const Day month(absl::CivilMonth(network.today()) - 1);
  ReportTimes freeze{"freeze the month", {}}, read{"read it", {}};
  auto time = [](ReportTimes& times, const std::function<void()>& ask) {
    const absl::Time begun = absl::Now();
    ask();
    times.milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - begun));
  };
  for (int i = 0; i < times; ++i) {
    time(freeze, [&] {
      v1::FreezeReleaseRequest request;
      request.set_request_id(test::NewId());
      request.set_month(FormatDay(month));
      Must(analyst.Call(&Stub::FreezeRelease, request));
    });
    time(read, [&] {
      v1::GetReleaseRequest request;
      request.set_day(FormatDay(network.today()));
      Must(analyst.Call(&Stub::GetRelease, request));
    });
  }
  return {freeze, read};
}

}  // namespace

Past MeasurePast(Network& without, const Network::Options& options, const PastPlan& plan,
                 const RowsPerDose& rows) {
  Say("a second network, with a past");
  Network with(options);
  BeginShift(with);
  Past past{.doses = Load(with, options, plan.doses, rows)};
  BeginShift(without);
  BeginShift(with);
  for (int i = 0; i < plan.pairs; ++i) {
    Say(absl::StrCat("without and with a past, pair ", i + 1, " of ", plan.pairs));
    PastPair& pair = past.pairs.emplace_back();
    for (bool loaded : {i % 2 != 0, i % 2 == 0}) {
      Network& network = loaded ? with : without;
      network.BeginDay();
      (loaded ? pair.with : pair.without) =
          MeasureRound({options.cluster, ServerOf(network)}, plan.span, Client::kOwn,
                       [&](absl::Duration time) { return WorkClosed(network, plan.desks, time); });
    }
  }
  Say("reports");
  past.reports = TimeReports(with, plan.reports);
  return past;
}

}  // namespace oat::bench
