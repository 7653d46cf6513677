// A client's link to oatd: one channel, the device's and the session's tokens with every call, a
// deadline on every call, and the one rule of retrying: an answer that did not come is asked for
// again under the same request id.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/link/device.h"
#include "oat/v1/access.grpc.pb.h"

namespace oat::link {

absl::Status FromGrpc(const grpc::Status& status);

// How long a call may take, and how often one whose outcome is unknown is sent again.
struct Patience {
  absl::Duration deadline = absl::Seconds(10);
  int tries = 1;
  absl::Duration pause = absl::Milliseconds(50);
};

// What somebody shows for who she is: login and password, and a one-time code where roles of hers
// want one; or a badge, as its code is scanned, and its PIN. The other pair stays empty.
struct Credentials {
  std::string login;
  std::string password;
  std::string one_time_code;
  std::string badge;
  std::string pin;
};

// Whether a text is what a badge's code says: 256 bits, base64url. No login is as long.
bool IsBadge(const std::string& text);

class Link {
 public:
  // `server` is unix:/path, its own socket, where the device's token goes with every call, or
  // host:port, a front door, which is shown the device's certificate.
  Link(const std::string& server, Device device);

  void set_session_token(std::string token) { session_token_ = std::move(token); }
  const std::string& session_token() const { return session_token_; }
  void set_patience(const Patience& patience) { patience_ = patience; }

  // Signs in and keeps the session.
  absl::StatusOr<v1::SignInResponse> SignIn(const Credentials& who);
  absl::StatusOr<v1::SignInResponse> SignIn(const std::string& login, const std::string& password) {
    return SignIn({.login = login, .password = password});
  }

  // A second person's consent to a request about to be sent, and whose it is.
  absl::StatusOr<v1::ApproveResponse> Consent(const Credentials& second, const std::string& method,
                                              const google::protobuf::Message& request);
  // The same: its approval id.
  absl::StatusOr<std::string> Approve(const Credentials& second, const std::string& method,
                                      const google::protobuf::Message& request);
  absl::StatusOr<std::string> Approve(const std::string& login, const std::string& password,
                                      const std::string& method,
                                      const google::protobuf::Message& request) {
    return Approve({.login = login, .password = password}, method, request);
  }

  // Calls a unary method of a service: `link.Call(&v1::DosingService::Stub::ConfirmDose, request)`.
  // The overload of the generated stubs that is meant is the blocking one. A file reads of the
  // contract the services that it calls.
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    Stub stub(channel_);
    return Call(stub, method, request);
  }
  // The same of something else that answers as a stub does.
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    Response response;
    absl::Status status = Retry([&](grpc::ClientContext* context) {
      response.Clear();
      return (stub.*method)(context, request, &response);
    });
    if (!status.ok()) return status;
    return response;
  }

  // Sends a header and rows over a client stream: `link.Stream(&Stub::ImportNetwork, requests)`.
  template <class Stub, class Request, class Response>
  absl::StatusOr<Response> Stream(
      std::unique_ptr<grpc::ClientWriter<Request>> (Stub::*method)(grpc::ClientContext*, Response*),
      const std::vector<Request>& requests) {
    Stub stub(channel_);
    Response response;
    absl::Status status = Retry([&](grpc::ClientContext* context) {
      response.Clear();
      auto writer = (stub.*method)(context, &response);
      for (const Request& request : requests) {
        if (!writer->Write(request)) break;
      }
      writer->WritesDone();
      return writer->Finish();
    });
    if (!status.ok()) return status;
    return response;
  }

  // Reads a server's stream to its end.
  template <class Stub, class Request, class Response>
  absl::StatusOr<std::vector<Response>> ReadAll(
      std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&),
      const Request& request) {
    Stub stub(channel_);
    std::vector<Response> rows;
    absl::Status status = Retry([&](grpc::ClientContext* context) {
      rows.clear();
      auto reader = (stub.*method)(context, request);
      Response row;
      while (reader->Read(&row)) rows.push_back(row);
      return reader->Finish();
    });
    if (!status.ok()) return status;
    return rows;
  }

 private:
  absl::Status Retry(const std::function<grpc::Status(grpc::ClientContext*)>& attempt);

  std::shared_ptr<grpc::Channel> channel_;
  std::string device_token_;  // empty at a front door
  std::string session_token_;
  Patience patience_;
};

}  // namespace oat::link
