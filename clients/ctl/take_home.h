// What the commands of doses to take home share.
#pragma once

#include <string>
#include <vector>

#include "clients/ctl/command.h"
#include "clients/ctl/print.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/base/quantity.h"

namespace oat::ctl {

using TakeHomeStub = v1::TakeHomeService::Stub;

inline const Parameter kPatientNumber = {"number", "NUMBER", "The patient number"};
inline const Parameter kAuthorisation = {"authorisation", "ID",
                                         "The authorisation, as `take-home show` has it"};

// A request about one person: its ids filled.
template <class Request>
Request AboutPatient(const Arguments& a) {
  Request request;
  request.set_request_id(NewId());
  request.set_patient_number(a.Text("number"));
  return request;
}

template <class Request, class Response>
absl::StatusOr<Response> SendTakeHome(Terminal& t,
                                      grpc::Status (TakeHomeStub::*method)(grpc::ClientContext*,
                                                                           const Request&,
                                                                           Response*),
                                      const Request& request) {
  return Ask(t, method, request);
}

void PrintBottles(Terminal& t, const google::protobuf::RepeatedPtrField<v1::Bottle>& bottles);

// Of bottles: filled, handed out, brought back (bottles.cc).
std::vector<Command> BottleCommands();

}  // namespace oat::ctl
