#include "services/server/watch.h"

#include <algorithm>
#include <utility>

namespace oat::server {
namespace {

constexpr absl::Duration kLongestPause = absl::Minutes(1);

}  // namespace

Watch::Watch(Word name, const std::string& conninfo, absl::Duration period, Work work)
    : name_(name),
      period_(period),
      work_(std::move(work)),
      pause_(period),
      loop_(conninfo, [this](db::Connection& connection) { return Pass(connection); }) {}

absl::Duration Watch::Pass(db::Connection& connection) {
  const absl::Status status = work_(connection);
  if (status.ok() == failing_) {
    failing_ = !failing_;
    Log(failing_ ? Severity::kError : Severity::kInfo, "work beside the calls",
        {{"work", name_}, {"status", status.code()}});
  }
  return pause_ = failing_ ? std::min(2 * pause_, std::max(period_, kLongestPause)) : period_;
}

}  // namespace oat::server
