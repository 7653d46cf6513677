#include "tests/bench/recording.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "tests/bench/shift.h"

namespace oat::bench {
namespace {

constexpr size_t kRecorded = 2;
constexpr absl::Duration kPatienceWithLog = absl::Seconds(20);

// One entry as a statement; absent where it is about something else.
std::optional<SentStatement> ReadEntry(const nlohmann::json& entry) {
  const std::string message = entry.value("message", "");
  absl::string_view rest = message;
  if (absl::ConsumePrefix(&rest, "statement: ")) return SentStatement{"", std::string(rest), {}};
  if (!absl::ConsumePrefix(&rest, "execute ")) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(rest, absl::MaxSplits(": ", 1));
  return SentStatement{parts[0], parts[1], ReadParameters(entry.value("detail", ""))};
}

// The audit row of a transaction names the method.
bool IsCall(const Recording& transaction, const std::string& method) {
  for (const SentStatement& statement : transaction) {
    for (const auto& parameter : statement.parameters) {
      if (parameter == method) return true;
    }
  }
  return false;
}

std::vector<std::string> ReadLog(const std::string& folder) {
  std::vector<std::string> lines;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    std::ifstream stream(file.path());
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
  }
  return lines;
}

// A new oatd, whose connections are new.
void Restart(test::Clinic& clinic) {
  clinic.StopServer();
  clinic.StartServer();
}

}  // namespace

std::vector<std::optional<std::string>> ReadParameters(const std::string& detail) {
  std::vector<std::optional<std::string>> parameters;
  absl::string_view rest = detail;
  if (!absl::ConsumePrefix(&rest, "parameters: ")) return parameters;
  while (absl::ConsumePrefix(&rest, absl::StrCat("$", parameters.size() + 1, " = "))) {
    auto& parameter = parameters.emplace_back();
    if (!absl::ConsumePrefix(&rest, "NULL")) {
      if (!absl::ConsumePrefix(&rest, "'")) break;
      parameter.emplace();
      // A quote within is doubled; a single one is the end.
      while (!rest.empty() && (rest[0] != '\'' || absl::StartsWith(rest, "''"))) {
        parameter->push_back(rest[0]);
        rest.remove_prefix(rest[0] == '\'' ? 2 : 1);
      }
      absl::ConsumePrefix(&rest, "'");
    }
    absl::ConsumePrefix(&rest, ", ");
  }
  if (!rest.empty()) throw std::runtime_error("the server's log: parameters not understood");
  return parameters;
}

std::vector<Recording> ReadDoses(const std::vector<std::string>& lines) {
  std::map<int, Recording> open;  // by process
  std::vector<Recording> authorised, doses;
  for (const std::string& line : lines) {
    const auto entry = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!entry.is_object() || entry.value("user", "") != "oat_service") continue;
    auto statement = ReadEntry(entry);
    if (!statement) continue;
    Recording& transaction = open[entry.value("pid", 0)];
    if (statement->sql == "BEGIN") transaction.clear();
    transaction.push_back(*statement);
    if (statement->sql != "COMMIT") continue;
    if (IsCall(transaction, "AuthoriseDose")) authorised.push_back(transaction);
    if (IsCall(transaction, "ConfirmDose") && doses.size() < authorised.size()) {
      Recording dose = authorised[doses.size()];
      dose.insert(dose.end(), transaction.begin(), transaction.end());
      doses.push_back(std::move(dose));
    }
  }
  return doses;
}

std::vector<Recording> RecordTwoDoses(Network& network, const std::string& cluster) {
  test::Clinic& clinic = network.clinic();
  clinic.Sql("ALTER ROLE oat_service SET log_statement = 'all'");
  Restart(clinic);
  network.BeginDay();
  const std::string folder = cluster + "/data/log";
  const size_t before = ReadDoses(ReadLog(folder)).size();
  for (size_t site = 0; site < kRecorded; ++site) {
    Give(network.desks()[site], network.people()[site][site]);
  }
  clinic.Sql("ALTER ROLE oat_service RESET log_statement");
  Restart(clinic);
  // The log is written by a process of its own, a moment later.
  const absl::Time until = absl::Now() + kPatienceWithLog;
  std::vector<Recording> doses;
  while ((doses = ReadDoses(ReadLog(folder))).size() < before + kRecorded) {
    if (absl::Now() > until) {
      throw std::runtime_error("the server's log shows no whole dose: " + folder);
    }
  }
  return {doses.end() - kRecorded, doses.end()};
}

}  // namespace oat::bench
