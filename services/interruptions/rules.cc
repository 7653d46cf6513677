#include "services/interruptions/rules.h"

#include <algorithm>

namespace oat::interruptions {
namespace {

bool Contain(const std::vector<Days>& spans, Day day) {
  return std::any_of(spans.begin(), spans.end(),
                     [&](const Days& days) { return days.Contains(day); });
}

// The start that holds on a day; none before the first.
const custody::Start* StandingOn(const Life& life, Day day) {
  const custody::Start* standing = nullptr;
  for (const custody::Start& start : life.custody) {
    if (start.from_day <= day) standing = &start;
  }
  return standing;
}

// The site that has the person on a day and plans to dispense on it.
const sites::Site* SiteDue(const Life& life, const Network& network, Day day) {
  if (Contain(life.unknown, day)) return nullptr;
  const custody::Start* standing = StandingOn(life, day);
  if (standing == nullptr || !standing->site_code) return nullptr;
  const auto site = network.sites.find(*standing->site_code);
  if (site == network.sites.end() || !sites::OpensOn(site->second, day)) return nullptr;
  return &site->second;
}

bool MovedBetween(const Life& life, Day after, Day until) {
  const custody::Start* before = StandingOn(life, after);
  const custody::Start* now = StandingOn(life, until);
  return before != nullptr && now != nullptr && before->site_code != now->site_code;
}

// Where somebody is kept: a ward or a cell is a site of its own.
std::string CauseOfPlace(const custody::Start& standing, const sites::Site& site) {
  if (standing.kind != "institution") return "";
  if (site.kind == "detention") return cause::kDetention;
  return site.kind == "hospital" || site.kind == "maternity" ? cause::kHospital : "";
}

// Why the site dispensed nothing at all.
std::string CauseOfSite(const sites::Site& site, const Network& network, Day day) {
  const auto closure = network.closures.find({site.code, day});
  const bool is_closed = closure != network.closures.end();
  if (is_closed && closure->second == "licence") return cause::kLicence;
  if (is_closed && closure->second == "stock") return cause::kStock;
  if (is_closed) return cause::kSiteClosed;
  return site.licence_until < day ? cause::kLicence : "";
}

// What the window was told when it asked for a dose.
std::string CauseOfReason(const std::string& reason) {
  static const auto* const causes = new std::map<std::string, std::string>{
      {"no_order", cause::kOrder},          {"order_expired", cause::kOrder},
      {"order_cancelled", cause::kOrder},   {"outside_steps", cause::kOrder},
      {"site_closed", cause::kSiteClosed},  {"other_site", cause::kTransfer},
      {"no_custody", cause::kTransfer},     {"stock_short", cause::kStock},
      {"open_bottle_short", cause::kStock}, {"not_measurable", cause::kStock}};
  const auto known = causes->find(reason);
  return known == causes->end() ? cause::kRule : known->second;
}

// What happened at the window; the last no of a day is the one that stood.
std::string CauseAtWindow(const Life& life, Day day) {
  if (life.refused.contains(day)) return cause::kPatient;
  if (life.withheld.contains(day)) return cause::kRule;
  for (auto no = life.no_dose.rbegin(); no != life.no_dose.rend(); ++no) {
    if (no->day == day) return CauseOfReason(no->reason);
  }
  return "";
}

// Why there was no order any more; a form may have been wanting when somebody tried to sign the
// next one. Of somebody who came with a roster no earlier order is known, and none ran out.
std::string CauseOfOrder(const Life& life, Day last_dose, Day day) {
  const bool ran_out = std::any_of(life.in_force.begin(), life.in_force.end(),
                                   [&](const Days& days) { return days.until < day; });
  if (Contain(life.in_force, day) || !ran_out) return "";
  const bool wanted_form =
      std::any_of(life.no_order.begin(), life.no_order.end(), [&](const Refusal& no) {
        return no.day >= last_dose && no.day <= day &&
               (no.reason == "form_needed" || no.reason == "form_not_yours");
      });
  return wanted_form ? cause::kForms : cause::kOrder;
}

// The days from one to another without a dose, after `last`; without any that was due: none.
std::optional<Interruption> RunOf(const Life& life, const Network& network, const Dose& last,
                                  Day until) {
  std::optional<Interruption> run;
  for (Day day = last.covers.until + 1; day <= until; ++day) {
    const sites::Site* site = SiteDue(life, network, day);
    if (site == nullptr) continue;
    if (!run) {
      run = {.first_day = day,
             .last_dose = last,
             .site_code = site->code,
             .seen = CauseSeen(life, network, last.covers.from, day)};
    }
    run->last_day = day;
    run->sites.insert(site->code);
    ++run->days;
  }
  return run;
}

void AddRuns(const Life& life, const Network& network, const Episode& episode, Day today,
             std::vector<Interruption>* runs) {
  const Day end = std::min(today, episode.ended_on.value_or(today));
  std::optional<Dose> last;
  for (const Dose& dose : life.doses) {
    if (dose.covers.until < episode.started_on || dose.covers.from > end) continue;
    std::optional<Interruption> run;
    if (last) run = RunOf(life, network, *last, dose.covers.from - 1);
    if (run) {
      run->state = State::kDosed;
      run->ended_on = dose.covers.from;
      run->next_dose_at = dose.at;
      runs->push_back(*std::move(run));
    }
    if (!last || dose.covers.until >= last->covers.until) last = dose;
  }
  if (!last) return;
  auto run = RunOf(life, network, *last, end - 1);
  if (!run) return;
  if (episode.ended_on && *episode.ended_on <= today) {
    run->state = State::kTreatmentEnded;
    run->ended_on = episode.ended_on;
  }
  runs->push_back(*std::move(run));
}

}  // namespace

std::vector<Interruption> Reckon(const Life& life, const Network& network, Day today) {
  std::vector<Interruption> runs;
  for (const Episode& episode : life.episodes) AddRuns(life, network, episode, today, &runs);
  return runs;
}

std::string CauseSeen(const Life& life, const Network& network, Day last_dose, Day day) {
  const custody::Start* standing = StandingOn(life, day);
  const auto site = standing == nullptr || !standing->site_code
                        ? network.sites.end()
                        : network.sites.find(*standing->site_code);
  if (site != network.sites.end()) {
    std::string seen = CauseOfPlace(*standing, site->second);
    if (seen.empty()) seen = CauseOfSite(site->second, network, day);
    if (!seen.empty()) return seen;
  }
  std::string seen = CauseAtWindow(life, day);
  if (seen.empty() && Contain(life.held, day)) seen = cause::kRule;
  if (seen.empty()) seen = CauseOfOrder(life, last_dose, day);
  if (seen.empty() && MovedBetween(life, last_dose, day)) {
    seen = standing->kind == "closure" ? cause::kSiteClosed : cause::kTransfer;
  }
  // Last of all: a transfer that waits takes nothing away, as the site that has the person keeps
  // that until another has accepted. Whatever else was seen tells of the day itself.
  if (seen.empty() && Contain(life.between, day)) seen = cause::kTransfer;
  return seen.empty() ? cause::kUnknown : seen;
}

std::optional<absl::Duration> WithoutDose(const Interruption& interruption, absl::Time now) {
  if (!interruption.last_dose.at) return std::nullopt;
  switch (interruption.state) {
    case State::kOpen:
      return now - *interruption.last_dose.at;
    case State::kDosed:
      if (!interruption.next_dose_at) return std::nullopt;
      return *interruption.next_dose_at - *interruption.last_dose.at;
    case State::kTreatmentEnded:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace oat::interruptions
