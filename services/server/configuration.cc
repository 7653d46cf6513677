#include "services/server/configuration.h"

#include <fstream>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/status.h"

namespace oat::server {
namespace {

using Setter = std::function<absl::Status(const std::string& where, const std::string& value)>;

Setter Text(std::string* target) {
  return [target](const std::string& where, const std::string& value) {
    if (value.empty()) return Invalid(where, "nothing", "a value");
    *target = value;
    return absl::OkStatus();
  };
}

Setter Number(int64_t* target, int64_t min, int64_t max) {
  return [=](const std::string& where, const std::string& value) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(value, &number) || number < min || number > max) {
      return Invalid(where, value, absl::StrCat("a whole number from ", min, " to ", max));
    }
    *target = number;
    return absl::OkStatus();
  };
}

// The longest path that a Unix socket can have.
constexpr size_t kLongestSocketPath = 107;

Setter Listen(std::string* target) {
  return [target](const std::string& where, const std::string& value) {
    if (!absl::StartsWith(value, "unix:/")) return Invalid(where, value, "unix:/absolute/path");
    if (value.size() - 5 > kLongestSocketPath) {
      return Invalid(where, absl::StrCat("a path of ", value.size() - 5, " bytes"),
                     absl::StrCat("at most ", kLongestSocketPath));
    }
    *target = value;
    return absl::OkStatus();
  };
}

std::map<std::string, Setter> SettersOf(Configuration* c) {
  return {{"listen", Listen(&c->listen)},
          {"front_door", Listen(&c->front_door)},
          {"database", Text(&c->database)},
          {"owner_database", Text(&c->owner_database)},
          {"key_file", Text(&c->key_file)},
          {"seal_key_file", Text(&c->seal_key_file)},
          {"card_key_file", Text(&c->card_key_file)},
          {"heads_file", Text(&c->heads_file)},
          {"migrations", Text(&c->migrations)},
          {"workers", Number(&c->workers, 1, 200)},
          {"queue_limit", Number(&c->queue_limit, 1, 100000)},
          {"metrics_port", Number(&c->metrics_port, 0, 65535)},
          {"report_threshold", Number(&c->report_threshold, 5, 11)},
          {"retention_years", Number(&c->retention_years, 0, 100)},
          {"clock_file", Text(&c->clock_file)}};
}

absl::Status ReadFile(const std::string& path, const std::map<std::string, Setter>& setters) {
  std::ifstream stream(path);
  if (!stream) return absl::InvalidArgumentError(absl::StrCat(path, ": cannot be read"));
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    const std::string text(absl::StripAsciiWhitespace(line));
    if (text.empty() || text[0] == '#') continue;
    const std::string where = absl::StrCat(path, ":", number);
    std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (parts.size() != 2) return Invalid(where, text, "key = value");
    const std::string key(absl::StripAsciiWhitespace(parts[0]));
    auto setter = setters.find(key);
    if (setter == setters.end()) return Invalid(where, absl::StrCat("key ", key), "a known key");
    OAT_RETURN_IF_ERROR(setter->second(absl::StrCat(where, ": ", key),
                                       std::string(absl::StripAsciiWhitespace(parts[1]))));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Configuration> ReadConfiguration(const std::string& path,
                                                const Environment& environment) {
  Configuration configuration;
  const auto setters = SettersOf(&configuration);
  OAT_RETURN_IF_ERROR(ReadFile(path, setters));
  for (const auto& [key, setter] : setters) {
    const std::string name = absl::StrCat("OATD_", absl::AsciiStrToUpper(key));
    if (auto value = environment(name)) OAT_RETURN_IF_ERROR(setter(name, *value));
  }
  for (const auto& [key, value] :
       {std::pair("listen", configuration.listen), std::pair("database", configuration.database),
        std::pair("key_file", configuration.key_file),
        std::pair("migrations", configuration.migrations)}) {
    if (value.empty()) return Invalid(absl::StrCat(path, ": ", key), "nothing", "a value");
  }
  for (const auto& [file, ending] : {std::pair(&configuration.seal_key_file, ".seal"),
                                     std::pair(&configuration.heads_file, ".heads"),
                                     std::pair(&configuration.card_key_file, ".card")}) {
    if (file->empty()) *file = configuration.key_file + ending;
  }
  return configuration;
}

}  // namespace oat::server
