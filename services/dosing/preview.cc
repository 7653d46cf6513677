// Whom a change of the rules would touch, before anybody makes it.
#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/dosing/absence.h"
#include "services/dosing/preview_rules.h"
#include "services/dosing/preview_store.h"
#include "services/dosing/service.h"
#include "services/dosing/situation.h"
#include "services/dosing/steps.h"
#include "services/policy/pack_text.h"
#include "services/policy/store.h"
#include "services/sites/store.h"

namespace oat::dosing {
namespace {

using access::Call;
using Reasons = google::protobuf::RepeatedPtrField<v1::Reason>;

absl::StatusOr<policy::ProposedChange> ReadChange(Call& call,
                                                  const v1::PreviewRulesRequest& request) {
  if (request.text().empty() == request.withdrawn_name().empty()) {
    return Invalid("text", request.text().empty() ? "none" : "one beside withdrawn_name",
                   "either a pack to put in force, or the name of one to withdraw");
  }
  policy::ProposedChange change{.place = request.place(), .name = request.withdrawn_name()};
  if (!change.name.empty()) {
    if (policy::IsInForceAt(call.transaction, change.place, change.name, call.today())) {
      return change;
    }
    return absl::FailedPreconditionError(
        absl::StrCat("withdrawn_name: ", change.name, " is not in force at this place today"));
  }
  OAT_ASSIGN_OR_RETURN(policy::Pack pack, policy::ReadPack(request.text()));
  if (const auto faults = policy::FaultsOf(pack); !faults.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("text: ", faults.front()));
  }
  change.name = pack.says.name();
  change.pack = std::make_shared<const policy::Pack>(std::move(pack));
  return change;
}

// The rules of one site on its day, as they are and as they would be.
struct BothRules {
  absl::StatusOr<policy::RulesInForce> before;
  policy::Rules after;

  std::vector<Reason> AskedBefore(const Situation& situation) const {
    if (before.ok()) return AskedByRules(situation, **before);
    return {{contract::Code(v1::REASON_CODE_NO_RULES), {}}};
  }
};

// By site code. FAILED_PRECONDITION where a window would lack something: nobody could make this
// change.
absl::StatusOr<std::map<std::string, BothRules>> LoadBoth(Call& call, const policy::Book& book,
                                                          const policy::ProposedChange& change,
                                                          const std::vector<sites::Site>& sites) {
  std::map<std::string, BothRules> rules;
  for (const sites::Site& site : sites) {
    const Day today = ClinicalDay(call.now, site.reckoning());
    auto before = book.At(call.transaction, site, today);
    if (!before.ok() && !absl::IsFailedPrecondition(before.status())) return before.status();
    OAT_ASSIGN_OR_RETURN(policy::Stack stack,
                         policy::LoadStackWith(call.transaction, change, site, today));
    auto after = policy::Resolve(std::move(stack));
    if (!after.ok()) {
      return absl::FailedPreconditionError(absl::StrCat(site.code, ": ", after.status().message()));
    }
    rules.emplace(site.code, BothRules{std::move(before), *std::move(after)});
  }
  return rules;
}

// What only the days on which each site was open can tell: days missed, and rows of doses.
void ReckonDays(Call& call, const std::vector<sites::Site>& sites,
                std::vector<PersonInTreatment>* people) {
  std::map<std::string, const sites::Site*> by_code;
  std::vector<std::string> codes;
  for (const sites::Site& site : sites) {
    by_code.emplace(site.code, &site);
    codes.push_back(site.code);
  }
  Day first = call.today();
  for (const auto& [person, number, s] : *people) {
    if (s.last_day) first = std::min(first, s.last_day->clinical_day);
    if (IsStepUpNear(s)) first = std::min(first, FirstDayOfSteps(s));
  }
  const auto closures = sites::LoadClosures(call.transaction, codes, first);
  for (auto& [person, number, s] : *people) {
    const sites::Site& site = *by_code.at(s.site_code);
    const Absence absence = ReckonAbsence(
        s.last_day, s.bottles, s.today, [&](Day day) { return IsExpectedAt(site, closures, day); });
    s.last_day = absence.last_day;
    s.missed_days = absence.missed_days;
    s.unknown_days = absence.unknown_days;
    if (IsStepUpNear(s)) FillExpectedDays(site, closures, &s);
  }
}

void Fill(const std::vector<Reason>& reasons, Reasons* out) {
  for (const Reason& one : reasons) {
    v1::Reason* filled = out->Add();
    filled->set_code(contract::FromCode<v1::ReasonCode>(one.code));
    for (const auto& [name, value] : one.parameters) contract::AddParameter(name, value, filled);
  }
}

}  // namespace

absl::Status Service::PreviewRules(Call& call, const v1::PreviewRulesRequest& request,
                                   v1::PreviewRulesResponse* response) const {
  OAT_ASSIGN_OR_RETURN(const auto sites, policy::SitesAt(call.transaction, request.place()));
  OAT_ASSIGN_OR_RETURN(const policy::ProposedChange change, ReadChange(call, request));
  OAT_ASSIGN_OR_RETURN(const auto rules, LoadBoth(call, book_, change, sites));
  std::vector<PersonInTreatment> people = LoadInTreatment(call.transaction, sites, call.now);
  ReckonDays(call, sites, &people);
  std::map<std::string, int32_t> touched;
  for (const PersonInTreatment& one : people) {
    const BothRules& both = rules.at(one.situation.site_code);
    const auto before = both.AskedBefore(one.situation);
    const auto after = AskedByRules(one.situation, both.after);
    if (!IsTouched(before, after)) continue;
    ++touched[one.situation.site_code];
    if (one.situation.site_code != call.site().code) continue;
    v1::RuleTouch* touch = response->add_touched();
    touch->set_patient_number(one.patient_number);
    Fill(before, touch->mutable_before());
    Fill(after, touch->mutable_after());
  }
  for (const auto& [code, patients] : touched) {
    v1::SiteTouches* out = response->add_sites();
    out->set_site_code(code);
    out->set_patients(patients);
  }
  return absl::OkStatus();
}

}  // namespace oat::dosing
