// The rules in force: packs checked, put in force and withdrawn by prescribers, and shown to
// anybody.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using Stub = v1::PolicyService::Stub;

constexpr char kPutMethod[] = "oat.v1.PolicyService.PutRulePackInForce";
constexpr char kWithdrawMethod[] = "oat.v1.PolicyService.WithdrawRulePack";

const Parameter kFile = {"file", "FILE", "A rule pack, as in ops/rules"};
const Parameter kFrom = {"--from", "DAY", "The first clinical day of it; today or later"};
const Parameter kAt = {"--at", "PLACE", "A region or a site; left out: the whole network"};
const Parameter kReason = {"--reason", "TEXT", "Why now"};
const Parameter kSecond = {
    "--second", "LOGIN",
    "The second person, whose password is asked for too; 'badge': by badge and PIN"};

absl::StatusOr<v1::CheckRulePackResponse> Look(Terminal& t, const std::string& text) {
  v1::CheckRulePackRequest request;
  request.set_text(text);
  return Ask(t, &link::Link::policy, &Stub::CheckRulePack, request);
}

void ShowWeak(Terminal& t, const v1::CheckRulePackResponse& response) {
  if (response.weak_values().empty()) return;
  t.out << "somebody must vouch for these, as they are recalled or were read in part:\n";
  Listing listing({"value", "says"});
  for (const v1::WeakValue& weak : response.weak_values()) {
    listing.Add({weak.path(), weak.says()});
  }
  listing.Print(t.out);
}

absl::Status Check(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(a.Text("file")));
  OAT_ASSIGN_OR_RETURN(const auto response, Look(t, text));
  OAT_RETURN_IF_ERROR(Show(t, response, [&] {
    t.out << response.name() << "/" << response.version() << ", SHA-256 "
          << absl::BytesToHexString(response.sha256()) << "\n";
    for (const std::string& fault : response.faults()) t.out << "wrong: " << fault << "\n";
    ShowWeak(t, response);
  }));
  if (response.faults().empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("faults: ", response.faults_size(), ", so it cannot be put in force"));
}

absl::Status PutInForce(Terminal& t, const Arguments& a) {
  v1::PutRulePackInForceRequest request;
  OAT_ASSIGN_OR_RETURN(*request.mutable_text(), ReadWholeFile(a.Text("file")));
  OAT_ASSIGN_OR_RETURN(const auto look, Look(t, request.text()));
  request.set_request_id(NewId());
  request.set_place(a.Text("--at"));
  request.set_from_day(a.Text("--from"));
  request.set_reason(a.Text("--reason"));
  if (a.Has("--sign-off")) request.set_signed_off(look.sha256());
  OAT_RETURN_IF_ERROR(AddApproval(t, a.Text("--second"), kPutMethod, &request));
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &link::Link::policy, &Stub::PutRulePackInForce, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << response.name() << "/" << response.version() << " is in force "
          << (request.place().empty() ? "everywhere" : "at " + request.place()) << " from "
          << request.from_day() << "\n";
    if (a.Has("--sign-off")) ShowWeak(t, look);
  });
}

absl::Status Withdraw(Terminal& t, const Arguments& a) {
  v1::WithdrawRulePackRequest request;
  request.set_request_id(NewId());
  request.set_name(a.Text("name"));
  request.set_place(a.Text("--at"));
  request.set_from_day(a.Text("--from"));
  request.set_reason(a.Text("--reason"));
  OAT_RETURN_IF_ERROR(AddApproval(t, a.Text("--second"), kWithdrawMethod, &request));
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &link::Link::policy, &Stub::WithdrawRulePack, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.name() << " is withdrawn from " << request.from_day() << " on\n";
  });
}

absl::Status List(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &link::Link::policy, &Stub::ListRuleChanges,
                                                v1::ListRuleChangesRequest()));
  return Show(t, response, [&] {
    Listing listing({"from", "pack", "at", "by", "and", "signed off", "why", "SHA-256"});
    for (const v1::RuleChange& change : response.changes()) {
      listing.Add({change.from_day(),
                   change.version().empty() ? change.name() + ", withdrawn"
                                            : change.name() + "/" + change.version(),
                   change.place().empty() ? "everywhere" : change.place(), change.changed_by(),
                   change.second(), change.signed_off() ? "yes" : "", change.reason(),
                   absl::BytesToHexString(change.sha256()).substr(0, 12)});
    }
    listing.Print(t.out);
  });
}

absl::Status ShowPack(Terminal& t, const Arguments& a) {
  v1::GetRulePackRequest request;
  request.set_name(a.Text("name"));
  request.set_version(a.Text("version"));
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &link::Link::policy, &Stub::GetRulePack, request));
  return Show(t, response, [&] { t.out << response.text(); });
}

absl::Status Explain(Terminal& t, const Arguments& a) {
  v1::ExplainRulesRequest request;
  request.set_site_code(a.Text("site"));
  request.set_day(a.Text("--day"));
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &link::Link::policy, &Stub::ExplainRules, request));
  return Show(t, response, [&] {
    if (response.packs().empty()) t.out << "no rules are in force\n";
    Listing listing({"value", "says", "pack", "known how", "source"});
    for (const v1::ExplainedValue& value : response.values()) {
      listing.Add({value.path(), value.says(), value.pack(), value.mark(), value.source()});
    }
    listing.Print(t.out);
  });
}

}  // namespace

Command RulesCommand() {
  return {.name = "rules",
          .what = "The clinical rules in force: packs of values, each with its source.",
          .commands = {
              {"check",
               "Reads a pack and says what is wrong with it, and for what somebody must vouch. "
               "Nothing is kept.",
               "oat.v1.PolicyService.CheckRulePack",
               "oatctl rules check ops/rules/au-2003.textproto",
               {kFile},
               Check},
              {"put-in-force",
               "Puts a pack in force, in the stead of an earlier version of it at the same place. "
               "Of several packs the strictest holds.",
               kPutMethod,
               "oatctl rules put-in-force ops/rules/uk-instalment.textproto --from 2026-12-01 "
               "--reason minutes-7 --second dr.kim",
               {kFile,
                kFrom,
                kReason,
                kSecond,
                kAt,
                {"--sign-off", "", "Both have looked at the values to vouch for, and do"}},
               PutInForce},
              {"withdraw",
               "Takes a pack out of force.",
               kWithdrawMethod,
               "oatctl rules withdraw uk-instalment --from 2026-12-01 --reason minutes-9 "
               "--second dr.kim",
               {{"name", "NAME", "The pack's"}, kFrom, kReason, kSecond, kAt},
               Withdraw},
              {"list",
               "Everything that was put in force and withdrawn, and by whom.",
               "oat.v1.PolicyService.ListRuleChanges",
               "oatctl rules list",
               {},
               List},
              {"show",
               "The text of a pack as it was put in force.",
               "oat.v1.PolicyService.GetRulePack",
               "oatctl rules show jalgas 1",
               {{"name", "NAME", "The pack's"}, {"version", "VERSION", "Its version"}},
               ShowPack},
              {"explain",
               "What holds at a site: each value, and the pack that decided it.",
               "oat.v1.PolicyService.ExplainRules",
               "oatctl rules explain ALA1",
               {{"site", "SITE", "A site; left out: the whole network", true},
                {"--day", "DAY", "Today where it is left out"}},
               Explain}}};
}

}  // namespace oat::ctl
