// What is shown of closures.
#include <algorithm>

#include "services/closures/need_store.h"
#include "services/closures/service.h"
#include "services/contract/answer.h"
#include "services/contract/code.h"
#include "services/sites/store.h"

namespace oat::closures {
namespace {

using access::Call;

v1::PlacementState InContract(Progress progress) {
  switch (progress) {
    case Progress::kPlanned:
      return v1::PLACEMENT_STATE_PLANNED;
    case Progress::kMoved:
      return v1::PLACEMENT_STATE_MOVED;
    case Progress::kTold:
      return v1::PLACEMENT_STATE_TOLD;
    case Progress::kDosed:
      return v1::PLACEMENT_STATE_DOSED;
    case Progress::kAccountedFor:
      return v1::PLACEMENT_STATE_ACCOUNTED_FOR;
  }
  return v1::PLACEMENT_STATE_UNSPECIFIED;
}

void Fill(const Placement& placement, absl::Time now, v1::Placement* out) {
  out->set_patient_number(placement.patient_number);
  if (placement.to_site) out->set_to_site(*placement.to_site);
  out->set_reason(contract::FromCode<v1::PlacementReason>(placement.reason));
  out->set_state(InContract(ProgressOf(placement)));
  if (placement.moved_from) out->set_from_day(FormatDay(*placement.moved_from));
  out->set_dose_open(placement.dose_open);
  out->set_bottles_out(placement.bottles_out);
  if (placement.last_dose_at) {
    *out->mutable_last_dose_at() = contract::ToTimestamp(*placement.last_dose_at);
  }
  out->set_next_needed_day(FormatDay(placement.next_needed_day));
  out->set_unspoken_language(placement.unspoken_language);
  if (placement.last_taken_at) {
    out->set_hours_since_last_dose(
        static_cast<int32_t>(absl::ToInt64Hours(now - *placement.last_taken_at)));
  }
  if (placement.accounted_for) {
    out->set_accounted_for(contract::FromCode<v1::AccountedFor>(*placement.accounted_for));
  }
}

void Fill(const Closure& closure, const Counts& counts, v1::Closure* out) {
  out->set_closure_id(closure.id.text());
  out->set_site_code(closure.site_code);
  out->set_kind(contract::FromCode<v1::ClosureKind>(closure.kind));
  out->set_from_day(FormatDay(closure.from_day));
  out->set_reason(closure.reason);
  out->set_declared_by(closure.declared_by);
  out->set_second(closure.second);
  *out->mutable_declared_at() = contract::ToTimestamp(closure.declared_at);
  Fill(counts, out->mutable_counts());
  out->set_is_done(counts.is_done());
}

// Those who wait first, whoever waits longest before the others; a person without any dose on
// record waits longest of all.
bool IsBefore(const Placement& a, const Placement& b) {
  const auto waits = [](const Placement& p) {
    const Progress progress = ProgressOf(p);
    return progress != Progress::kDosed && progress != Progress::kAccountedFor;
  };
  if (waits(a) != waits(b)) return waits(a);
  return a.last_dose_at.value_or(absl::InfinitePast()) <
         b.last_dose_at.value_or(absl::InfinitePast());
}

}  // namespace

void Fill(const Counts& counts, v1::ClosureCounts* out) {
  out->set_patients(counts.patients);
  out->set_without_place(counts.without_place);
  out->set_planned(counts.planned);
  out->set_moved(counts.moved);
  out->set_told(counts.told);
  out->set_dosed(counts.dosed);
  out->set_accounted_for(counts.accounted_for);
}

absl::Status Service::GetClosure(Call& call, const v1::GetClosureRequest& request,
                                 v1::GetClosureResponse* response) const {
  const auto closure = LoadClosure(call.transaction, Uuid(request.closure_id()));
  if (!closure) return absl::NotFoundError("closure_id: there is no such closure");
  std::vector<Placement> placements = LoadPlacements(call.transaction, closure->id);
  AddNeeds(call.transaction, *closure, call.today(), &placements);
  AddLanguages(call.transaction, &placements);
  Fill(*closure, CountAll(placements), response->mutable_closure());
  *response->mutable_as_of() = contract::ToTimestamp(call.now);
  std::stable_sort(placements.begin(), placements.end(), IsBefore);
  for (const Placement& one : placements) {
    if (!one.patient_number.empty()) Fill(one, call.now, response->add_placements());
  }
  return absl::OkStatus();
}

absl::Status Service::ListClosures(Call& call, const v1::ListClosuresRequest&,
                                   v1::ListClosuresResponse* response) const {
  for (const Closure& closure : LoadClosures(call.transaction)) {
    Fill(closure, CountAll(LoadPlacements(call.transaction, closure.id)), response->add_closures());
  }
  for (const sites::Site& site : sites::LoadAll(call.transaction)) {
    const Day today = ClinicalDay(call.now, site.reckoning());
    const auto warning = WarningOf(site.licence_until, today);
    if (!warning) continue;
    v1::EndingLicence* out = response->add_licences();
    out->set_site_code(site.code);
    out->set_licence_until(FormatDay(site.licence_until));
    out->set_days_left(static_cast<int32_t>(site.licence_until - today));
    out->set_warned_at(*warning);
  }
  return absl::OkStatus();
}

}  // namespace oat::closures
