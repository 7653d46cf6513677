#include "services/policy/service.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/policy/book.h"
#include "services/policy/pack_text.h"
#include "services/policy/pack_words.h"
#include "services/policy/store.h"
#include "services/sites/store.h"

namespace oat::policy {
namespace {

using access::Call;
using contract::Accept;
using contract::Refuse;

// A clinical day that has begun at some of the sites is not changed in its middle.
absl::StatusOr<Day> AskFromDay(Call& call, const std::string& text,
                               const std::vector<sites::Site>& sites) {
  OAT_ASSIGN_OR_RETURN(const Day from_day, ParseDay(text));
  Day today(absl::ToCivilDay(call.now, absl::UTCTimeZone()));
  for (const sites::Site& site : sites) {
    today = std::max(today, ClinicalDay(call.now, site.reckoning()));
  }
  if (from_day >= today) return from_day;
  return Invalid("from_day", text, absl::StrCat(FormatDay(today), " or later"));
}

// With the change as it stands in this transaction every window has what it needs.
absl::Status CheckEnough(Call& call, const std::vector<sites::Site>& sites, Day day) {
  std::vector<std::optional<sites::Site>> places(sites.begin(), sites.end());
  if (places.empty()) places.emplace_back();
  for (const auto& site : places) {
    OAT_ASSIGN_OR_RETURN(Stack stack, LoadStack(call.transaction, site, day));
    const auto rules = Resolve(std::move(stack));
    if (rules.ok()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(site ? site->code : "the network", ": ", rules.status().message()));
  }
  return absl::OkStatus();
}

absl::Status CheckSignedOff(const Pack& pack, const std::string& signed_off) {
  const auto weak = WeakValuesOf(pack);
  if (weak.empty() || signed_off == pack.sha256) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      weak.size(), " values are recalled or were read in part, and somebody must sign them off: ",
      absl::StrJoin(weak, "; ", [](std::string* out, const WeakValue& value) {
        absl::StrAppend(out, value.path, ": ", value.says);
      })));
}

absl::Status CheckWithinItsDays(const Pack& pack, Day from_day) {
  if (HoldsOn(pack, from_day)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "from_day: got ", FormatDay(from_day), ", and ", pack.Id(), " holds from ",
      pack.says.effective_from(), " until ",
      pack.says.effective_until().empty() ? "further notice" : pack.says.effective_until()));
}

}  // namespace

absl::Status Service::CheckRulePack(Call&, const v1::CheckRulePackRequest& request,
                                    v1::CheckRulePackResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pack pack, ReadPack(request.text()));
  response->set_name(pack.says.name());
  response->set_version(pack.says.version());
  response->set_sha256(pack.sha256);
  for (std::string& fault : FaultsOf(pack)) response->add_faults(std::move(fault));
  for (WeakValue& weak : WeakValuesOf(pack)) {
    v1::WeakValue* out = response->add_weak_values();
    out->set_path(std::move(weak.path));
    out->set_says(std::move(weak.says));
  }
  return absl::OkStatus();
}

absl::Status Service::PutRulePackInForce(Call& call, const v1::PutRulePackInForceRequest& request,
                                         v1::PutRulePackInForceResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const Pack pack, ReadPack(request.text()));
  if (const auto faults = FaultsOf(pack); !faults.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("text: ", absl::StrJoin(faults, "; ")));
  }
  OAT_ASSIGN_OR_RETURN(const auto sites, SitesAt(call.transaction, request.place()));
  OAT_ASSIGN_OR_RETURN(const Day from_day, AskFromDay(call, request.from_day(), sites));
  OAT_RETURN_IF_ERROR(CheckWithinItsDays(pack, from_day));
  OAT_RETURN_IF_ERROR(CheckSignedOff(pack, request.signed_off()));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  const KeptPack kept{pack.says.name(), pack.says.version(), pack.sha256, request.text()};
  if (!KeepPack(call.transaction, kept, call.caller.staff, call.now)) {
    return absl::FailedPreconditionError(
        absl::StrCat("version: ", pack.Id(),
                     " was put in force with another text, or this text "
                     "under another name: a text that changed has another version"));
  }
  RecordChange(call.transaction,
               {.id = call.request_id,
                .name = kept.name,
                .version = kept.version,
                .place = request.place(),
                .from_day = from_day,
                .signed_off = !request.signed_off().empty(),
                .reason = request.reason(),
                .changed_by = call.caller.staff,
                .second = *call.second},
               call.now);
  OAT_RETURN_IF_ERROR(CheckEnough(call, sites, from_day));
  Accept(response->mutable_outcome());
  response->set_name(kept.name);
  response->set_version(kept.version);
  return absl::OkStatus();
}

