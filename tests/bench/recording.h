// What oatd really sent to PostgreSQL for a dose: the statements of its two calls, in order, with
// their parameters, read from the database server's own log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/network.h"

namespace oat::bench {

struct SentStatement {
  std::string name;  // as prepared; empty for BEGIN and COMMIT
  std::string sql;
  std::vector<std::optional<std::string>> parameters;  // absent: NULL
};

// The statements of authorise and confirm, one dose, from BEGIN to the second COMMIT.
using Recording = std::vector<SentStatement>;

// Has the first person of each of the first two sites dosed while the server logs every statement,
// and reads both doses back. oatd is started anew before and after, as the logging is a setting of
// new connections. The cluster must log as JSON.
std::vector<Recording> RecordTwoDoses(Network& network, const std::string& cluster);

// The parameters of a log entry's detail: `parameters: $1 = 'a', $2 = NULL`.
std::vector<std::optional<std::string>> ReadParameters(const std::string& detail);

// The doses in a log of JSON lines, in the order of their confirmation.
std::vector<Recording> ReadDoses(const std::vector<std::string>& lines);

}  // namespace oat::bench
