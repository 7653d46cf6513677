#include "services/packet/known.h"

#include <algorithm>
#include <set>

#include "services/base/status.h"
#include "services/bottles/store.h"
#include "services/custody/store.h"
#include "services/enrolment/store.h"
#include "services/identity/store.h"
#include "services/sites/store.h"

namespace oat::packet {
namespace {

using access::Call;

// The days between which the sites of a person were open, each asked once.
class Calendar {
 public:
  Calendar(Call& call, const std::map<Day, DayKept>& days) {
    std::set<std::string> codes;
    for (const auto& [day, kept] : days) {
      if (kept.site_code) codes.insert(*kept.site_code);
    }
    for (const std::string& code : codes) {
      if (auto site = sites::Load(call.transaction, code)) sites_.emplace(code, *site);
    }
    if (days.empty()) return;
    closures_ =
        sites::LoadClosures(call.transaction, {codes.begin(), codes.end()}, days.begin()->first);
  }

  bool Opens(const std::optional<std::string>& code, Day day) const {
    const auto site = code ? sites_.find(*code) : sites_.end();
    return site != sites_.end() && sites::OpensOn(site->second, day) &&
           !closures_.contains({*code, day});
  }

 private:
  std::map<std::string, sites::Site> sites_;
  sites::Closures closures_;
};

// A span of treatment, and the day on which the network learnt of it: a roster tells of one that
// had begun before.
struct Treatment {
  enrolment::Span span;
  Day known_from;

  bool Has(Day day) const { return span.first <= day && (!span.last || day <= *span.last); }
};
std::vector<Treatment> TreatmentOf(Call& call, PersonId person,
                                   const std::vector<enrolment::Span>& spans) {
  std::vector<Treatment> all;
  for (const enrolment::Span& span : spans) {
    const auto learnt_on = custody::TodayOf(call.transaction, person, span.recorded_at);
    all.push_back({span, learnt_on.value_or(span.first)});
  }
  return all;
}

void GatherGaps(Call& call, PersonId person, const std::vector<enrolment::Span>& spans,
                const std::vector<prescribing::Order>& versions, Record* record) {
  const Day first = record->today - (kDays - 1);
  const auto days = LoadDays(call.transaction, person, first, record->today - 1);
  const Calendar calendar(call, days);
  const auto treatment = TreatmentOf(call, person, spans);
  for (const Day day : UncoveredDays(record->doses, first, record->today)) {
    const auto has_day = [&](const Treatment& one) { return one.Has(day); };
    const auto is_known = [&](const Treatment& one) {
      return has_day(one) && day >= one.known_from;
    };
    if (std::none_of(treatment.begin(), treatment.end(), has_day)) continue;
    DayKept kept = days.at(day);
    kept.is_before_known = std::none_of(treatment.begin(), treatment.end(), is_known);
    kept.has_order = OrderOn(versions, day) != nullptr;
    kept.site_opens = calendar.Opens(kept.site_code, day);
    record->gaps.emplace_back(day, GapOf(kept));
  }
}

void GatherOrders(const std::vector<prescribing::Order>& versions, Record* record) {
  if (const auto* order = OrderOn(versions, record->today)) record->order = *order;
  const auto next = std::find_if(versions.begin(), versions.end(), [&](const auto& order) {
    return order.from_day > record->today && !order.cancelled_from;
  });
  if (next != versions.end()) record->next_order = *next;
}

void GatherDoses(Call& call, PersonId person, Record* record) {
  const Day first = record->today - (kDays - 1);
  record->bottles = bottles::LoadBottles(call.transaction, person, first);
  record->doses = DosesOf(LoadSwallowed(call.transaction, person, first),
                          LoadPoured(call.transaction, person), record->bottles, record->today);
  if (const Dose* last = LastTold(record->doses)) {
    record->last = *last;
  } else if (const auto earlier = LastSwallowed(call.transaction, person)) {
    record->last = DosesOf({*earlier}, {}, {}, record->today).front();
  }
}

// What lasts, and the last electrocardiogram.
absl::StatusOr<std::vector<prescribing::ClinicalFact>> Cautions(Call& call,
                                                                const identity::Vault& vault,
                                                                PersonId person, Day today) {
  OAT_ASSIGN_OR_RETURN(auto facts, prescribing::LoadClinicalFacts(call.transaction, vault, person));
  bool has_ecg = false;
  std::erase_if(facts, [&](const prescribing::ClinicalFact& fact) {
    if (fact.kind == "ecg") return std::exchange(has_ecg, true);
    return !fact.until_day.empty() && fact.until_day < FormatDay(today);
  });
  return facts;
}

}  // namespace

absl::StatusOr<Record> Gather(Call& call, const identity::Vault& vault, PersonId person,
                              const std::vector<consent::Consent>& consents) {
  db::Transaction& transaction = call.transaction;
  const auto today = custody::TodayOf(transaction, person, call.now);
  if (!today) return absl::FailedPreconditionError("patient_number: was never in treatment");
  Record record{.patient_number = identity::NumberOf(transaction, person), .today = *today};
  record.home_site = custody::HomeOn(transaction, person, *today);
  if (const auto standing = custody::StandingOn(transaction, person, *today)) {
    record.site_today = standing->site_code;
  }
  const auto spans = enrolment::LoadSpans(transaction, person);
  if (!spans.empty() && !spans.back().last) record.treatment_from = spans.back().first;
  const auto versions = prescribing::LoadAll(transaction, person);
  GatherOrders(versions, &record);
  GatherDoses(call, person, &record);
  GatherGaps(call, person, spans, versions, &record);
  record.hold = prescribing::LoadHold(transaction, person, call.now);
  record.incidents = LoadIncidents(transaction, person, call.now - absl::Hours(24 * kDays));
  record.review_waits = prescribing::HasUnreviewedFact(transaction, person);
  if (call.caller.roles.contains("prescriber")) {
    OAT_ASSIGN_OR_RETURN(record.cautions, Cautions(call, vault, person, *today));
  }
  for (const consent::Consent& one : consents) {
    if (one.IsInForce(*today)) record.consents.push_back(one);
  }
  return record;
}

}  // namespace oat::packet
