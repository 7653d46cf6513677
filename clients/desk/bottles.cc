#include "clients/desk/window.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/base/status.h"
#include "services/base/uuid.h"

namespace oat::desk {
namespace {

using Stub = v1::TakeHomeService::Stub;

}  // namespace

absl::StatusOr<v1::GetTakeHomeResponse> Window::TakeHome(const std::string& patient_number) {
  v1::GetTakeHomeRequest request;
  request.set_patient_number(patient_number);
  return link_.Call(&Stub::GetTakeHome, request);
}

absl::StatusOr<v1::SupplyBottlesResponse> Window::HandOut(const std::string& patient_number,
                                                          const std::string& authorisation,
                                                          v1::IdentityCheck check) {
  v1::SupplyBottlesRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(patient_number);
  request.set_authorisation_id(authorisation);
  request.set_collector(v1::COLLECTOR_PATIENT);
  request.set_identity_check(check);
  request.set_assessment(v1::ASSESSMENT_WELL);
  return link_.Call(&Stub::SupplyBottles, request);
}

absl::StatusOr<v1::ReturnBottleResponse> Window::TakeBack(const std::string& patient_number,
                                                          const std::string& serial,
                                                          bool is_intact) {
  v1::ReturnBottleRequest request;
  request.set_request_id(MakeUuid(clock_->Now()).text());
  request.set_patient_number(patient_number);
  request.set_serial(serial);
  request.set_station(station_);
  request.set_condition(is_intact ? v1::BOTTLE_CONDITION_INTACT : v1::BOTTLE_CONDITION_OPENED);
  return link_.Call(&Stub::ReturnBottle, request);
}

}  // namespace oat::desk
