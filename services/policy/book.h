// The rules in force at a place on a day, read from the database when they changed and kept
// otherwise. One book serves every thread of a server; several servers agree by the count of
// changes that each call reads in its own transaction.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/access/caller.h"
#include "services/policy/rules.h"

namespace oat::policy {

using RulesInForce = std::shared_ptr<const Rules>;

class Book {
 public:
  // At a site, or of the network where there is none. FAILED_PRECONDITION: no packs are in force
  // there, or what is says too little for a window.
  absl::StatusOr<RulesInForce> At(db::Transaction& transaction,
                                  const std::optional<sites::Site>& site, Day day) const;
  // At the calling device's site, today.
  absl::StatusOr<RulesInForce> Of(const access::Call& call) const;

 private:
  using Place = std::tuple<std::string, std::string, Day>;  // region, site, day
  mutable absl::Mutex mutex_;
  mutable int64_t changes_ ABSL_GUARDED_BY(mutex_) = -1;
  mutable std::map<Place, absl::StatusOr<RulesInForce>> kept_ ABSL_GUARDED_BY(mutex_);
};

// The packs that hold at a place on a day, within their own first and last days.
absl::StatusOr<Stack> LoadStack(db::Transaction& transaction,
                                const std::optional<sites::Site>& site, Day day);

}  // namespace oat::policy
