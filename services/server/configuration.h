// The configuration of oatd: one file of `key = value` lines, each overridable by the environment
// (OATD_ and the key in capitals). Strict: an unknown key or a bad value names itself and stops the
// start.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace oat::server {

struct Configuration {
  // Where to listen: Unix sockets, unix:/path, never a network address (decision 0001). The first
  // is for tools on this machine, which show a device's token; the second for the proxy that ends
  // mutual TLS and says whose certificate it saw, empty where there is none.
  std::string listen;
  std::string front_door;
  // How the service and the owner of the schema reach PostgreSQL, as libpq reads it.
  std::string database;
  std::string owner_database;
  // The sealing and index keys; mode 0600.
  std::string key_file;
  // The key that signs the heads of the sealed log, mode 0600, and the file to which each new head
  // is appended; otherwise key_file with .seal or .heads behind it.
  std::string seal_key_file;
  std::string heads_file;
  // The keys that make and read patients' cards, mode 0600; otherwise key_file with .card behind
  // it.
  std::string card_key_file;
  // The folder of the migrations that belong to this program.
  std::string migrations;
  int64_t workers = 8;
  int64_t queue_limit = 256;
  // Loopback port of the metrics; 0 for none.
  int64_t metrics_port = 0;
  // Reports withhold counts from 1 up to one less than this.
  int64_t report_threshold = 5;
  // For how many years after the last contact the law has a person's record kept; what is older,
  // `oatd shred` takes away. 0: nobody has looked it up, and nothing is shredded.
  int64_t retention_years = 0;
  // A file that holds the time, for demonstrations; empty: the system's clock.
  std::string clock_file;
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Reads `path`, then the environment. INVALID_ARGUMENT names file, line, key, got and wanted.
absl::StatusOr<Configuration> ReadConfiguration(const std::string& path,
                                                const Environment& environment);

}  // namespace oat::server
