// What the processes of a run have used.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/time/time.h"

namespace oat::bench {

// The process that listens on a Unix socket.
pid_t ServerOf(const std::string& socket_path);

// Processor time of a process, and of a PostgreSQL server with all its backends, those that have
// ended too.
absl::Duration ProcessorTime(pid_t process);
absl::Duration ProcessorTimeOfPostgres(const std::string& cluster);
// Of this program, and of the programs that it has run to their end.
absl::Duration OwnProcessorTime();
absl::Duration ChildrensProcessorTime();

// What the host of a virtual machine has kept from all its processors together.
absl::Duration StolenTime();

// The most memory a process has had resident, in megabytes of 10^6 bytes.
double PeakMegabytes(pid_t process);

}  // namespace oat::bench
