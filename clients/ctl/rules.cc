// The rules in force: packs checked, put in force and withdrawn by prescribers, and shown to
// anybody.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "oat/v1/policy.grpc.pb.h"
#include "oat/v1/reason.pb.h"
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
  return Ask(t, &Stub::CheckRulePack, request);
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
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::PutRulePackInForce, request));
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
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::WithdrawRulePack, request));
  return ShowOutcome(t, response, response.outcome(), [&] {
    t.out << request.name() << " is withdrawn from " << request.from_day() << " on\n";
  });
}

// What is asked of one dose, short enough for a table; the words at the window are longer.
std::string InShort(const v1::Reason& reason) {
  const auto value = [&](const std::string& placeholder) -> std::string {
    for (const v1::Parameter& one : reason.parameters()) {
      if (one.placeholder() == placeholder) return one.value();
    }
    return "";
  };
  const std::string missed = absl::StrCat(value("days"), " days missed: ");
  switch (reason.code()) {
    case v1::REASON_CODE_MISSED_DAYS:
      return missed + "the prescriber first";
    case v1::REASON_CODE_MISSED_REDUCED:
      return absl::StrCat(missed, "at most ", value("dose"),
                          value("asked") == "nobody" ? "" : ", once the prescriber agrees");
    case v1::REASON_CODE_MISSED_INDUCTION:
      return missed + "a new start";
    case v1::REASON_CODE_RULES_SILENT:
      return missed + "not said, the prescriber is asked";
    case v1::REASON_CODE_UNKNOWN_DAYS:
      return value("days") + " days not known, the prescriber is asked";
    case v1::REASON_CODE_STEP_WAITS:
      return absl::StrCat("the step up waits: ", value("dose"));
    case v1::REASON_CODE_TOO_SOON:
      return "not before " + value("time");
    case v1::REASON_CODE_OVER_24_HOURS:
      return "too much in 24 hours";
    case v1::REASON_CODE_OVER_MAXIMUM:
      return "above the maximum of " + value("dose");
    case v1::REASON_CODE_NO_RULES:
      return "no rules, no dose";
    default:
      return Word(reason.code());
  }
}

std::string InShort(const google::protobuf::RepeatedPtrField<v1::Reason>& reasons) {
  if (reasons.empty()) return "as ordered";
  return absl::StrJoin(reasons, "; ", [](std::string* out, const v1::Reason& reason) {
    absl::StrAppend(out, InShort(reason));
  });
}

void ShowTouches(Terminal& t, const v1::PreviewRulesResponse& response) {
  if (response.sites().empty()) {
    t.out << "nobody's dose of today would be another\n";
    return;
  }
  if (!response.touched().empty()) {
    Listing people({"number", "today's dose now", "and then"});
    for (const v1::RuleTouch& touch : response.touched()) {
      people.Add({touch.patient_number(), InShort(touch.before()), InShort(touch.after())});
    }
    people.Print(t.out);
    t.out << "\n";
  }
  Listing sites({"site", ">patients touched"});
  for (const v1::SiteTouches& site : response.sites()) {
    sites.Add({site.site_code(), absl::StrCat(site.patients())});
  }
  sites.Print(t.out);
}

absl::Status Diff(Terminal& t, const Arguments& a) {
  v1::PreviewRulesRequest request;
  if (a.Has("file")) {
    OAT_ASSIGN_OR_RETURN(*request.mutable_text(), ReadWholeFile(a.Text("file")));
  }
  request.set_withdrawn_name(a.Text("--withdraw"));
  request.set_place(a.Text("--at"));
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &v1::DosingService::Stub::PreviewRules, request));
  return Show(t, response, [&] { ShowTouches(t, response); });
}

absl::Status List(Terminal& t, const Arguments&) {
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &Stub::ListRuleChanges, v1::ListRuleChangesRequest()));
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
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::GetRulePack, request));
  return Show(t, response, [&] { t.out << response.text(); });
}

absl::Status Explain(Terminal& t, const Arguments& a) {
  v1::ExplainRulesRequest request;
  request.set_site_code(a.Text("site"));
  request.set_day(a.Text("--day"));
  OAT_ASSIGN_OR_RETURN(const auto response, Ask(t, &Stub::ExplainRules, request));
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
              {"diff",
               "Whom a pack would touch if it were put in force today, and how: what is asked of "
               "today's dose now, and what would be. By number for this site, counted for the "
               "others. Nothing is kept.",
               "oat.v1.DosingService.PreviewRules",
               "oatctl rules diff ops/rules/au-2003.textproto",
               {{"file", "FILE", "A rule pack, as in ops/rules; or --withdraw", true},
                {"--withdraw", "NAME", "The other way round: without this pack"},
                kAt},
               Diff},
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
