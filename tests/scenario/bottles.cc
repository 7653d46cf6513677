// Doses to take home on a clinic day: two days' bottles after today's dose, and what becomes of
// them on the next.
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "services/contract/code.h"
#include "tests/scenario/site_day.h"

namespace oat::scenario {
namespace {

using Stub = v1::TakeHomeService::Stub;

std::string DayAfter(const std::string& day, int days) {
  return FormatDay(Must(ParseDay(day), "a day") + days);
}

}  // namespace

// The prescriber authorises tomorrow and the day after; a third day is one too many.
std::string SiteDay::AuthoriseBottles(const std::string& number, const std::string& today) {
  auto prescriber = crew_.SignedIn(site_ + "-OFFICE", "dr.kim");
  v1::AuthoriseTakeHomeRequest request;
  request.set_patient_number(number);
  request.set_storage_explained(true);
  for (int days : {3, 2}) {
    request.set_request_id(NewId());
    request.clear_doses();
    for (int i = 1; i <= days; ++i) request.add_doses()->set_clinical_day(DayAfter(today, i));
    const auto answer =
        Must(prescriber->Call(&Stub::AuthoriseTakeHome, request), "authorise take-home");
    Count(answer.outcome());
    if (answer.outcome().accepted()) return request.request_id();
  }
  return "";
}

void SiteDay::TakesHome(desk::Window& window, const std::string& number, const std::string& today) {
  const std::string authorisation = AuthoriseBottles(number, today);
  if (authorisation.empty()) return;
  v1::PrepareBottlesRequest fill;
  fill.set_request_id(NewId());
  fill.set_patient_number(number);
  fill.set_authorisation_id(authorisation);
  fill.set_station(window.station());
  Count(Must(window.link().Call(&Stub::PrepareBottles, fill), "fill").outcome());
  const auto handed_out =
      Must(window.HandOut(number, authorisation, v1::IDENTITY_CHECK_PHOTO), "hand out");
  Count(handed_out.outcome());
  absl::MutexLock lock(&mutex_);
  tally_.handed_out += handed_out.bottles_size();
}

// Somebody who has a bottle for today and comes in person drinks it here, or brings it back and is
// dosed from the stock. Empty: there is nothing to confirm.
std::string SiteDay::ComesWithBottle(desk::Window& window, const Visit& visit,
                                     const std::string& serial) {
  v1::FindPatientRequest key;
  key.set_patient_number(visit.patient_number);
  const bool brings_back = visit.patient_number.back() % 2 == 0;
  if (brings_back) {
    const auto back = Must(window.TakeBack(visit.patient_number, serial, true), "take back");
    Count(back.outcome());
    absl::MutexLock lock(&mutex_);
    tally_.brought_back += back.outcome().accepted() ? 1 : 0;
  }
  Must(window.Find(key), "find");
  const auto answer =
      Must(window.Authorise(v1::IDENTITY_CHECK_SECOND_IDENTIFIER, v1::ASSESSMENT_WELL,
                            {.own_bottle = brings_back ? "" : serial}),
           "authorise beside a bottle");
  Count(answer.response.outcome());
  if (!answer.response.outcome().accepted()) return "";
  absl::MutexLock lock(&mutex_);
  tally_.drunk_here += brings_back ? 0 : 1;
  return answer.dose_id;
}

// The next day a prescriber asks one person's bottles back.
void SiteDay::RecallOne(const std::string& number, const std::string& today) {
  auto prescriber = crew_.SignedIn("NETWORK", "dr.kim");
  v1::RecallBottlesRequest request;
  request.set_request_id(NewId());
  request.set_patient_number(number);
  request.set_bring_back_until_day(today);
  const auto recalled = Must(prescriber->Call(&Stub::RecallBottles, request), "recall");
  absl::MutexLock lock(&mutex_);
  tally_.recalled += recalled.serials_size();
}

}  // namespace oat::scenario
