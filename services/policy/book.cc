#include "services/policy/book.h"

#include "services/base/status.h"
#include "services/policy/pack_text.h"
#include "services/policy/store.h"

namespace oat::policy {
namespace {

// Places and days that are asked for at one time are few; a server that runs for years forgets the
// days that have passed.
constexpr size_t kMostKept = 1000;

bool HoldsOn(const Pack& pack, Day day) {
  const auto from = ParseDay(pack.says.effective_from());
  const auto until = ParseDay(pack.says.effective_until());
  return from.ok() && *from <= day && (!until.ok() || day <= *until);
}

absl::StatusOr<RulesInForce> Read(db::Transaction& transaction,
                                  const std::optional<sites::Site>& site, Day day) {
  OAT_ASSIGN_OR_RETURN(Stack stack, LoadStack(transaction, site, day));
  OAT_ASSIGN_OR_RETURN(Rules rules, Resolve(std::move(stack)));
  return std::make_shared<const Rules>(std::move(rules));
}

}  // namespace

absl::StatusOr<Stack> LoadStack(db::Transaction& transaction,
                                const std::optional<sites::Site>& site, Day day) {
  Stack stack;
  for (const KeptPack& kept :
       LoadInForce(transaction, day, site ? site->region : "", site ? site->code : "")) {
    OAT_ASSIGN_OR_RETURN(Pack pack, ReadPack(kept.text));
    if (HoldsOn(pack, day)) stack.push_back(std::make_shared<const Pack>(std::move(pack)));
  }
  return stack;
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
