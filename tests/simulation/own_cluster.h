// A PostgreSQL cluster of a test's own that writes to the disk as a clinic's does, to be killed.
#pragma once

#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/process.h"

namespace oat::test {

class OwnCluster {
 public:
  OwnCluster() : folder_(absl::StrCat("/tmp/oat-kill-", getpid())) {
    Run(absl::StrCat("OAT_CLUSTER_FSYNC=on ", kScript, " start ", folder_, " ", OAT_OATD, " 2>&1"));
  }
  ~OwnCluster() { Run(absl::StrCat(kScript, " stop ", folder_)); }
  OwnCluster(const OwnCluster&) = delete;
  OwnCluster& operator=(const OwnCluster&) = delete;

  // SIGKILL to the server; its children go when they notice, or at the next start.
  void Kill() { Run(absl::StrCat(kCluster, " kill ", folder_)); }
  void Start() { Run(absl::StrCat(kCluster, " start ", folder_)); }
  const std::string& folder() const { return folder_; }

 private:
  static constexpr char kScript[] = OAT_SOURCE_DIR "/tests/support/cluster.sh";
  static constexpr char kCluster[] = OAT_SOURCE_DIR "/ops/cluster";

  const std::string folder_;
};

}  // namespace oat::test
