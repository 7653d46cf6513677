#include "services/packet/rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace oat::packet {
namespace {

// What only those who were there, or found a trace, declare.
bool IsDeclared(const std::string& cause) {
  return cause == "downtime" || cause == "over_pour" || cause == "wrong_person" ||
         cause == "wrong_product";
}

std::optional<Knowledge> KnowledgeOfBottle(const bottles::Bottle& bottle) {
  switch (bottles::CoverageOf(bottle)) {
    case bottles::Coverage::kCovered:
      return Knowledge::kTakenHome;
    case bottles::Coverage::kUnknown:
      return Knowledge::kBottleUnknown;
    case bottles::Coverage::kNone:
      break;
  }
  return std::nullopt;
}

Confidence LeastSure(const std::vector<Dose>& doses) {
  Confidence least = Confidence::kObserved;
  for (const Dose& dose : doses) least = std::max(least, ConfidenceOf(dose.knowledge));
  return least;
}

// A day without a dose is as sure as what covers the others.
Confidence OfGaps(const Known& known, Confidence doses) {
  const bool has_unknown = std::any_of(known.gaps.begin(), known.gaps.end(), [](const auto& gap) {
    return gap.second == Gap::kNotKnown;
  });
  if (has_unknown) return Confidence::kUnknown;
  return doses >= Confidence::kAssumed ? doses : Confidence::kObserved;
}

Confidence OfBottles(const Known& known) {
  Confidence least = Confidence::kObserved;
  for (const bottles::Bottle& bottle : known.bottles) {
    if (bottles::CoverageOf(bottle) == bottles::Coverage::kUnknown) return Confidence::kUnknown;
  }
  if (!BottlesOut(known.bottles, known.today).empty()) least = Confidence::kAssumed;
  return least;
}

}  // namespace

Knowledge KnowledgeOf(const Swallowed& swallowed) {
  if (swallowed.cause == "authorised") {
    if (!swallowed.by_two) return Knowledge::kObserved;
    return swallowed.detail == "person_says" ? Knowledge::kPersonSays
                                             : Knowledge::kSettledAfterwards;
  }
  // Whatever else tells of a dose, nobody of the network watched it.
  return IsDeclared(swallowed.cause) ? Knowledge::kRecordedAfterwards : Knowledge::kReported;
}

Confidence ConfidenceOf(Knowledge knowledge) {
  switch (knowledge) {
    case Knowledge::kObserved:
      return Confidence::kObserved;
    case Knowledge::kRecordedAfterwards:
    case Knowledge::kSettledAfterwards:
      return Confidence::kAfterwards;
    case Knowledge::kPersonSays:
    case Knowledge::kReported:
      return Confidence::kReported;
    case Knowledge::kTakenHome:
      return Confidence::kAssumed;
    case Knowledge::kOpen:
    case Knowledge::kUnresolved:
    case Knowledge::kBottleUnknown:
      break;
  }
  return Confidence::kUnknown;
}

std::vector<Dose> DosesOf(const std::vector<Swallowed>& swallowed,
                          const std::vector<Poured>& poured,
                          const std::vector<bottles::Bottle>& bottles, Day today) {
  std::vector<Dose> doses;
  std::set<std::pair<Day, int32_t>> written_off;
  for (const bottles::Bottle& bottle : bottles) {
    if (bottle.was_replaced) written_off.insert({bottle.clinical_day, bottle.portion});
  }
  for (const Swallowed& one : swallowed) {
    const bool for_bottle = written_off.contains({one.clinical_day, one.portion});
    doses.push_back({one.id, one.clinical_day, one.drug_form, one.micrograms, one.taken_at,
                     one.site_code, KnowledgeOf(one), one.for_vomited || for_bottle,
                     one.interval.CoversUntil(one.clinical_day)});
  }
  std::set<std::string> at_window;
  for (const Poured& one : poured) {
    if (one.bottle) at_window.insert(one.bottle->text());
    doses.push_back({one.id, one.clinical_day, one.drug_form, one.micrograms, one.at, one.site_code,
                     one.unresolved ? Knowledge::kUnresolved : Knowledge::kOpen});
  }
  for (const bottles::Bottle& one : bottles) {
    const auto knowledge = KnowledgeOfBottle(one);
    if (!knowledge || one.clinical_day > today || at_window.contains(one.id.text())) continue;
    doses.push_back({one.id, one.clinical_day, one.drug_form, one.micrograms, std::nullopt,
                     one.site_code, *knowledge, false,
                     one.interval().CoversUntil(one.clinical_day)});
  }
  std::stable_sort(doses.begin(), doses.end(), [](const Dose& a, const Dose& b) {
    return std::tuple(a.clinical_day, a.at.value_or(absl::InfinitePast()), a.id.text()) >
           std::tuple(b.clinical_day, b.at.value_or(absl::InfinitePast()), b.id.text());
  });
  return doses;
}

