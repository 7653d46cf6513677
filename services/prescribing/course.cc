#include "services/prescribing/course.h"

#include <algorithm>

#include "services/custody/store.h"
#include "services/policy/missed_doses.h"
#include "services/policy/starts.h"
#include "services/prescribing/store.h"
#include "services/sites/store.h"
#include "services/slots/store.h"

namespace oat::prescribing {
namespace {

using access::Call;

constexpr int kWeek = 7;

// What was taken on one day of one drug.
struct Taken {
  std::optional<Micrograms> micrograms;  // of daily doses; absent: a depot alone
  Day covers_until;
  bool is_imported = false;
};
using Days = std::map<Day, Taken>;

Days LoadDays(Call& call, const Patient& patient, policy::Drug drug, Day before) {
  Days days;
  for (const slots::FormTaken& one : slots::LoadFormsTaken(call.transaction, patient.person)) {
    if (policy::DrugOf(one.drug_form) != drug || one.clinical_day >= before) continue;
    Taken& day = days[one.clinical_day];
    if (!policy::IsDepot(one.drug_form)) {
      day.micrograms = day.micrograms.value_or(Micrograms()) + one.micrograms;
    }
    day.covers_until = std::max(day.covers_until, one.covers_until);
    day.is_imported = day.is_imported || one.is_imported;
  }
  return days;
}

// Whether doses this far apart make the later one a start.
class Gaps {
 public:
  Gaps(Call& call, const Patient& patient, policy::Drug drug, const policy::Rules& rules)
      : call_(call), drug_(drug), rules_(rules) {
    const auto standing = custody::StandingOn(call.transaction, patient.person, patient.today);
    if (standing && standing->site_code) {
      site_ = sites::Load(call.transaction, *standing->site_code);
    }
  }

  bool MakeAStart(const Taken& last, Day next) {
    const int32_t missed = MissedBetween(last.covers_until, next);
    return policy::DemandsNewStart(
        rules_.stack,
        {.drug = drug_, .days = missed, .doses = missed, .last_taken = last.micrograms});
  }

 private:
  // Days between on which a dose was expected.
  int32_t MissedBetween(Day last, Day next) {
    int32_t missed = 0;
    for (Day day = last + 1; day < next; ++day) {
      const bool is_closed = site_ && (!sites::OpensOn(*site_, day) ||
                                       sites::ClosureOn(call_.transaction, site_->code, day));
      if (!is_closed) ++missed;
    }
    return missed;
  }

  Call& call_;
  policy::Drug drug_;
  const policy::Rules& rules_;
  std::optional<sites::Site> site_;
};

// The first day of the treatment that reaches up to the last of the days. An import tells of a
// treatment that had begun elsewhere.
std::optional<Day> BeganOn(const Days& days, Day earliest, Gaps* gaps) {
  auto began = days.rbegin();
  for (auto before = std::next(began);; began = before++) {
    if (began->second.is_imported || began->first < earliest) return std::nullopt;
    if (before == days.rend()) return began->first;
    if (gaps->MakeAStart(before->second, began->first)) return began->first;
  }
}

// What is ordered now of today and of the last days before an order begins.
std::map<Day, Micrograms> LoadOrdered(Call& call, const Patient& patient, policy::Drug drug,
                                      Day before) {
  std::map<Day, Micrograms> ordered;
  for (Day day = patient.today; day < before; day = std::max(day + 1, before - kWeek)) {
    const auto order = LoadCurrent(call.transaction, patient.person, day);
    if (WhyNotInForce(order, day) || policy::DrugOf(order->drug_form) != drug) continue;
    if (policy::IsDepot(order->drug_form)) continue;
    ordered.emplace(day, order->StepOn(day)->DayTotal());
  }
  return ordered;
}

}  // namespace

Course LoadCourse(Call& call, const Patient& patient, policy::Drug drug, Day day, Day earliest,
                  const policy::Rules& rules) {
  Course course;
  const Days days = LoadDays(call, patient, drug, day);
  for (const auto& [one, taken] : days) {
    if (taken.micrograms) course.doses[one] = *taken.micrograms;
  }
  const auto ordered = LoadOrdered(call, patient, drug, day);
  Gaps gaps(call, patient, drug, rules);
  // A day to come on which a dose is ordered is not missed yet.
  const Day next = ordered.empty() ? day : ordered.begin()->first;
  const auto last = days.rbegin();
  course.is_start = days.empty() || gaps.MakeAStart(last->second, next);
  if (!course.is_start) course.began = BeganOn(days, earliest, &gaps);
  course.doses.insert(ordered.begin(), ordered.end());
  return course;
}

std::optional<policy::Drug> OtherDrug(Call& call, const Patient& patient, policy::Drug drug) {
  const auto last = slots::LastTaken(call.transaction, patient.person);
  if (last && policy::DrugOf(last->drug_form) != drug) return policy::DrugOf(last->drug_form);
  const auto order = LoadCurrent(call.transaction, patient.person, patient.today);
  if (!WhyNotInForce(order, patient.today) && policy::DrugOf(order->drug_form) != drug) {
    return policy::DrugOf(order->drug_form);
  }
  return std::nullopt;
}

}  // namespace oat::prescribing
