#include "services/policy/book.h"

#include <algorithm>

#include "services/base/status.h"
#include "services/policy/pack_text.h"
#include "services/policy/store.h"
#include "services/sites/store.h"

namespace oat::policy {
namespace {

// Places and days that are asked for at one time are few; a server that runs for years forgets the
// days that have passed.
constexpr size_t kMostKept = 1000;

// Adds a pack in the order of their names; one text that holds at two places counts once.
void Add(std::shared_ptr<const Pack> pack, Stack* stack) {
  const auto key = [](const auto& one) { return std::pair(one->says.name(), one->says.version()); };
  const auto at = std::lower_bound(stack->begin(), stack->end(), pack,
                                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
  if (at == stack->end() || key(*at) != key(pack)) stack->insert(at, std::move(pack));
}

absl::StatusOr<Stack> ReadStack(const std::vector<PackInForce>& packs, Day day) {
  Stack stack;
  for (const PackInForce& one : packs) {
    OAT_ASSIGN_OR_RETURN(Pack pack, ReadPack(one.pack.text));
    if (HoldsOn(pack, day)) Add(std::make_shared<const Pack>(std::move(pack)), &stack);
  }
  return stack;
}

absl::StatusOr<RulesInForce> Read(db::Transaction& transaction,
                                  const std::optional<sites::Site>& site, Day day) {
  OAT_ASSIGN_OR_RETURN(Stack stack, LoadStack(transaction, site, day));
  OAT_ASSIGN_OR_RETURN(Rules rules, Resolve(std::move(stack)));
  return std::make_shared<const Rules>(std::move(rules));
}

}  // namespace

bool HoldsOn(const Pack& pack, Day day) {
  const auto from = ParseDay(pack.says.effective_from());
  const auto until = ParseDay(pack.says.effective_until());
  return from.ok() && *from <= day && (!until.ok() || day <= *until);
}

absl::StatusOr<Stack> LoadStack(db::Transaction& transaction,
                                const std::optional<sites::Site>& site, Day day) {
  return ReadStack(LoadInForce(transaction, day, site ? site->region : "", site ? site->code : ""),
                   day);
}

absl::StatusOr<Stack> LoadStackWith(db::Transaction& transaction, const ProposedChange& change,
                                    const sites::Site& site, Day day) {
  auto packs = LoadInForce(transaction, day, site.region, site.code);
  std::erase_if(packs, [&](const PackInForce& one) {
    return one.place == change.place && one.pack.name == change.name;
  });
  OAT_ASSIGN_OR_RETURN(Stack stack, ReadStack(packs, day));
  if (change.pack != nullptr) Add(change.pack, &stack);
  return stack;
}

absl::StatusOr<std::vector<sites::Site>> SitesAt(db::Transaction& transaction,
                                                 const std::string& place) {
  std::vector<sites::Site> sites = sites::LoadAll(transaction);
  if (place.empty()) return sites;
  std::erase_if(
      sites, [&](const sites::Site& site) { return site.code != place && site.region != place; });
  if (sites.empty()) return Invalid("place", place, "a region or a site of this network");
  return sites;
}

absl::StatusOr<RulesInForce> Book::At(db::Transaction& transaction,
                                      const std::optional<sites::Site>& site, Day day) const {
  const int64_t changes = CountChanges(transaction);
  const Place place(site ? site->region : "", site ? site->code : "", day);
  {
    absl::MutexLock lock(&mutex_);
    if (changes_ == changes) {
      if (const auto kept = kept_.find(place); kept != kept_.end()) return kept->second;
    }
  }
  auto rules = Read(transaction, site, day);
  absl::MutexLock lock(&mutex_);
  // Another thread may have read a newer state meanwhile: what is kept belongs to one count alone.
  if (changes_ != changes || kept_.size() >= kMostKept) kept_.clear();
  changes_ = changes;
  kept_.insert_or_assign(place, rules);
  return rules;
}

absl::StatusOr<RulesInForce> Book::Of(const access::Call& call) const {
  return At(call.transaction, call.caller.site,
            call.caller.site ? call.today() : Day(absl::ToCivilDay(call.now, absl::UTCTimeZone())));
}

}  // namespace oat::policy
