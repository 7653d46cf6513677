#include "tests/bench/pgbench.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/process.h"

namespace oat::bench {
namespace {

// Beside the program of the server that it measures, or on the path.
std::string Program() {
  return std::string(
      test::Run("ls -v /usr/lib/postgresql/*/bin/pgbench | tail -n 1 | tr -d '\\n'"));
}

std::string ReadAll(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void RunProgram(const std::vector<std::string>& command, const std::string& cluster,
                const std::string& output) {
  test::Process process(
      command, {"PGHOST=" + cluster + "/socket", "PGPORT=5432", "PGUSER=oat_service"}, output);
  const int status = process.Signal(0);
  // A client that met an error leaves, and pgbench goes on without it.
  if (status == 0 && !absl::StrContains(ReadAll(output), "aborted")) return;
  throw std::runtime_error(
      "pgbench (where a row was expected and none came, more people are wanted, --people): " +
      ReadAll(output));
}

// Lines: client, number, microseconds, script, seconds and microseconds of its end.
Shift ReadLog(const std::string& folder) {
  Shift shift;
  absl::Time start = absl::InfiniteFuture();
  std::vector<absl::Time> begun;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (!absl::StartsWith(file.path().filename().string(), "timing")) continue;
    std::ifstream stream(file.path());
    int64_t client, number, microseconds, script, seconds, rest;
    while (stream >> client >> number >> microseconds >> script >> seconds >> rest) {
      const absl::Duration dose = absl::Microseconds(microseconds);
      begun.push_back(absl::FromUnixSeconds(seconds) + absl::Microseconds(rest) - dose);
      shift.timings.push_back({.dose = dose});
      start = std::min(start, begun.back());
    }
  }
  for (size_t i = 0; i < begun.size(); ++i) shift.timings[i].begun = begun[i] - start;
  return shift;
}

}  // namespace

Shift WorkAsPgbench(Network& network, const Script& script, int recorded_day, int clients,
                    absl::Duration duration, const std::string& cluster) {
  const std::string folder = network.clinic().folder() + "/pgbench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  std::ofstream(folder + "/dose.sql") << script.text();
  std::vector<std::string> command = {
      Program(),
      "--no-vacuum",
      "--protocol=prepared",
      "--log",
      "--log-prefix=" + folder + "/timing",
      "--file=" + folder + "/dose.sql",
      absl::StrCat("--client=", clients),
      absl::StrCat("--jobs=", std::min(clients, 2)),
      absl::StrCat("--time=", absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1))))};
  for (const auto& [name, value] : script.Constants(network.day() - recorded_day)) {
    command.push_back(absl::StrCat("--define=", name, "=", value));
  }
  for (const auto& [name, value] : std::map<std::string, int>{
           {"turn", 0}, {"clients", clients}, {"sites", kSites}, {"day", network.day()}}) {
    command.push_back(absl::StrCat("--define=", name, "=", value));
  }
  command.push_back(network.clinic().database());
  RunProgram(command, cluster, folder + "/output");
  return ReadLog(folder);
}

}  // namespace oat::bench
