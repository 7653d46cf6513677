// The rules in force at a place on a day, read from the database when they changed and kept
// otherwise. One book serves every thread of a server; several servers agree by the count of
// changes that each call reads in its own transaction.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

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

// A day lies within a pack's own first and last.
bool HoldsOn(const Pack& pack, Day day);

// The packs that hold at a place on a day, within their own first and last days.
absl::StatusOr<Stack> LoadStack(db::Transaction& transaction,
                                const std::optional<sites::Site>& site, Day day);

// A change of the rules at a place that nobody has made yet.
struct ProposedChange {
  std::string place;  // a region or a site; empty: the whole network
  std::string name;
  std::shared_ptr<const Pack> pack;  // in the stead of an earlier version there; null: withdrawn
};
// The same with a change made that reaches the site. A pack that is tried out holds whatever its
// own days are: they are asked when it is put in force.
absl::StatusOr<Stack> LoadStackWith(db::Transaction& transaction, const ProposedChange& change,
                                    const sites::Site& site, Day day);

// The sites of a place: one, those of a region, or all of them. INVALID_ARGUMENT: no such place.
absl::StatusOr<std::vector<sites::Site>> SitesAt(db::Transaction& transaction,
                                                 const std::string& place);

}  // namespace oat::policy
