// Measures what a dose costs through oatd, beside pgbench at the same statements. Called by
// ops/bench/bench.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "tests/bench/report.h"

namespace oat::bench {
namespace {

// Known before anything is measured: the past does not reach back beyond anybody's enrolment.
void CheckPast(const Network::Options& options, int64_t doses) {
  const int64_t most = int64_t{kEnrolledDays} * options.people;
  if (doses >= 0 && doses <= most) return;
  throw std::runtime_error(absl::StrCat("--past: got ", doses, ", wanted 0 to ", most, " for ",
                                        options.people, " people"));
}

int Main(int argc, char** argv) {
  CLI::App app("Measures a dose through oatd, beside pgbench.", "dose-bench");
  std::string out;
  bool quick = false;
  Network::Options options{.people = 15000, .seed = 1};
  app.add_option("--cluster", options.cluster, "Folder of the private cluster")->required();
  app.add_option("--out", out, "Where the tables go, as Markdown");
  app.add_option("--seed", options.seed, "Of the people and of their coming")
      ->capture_default_str();
  app.add_option("--people", options.people, "People of the four sites")->capture_default_str();
  Plan plan;
  app.add_option("--desks", plan.desks, "How many at a time")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--pairs", plan.pairs, "Pairs of rounds")->capture_default_str();
  app.add_option("--past", plan.past_doses, "Past doses of a second network, measured in turns");
  app.add_flag("--quick", quick, "Only see that everything works");
  CLI11_PARSE(app, argc, argv);
  if (quick) {
    // What was asked for by name stays.
    if (app.count("--desks") == 0) plan.desks = {1, 4, 16};
    if (app.count("--pairs") == 0) plan.pairs = 1;
    if (app.count("--people") == 0) options.people = 6000;
    plan.warm_up = plan.warm_up_of_desk = absl::ZeroDuration();
    plan.round = absl::Seconds(1);
    plan.open_round = absl::Seconds(2);
  }
  // The open loop and the profile have desks of their own number.
  options.desks =
      std::max(plan.open_desks, *std::max_element(plan.desks.begin(), plan.desks.end()));
  if (plan.past_doses > 0) options.desks = std::max(options.desks, plan.past_desks);
  try {
    CheckPast(options, plan.past_doses);
    std::cout << "  sites, desks, people" << std::endl;
    Network network(options);
    const Result result = Measure(network, options, plan);
    std::cout << "\n";
    Print(result, plan, std::cout);
    if (!out.empty()) {
      std::ofstream stream(out);
      Print(result, plan, stream);
      if (!stream.flush()) throw std::runtime_error("cannot write " + out);
    }
    if (SameRows(result)) return 0;
    std::cerr << "dose-bench: oatd and pgbench wrote different rows for a dose\n";
  } catch (const std::exception& error) {
    std::cerr << "dose-bench: " << error.what() << "\n";
  }
  return 1;
}

}  // namespace
}  // namespace oat::bench

int main(int argc, char** argv) { return oat::bench::Main(argc, argv); }
