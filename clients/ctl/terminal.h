// Where a command works and speaks.
#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/ctl/session.h"
#include "clients/link/link.h"
#include "oat/v1/site.grpc.pb.h"

namespace oat::ctl {

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_is_terminal = false;   // somebody types
  bool err_is_terminal = false;  // somebody watches
  bool out_is_terminal = false;  // the answer goes to a screen, not to a file
  std::string server = {};
  Home home = Home("");
  bool json = false;  // one JSON document on `out`, for programs
  bool answered = false;

  // A link of this device, with the session's token where somebody signed in.
  absl::StatusOr<link::Link> Connect() const;
  // One line from `in`; asked for on `err` where somebody types, and not shown while it is typed.
  // INVALID_ARGUMENT names the field where there is none.
  absl::StatusOr<std::string> AskSecret(const std::string& field, const std::string& question);
  absl::StatusOr<std::string> AskPassword(const std::string& whose);
  // The same where one may be needed: Enter, or the end of the input, is none.
  std::string AskCode(const std::string& whose);
  // A new password, typed twice where somebody types.
  absl::StatusOr<std::string> AskNewPassword(const std::string& field, const std::string& question);
  // The same, shown. NOT_FOUND at the end of the input.
  absl::StatusOr<std::string> AskLine(const std::string& question);

  // What all of these ask by; empty where nothing came.
  std::string ReadUnseen(const std::string& question);
};

// Calls a unary method of a service: `Ask(t, &v1::SiteService::Stub::ListSites, request)`.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Ask(Terminal& terminal,
                             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                          Response*),
                             const Request& request) {
  absl::StatusOr<link::Link> link = terminal.Connect();
  if (!link.ok()) return link.status();
  return link->Call(method, request);
}

// How a second person is named at the command line: a login, whose password and one-time code are
// asked for, or this word, for the badge that she scans and its PIN.
inline constexpr char kByBadge[] = "badge";

// The same with a second person's consent: asks for what that person shows, and leaves the request
// as it is where nobody is named. `method` is the full name, for example
// oat.v1.StockService.SignWaste.
absl::Status AddApproval(Terminal& terminal, const std::string& second, const std::string& method,
                         google::protobuf::Message* request);

// A new request id.
std::string NewId();

}  // namespace oat::ctl
