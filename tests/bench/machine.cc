#include "tests/bench/machine.h"

#include <sys/sysinfo.h>

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace oat::bench {
namespace {

// Not every kind of processor tells its name.
std::string Processor() {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    if (!absl::StartsWith(line, "model name")) continue;
    const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(':', 1));
    return std::string(absl::StripAsciiWhitespace(parts.back()));
  }
  return "unknown";
}

std::string Memory() {
  struct sysinfo info {};
  sysinfo(&info);
  return absl::StrFormat("%.0f GB", static_cast<double>(info.totalram) * info.mem_unit / 1e9);
}

}  // namespace

Description DescribeMachine(const test::Clinic& clinic) {
  const std::string settings = clinic.Sql(R"(
      SELECT string_agg(name || ' ' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
       WHERE name IN ('autovacuum', 'checkpoint_timeout', 'data_checksums', 'fsync',
                      'full_page_writes', 'jit', 'max_wal_size', 'shared_buffers',
                      'synchronous_commit', 'wal_sync_method'))");
  return {{"date", absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone())},
          {"processor", Processor()},
          {"cores", absl::StrCat(get_nprocs())},
          {"memory", Memory()},
          {"PostgreSQL", clinic.Sql("SHOW server_version")},
          {"settings", settings}};
}

}  // namespace oat::bench