const Dose* LastTold(const std::vector<Dose>& doses) {
  const auto told = std::find_if(doses.begin(), doses.end(), [](const Dose& dose) {
    return ConfidenceOf(dose.knowledge) <= Confidence::kReported;
  });
  return told == doses.end() ? nullptr : &*told;
}

std::vector<bottles::Bottle> BottlesOut(const std::vector<bottles::Bottle>& bottles, Day today) {
  std::vector<bottles::Bottle> out;
  for (const bottles::Bottle& bottle : bottles) {
    const bool is_over = bottle.interval().ActsUntil(bottle.clinical_day) < today;
    if (bottle.is_at_home() && (!is_over || bottle.bring_back_until)) out.push_back(bottle);
  }
  return out;
}

Gap GapOf(const DayKept& day) {
  if (day.refused) return Gap::kRefused;
  if (day.withheld) return Gap::kWithheld;
  // What a window recorded is known, whenever it was; of everything else nobody here can say.
  if (day.is_before_known) return Gap::kNotKnown;
  if (!day.site_code) return Gap::kNoSite;
  if (!day.has_order) return Gap::kNoOrder;
  return day.site_opens ? Gap::kNotCome : Gap::kSiteClosed;
}

std::vector<Day> UncoveredDays(const std::vector<Dose>& doses, Day first, Day today) {
  std::vector<Day> days;
  for (Day day = today - 1; day >= first; --day) {
    const bool is_covered = std::any_of(doses.begin(), doses.end(), [&](const Dose& dose) {
      return dose.clinical_day <= day && day <= dose.covers_until;
    });
    if (!is_covered) days.push_back(day);
  }
  return days;
}

const prescribing::Order* OrderOn(const std::vector<prescribing::Order>& versions, Day day) {
  const auto began = std::find_if(versions.begin(), versions.end(),
                                  [&](const auto& order) { return order.from_day <= day; });
  if (began == versions.end() || prescribing::WhyNotInForce(*began, day)) return nullptr;
  return &*began;
}

std::map<Part, Confidence> LabelsOf(const Known& known) {
  const Confidence doses = known.doses.empty() ? Confidence::kUnknown : LeastSure(known.doses);
  Confidence order = Confidence::kUnknown;
  if (known.order) order = known.order->signed_by ? Confidence::kObserved : Confidence::kReported;
  return {
      {Part::kLastDose, known.last ? ConfidenceOf(known.last->knowledge) : Confidence::kUnknown},
      {Part::kOrder, order},
      {Part::kBottles, OfBottles(known)},
      {Part::kDoses, doses},
      {Part::kDaysWithoutDose, OfGaps(known, doses)},
      {Part::kFlags, known.shows_cautions ? Confidence::kReported : Confidence::kObserved},
      {Part::kConsents, Confidence::kObserved},
  };
}

bool IsMeant(absl::string_view recipient, absl::string_view site_code,
             absl::string_view site_name) {
  const absl::string_view words = absl::StripAsciiWhitespace(recipient);
  if (absl::EqualsIgnoreCase(words, site_code)) return true;
  return !site_name.empty() && words == site_name;
}

}  // namespace oat::packet
