// Work beside the calls that is done every so often, and ever more seldom while it fails.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/db/transaction.h"
#include "services/server/log.h"
#include "services/server/loop.h"

namespace oat::server {

class Watch {
 public:
  using Work = std::function<absl::Status(db::Connection&)>;

  // Begins at once and does the work every `period`; while it fails, ever more seldom, up to a
  // minute apart. The log hears that it fails and that it works again, once each.
  Watch(Word name, const std::string& conninfo, absl::Duration period, Work work);

 private:
  absl::Duration Pass(db::Connection& connection);

  const Word name_;
  const absl::Duration period_;
  const Work work_;
  // The loop's own.
  bool failing_ = false;
  absl::Duration pause_;
  Loop loop_;
};

}  // namespace oat::server
