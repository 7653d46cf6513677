// Depots on a clinic day: at each site somebody on tablets changes to a weekly one, which is given
// from the next day on.
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {

v1::DrugForm SiteDay::FormGiven(const std::string& number) const {
  absl::MutexLock lock(&mutex_);
  const auto found = forms_given_.find(number);
  return found == forms_given_.end() ? v1::DRUG_FORM_UNSPECIFIED : found->second;
}

// Today's tablet was taken: the order begins tomorrow, and claims the days between two injections.
void SiteDay::BeginDepot(const std::string& number, const std::string& today) {
  {
    absl::MutexLock lock(&mutex_);
    if (tally_.depots_begun > 0) return;
    tally_.depots_begun = 1;
  }
  auto prescriber = crew_.SignedIn(site_ + "-OFFICE", "dr.kim");
  const Day tomorrow = Must(ParseDay(today), "a day") + 1;
  v1::SignOrderRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_drug_form(v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY);
  for (int weekday = 1; weekday <= 7; ++weekday) request.add_supervised_weekdays(weekday);
  request.set_patient_told(true);
  v1::OrderStep* step = request.add_steps();
  step->set_from_day(FormatDay(tomorrow));
  step->set_until_day(FormatDay(tomorrow + 55));
  step->add_portion_micrograms(16'000);
  const auto answer =
      Must(prescriber->Call(&v1::PrescribingService::Stub::SignOrder, request), "order a depot");
  Count(answer.outcome());
  if (answer.outcome().accepted()) return;
  absl::MutexLock lock(&mutex_);
  tally_.depots_begun = 0;
}

}  // namespace oat::scenario
