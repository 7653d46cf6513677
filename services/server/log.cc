#include "services/server/log.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace oat::server {
namespace {

const char* SeverityText(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "error";
}

std::string Quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Loggable::Loggable(int64_t number) : json_(absl::StrCat(number)) {}
Loggable::Loggable(Word word) : json_(Quoted(word.text())) {}
Loggable::Loggable(absl::StatusCode code) : json_(Quoted(absl::StatusCodeToString(code))) {}
Loggable::Loggable(absl::Duration duration)
    : json_(absl::StrCat(absl::ToDoubleMilliseconds(duration))) {}
Loggable::Loggable(const Uuid& id) : json_(Quoted(id.text())) {}
Loggable::Loggable(const PatientNumber& number) : json_(Quoted(number.text())) {}
Loggable Loggable::OwnName(const std::string& name) { return {Raw{}, Quoted(name)}; }

void Log(Severity severity, Word event, const Fields& fields) {
  std::string line = absl::StrCat(
      R"({"time":")", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()),
      R"(","severity":")", SeverityText(severity), R"(","event":)", Quoted(event.text()));
  for (const auto& [name, value] : fields) {
    absl::StrAppend(&line, ",", Quoted(name.text()), ":", value.json());
  }
  absl::StrAppend(&line, "}\n");
  // One write, so that lines of several threads do not mix. A log that cannot be written stops
  // nobody.
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace oat::server