absl::Status Service::WithdrawRulePack(Call& call, const v1::WithdrawRulePackRequest& request,
                                       v1::WithdrawRulePackResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const auto sites, SitesAt(call.transaction, request.place()));
  OAT_ASSIGN_OR_RETURN(const Day from_day, AskFromDay(call, request.from_day(), sites));
  if (!call.second) {
    Refuse(response->mutable_outcome(), v1::REASON_CODE_SAME_PERSON);
    return absl::OkStatus();
  }
  if (!IsInForceAt(call.transaction, request.place(), request.name(), from_day)) {
    return absl::FailedPreconditionError(
        absl::StrCat("name: ", request.name(), " is not in force at this place on that day"));
  }
  RecordChange(call.transaction,
               {.id = call.request_id,
                .name = request.name(),
                .place = request.place(),
                .from_day = from_day,
                .reason = request.reason(),
                .changed_by = call.caller.staff,
                .second = *call.second},
               call.now);
  OAT_RETURN_IF_ERROR(CheckEnough(call, sites, from_day));
  Accept(response->mutable_outcome());
  return absl::OkStatus();
}

absl::Status Service::ListRuleChanges(Call& call, const v1::ListRuleChangesRequest&,
                                      v1::ListRuleChangesResponse* response) const {
  for (ListedChange& listed : ListChanges(call.transaction)) {
    v1::RuleChange* out = response->add_changes();
    out->set_name(listed.change.name);
    out->set_version(listed.change.version.value_or(""));
    out->set_sha256(listed.sha256.value_or(""));
    out->set_place(listed.change.place);
    out->set_from_day(FormatDay(listed.change.from_day));
    out->set_reason(listed.change.reason);
    out->set_changed_by(listed.changed_by);
    out->set_second(listed.second);
    out->set_signed_off(listed.change.signed_off);
    *out->mutable_changed_at() = contract::ToTimestamp(listed.recorded_at);
  }
  return absl::OkStatus();
}

absl::Status Service::GetRulePack(Call& call, const v1::GetRulePackRequest& request,
                                  v1::GetRulePackResponse* response) const {
  auto kept = LoadPack(call.transaction, request.name(), request.version());
  if (!kept) return absl::NotFoundError("name: no such pack was ever put in force");
  response->set_text(std::move(kept->text));
  return absl::OkStatus();
}

absl::Status Service::ExplainRules(Call& call, const v1::ExplainRulesRequest& request,
                                   v1::ExplainRulesResponse* response) const {
  std::optional<sites::Site> site;
  if (!request.site_code().empty()) {
    site = sites::Load(call.transaction, request.site_code());
    if (!site) return Invalid("site_code", request.site_code(), "a site of this network");
  }
  Day day = site ? ClinicalDay(call.now, site->reckoning())
                 : Day(absl::ToCivilDay(call.now, absl::UTCTimeZone()));
  if (!request.day().empty()) {
    OAT_ASSIGN_OR_RETURN(day, ParseDay(request.day()));
  }
  OAT_ASSIGN_OR_RETURN(const Stack stack, LoadStack(call.transaction, site, day));
  for (const auto& pack : stack) response->add_packs(pack->Id());
  const auto add = [&](const std::string& path, const std::string& says, const std::string& pack,
                       const std::string& source, Mark mark) {
    v1::ExplainedValue* out = response->add_values();
    out->set_path(path);
    out->set_says(says);
    out->set_pack(pack);
    out->set_source(source);
    out->set_mark(MarkInWords(mark));
  };
  for (const Explained& one : Explain(stack)) {
    add(one.path, absl::StrCat(one.decided.value), one.decided.pack, one.decided.source,
        one.decided.mark);
  }
  for (const auto& pack : stack) {
    for (const TableRow& row : TableRowsOf(*pack)) {
      add(row.path, row.says, pack->Id(), row.source, row.mark);
    }
  }
  return absl::OkStatus();
}

}  // namespace oat::policy
