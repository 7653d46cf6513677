// What tests of interruptions share: the lists of a site, and what is said of one.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/interruption.grpc.pb.h"
#include "tests/takehome/at_home.h"

namespace oat::test {

// Those of a person that somebody's desk lists.
inline std::vector<v1::Interruption> InterruptionsOf(const std::string& number, link::Link& desk,
                                                     const std::string& from_day = "") {
  v1::ListInterruptionsRequest request;
  request.set_from_day(from_day);
  const auto all = Must(desk.Call(&v1::InterruptionService::Stub::ListInterruptions, request));
  std::vector<v1::Interruption> found;
  for (const v1::Interruption& one : all.interruptions()) {
    if (one.patient_number() == number) found.push_back(one);
  }
  return found;
}
// "2026-11-22 2 open unknown": the first day, how many, the state, the cause.
inline std::vector<std::string> InWords(const std::vector<v1::Interruption>& interruptions) {
  std::vector<std::string> lines;
  for (const v1::Interruption& one : interruptions) {
    lines.push_back(absl::StrCat(one.first_day(), " ", one.days(), " ", contract::Code(one.state()),
                                 " ", contract::Code(one.cause())));
  }
  return lines;
}

class InterruptionTest : public TakeHomeTest {
 protected:
  using Interruptions = v1::InterruptionService::Stub;

  template <class Request, class Response>
  static absl::StatusOr<Response> Tell(Method<Interruptions, Request, Response> method,
                                       const Request& request, const std::string& role = "nurse",
                                       const std::string& site = "ALA1") {
    link::Link& desk = Desk(role, site);
    return desk.Call(method, request);
  }

  // Those of a person that a site lists.
  static std::vector<v1::Interruption> Listed(const std::string& number,
                                              const std::string& site = "ALA1",
                                              const std::string& from_day = "") {
    return InterruptionsOf(number, Desk("nurse", site), from_day);
  }
  static std::vector<std::string> InShort(const std::string& number,
                                          const std::string& site = "ALA1") {
    return InWords(Listed(number, site));
  }
  static std::string Said(const std::string& number, const std::string& day,
                          v1::InterruptionCause cause, const std::string& site = "ALA1") {
    v1::RecordInterruptionCauseRequest request;
    request.set_request_id(NewId());
    request.set_patient_number(number);
    request.set_day(day);
    request.set_cause(cause);
    return Reasons(
        Must(Tell(&Interruptions::RecordInterruptionCause, request, "nurse", site)).outcome());
  }
  // Somebody who took a dose on the 21st and none since; it is the morning of a later day.
  static std::string LastDosedBefore(int day, const std::string& site = "ALA1") {
    At(21, 9, 0);
    const std::string number = Admit(site);
    Give(number, site);
    At(day, 9, 0);
    return number;
  }

  static v1::ReportBarrierRequest Barrier(const std::string& site = "ALA1",
                                          const std::string& words = "") {
    v1::ReportBarrierRequest request;
    request.set_request_id(NewId());
    request.set_barrier(v1::BARRIER_NO_PLACES);
    request.set_site_code(site);
    request.set_day("2026-11-21");
    request.set_reporter(v1::BARRIER_REPORTER_PARALEGAL);
    request.set_words(words);
    return request;
  }
};

}  // namespace oat::test
