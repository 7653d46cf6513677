#include "clients/link/link.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/link/away.h"

namespace oat::link {
namespace {

// Of this attempt nothing took effect; of an earlier one it says nothing.
bool IsOfThisAttempt(const absl::Status& status) {
  return absl::IsAborted(status) || absl::IsResourceExhausted(status) ||
         absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status);
}

// A server that shuts down cancels what it is at, and a connection that breaks can end a call as
// UNKNOWN: this side cancels nothing, so both are an answer that did not come.
absl::Status AsAnswer(const absl::Status& status) {
  if (!absl::IsCancelled(status) && !absl::IsUnknown(status)) return status;
  return absl::UnavailableError(status.message());
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const std::string& server,
                                                         const Device& device) {
  if (IsOwnSocket(server)) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({.pem_root_certs = device.authority,
                               .pem_private_key = device.key,
                               .pem_cert_chain = device.certificate});
}

template <class Request>
void Show(const Credentials& who, Request* request) {
  request->set_login(who.login);
  request->set_password(who.password);
  request->set_one_time_code(who.one_time_code);
  request->set_badge(who.badge);
  request->set_pin(who.pin);
}

}  // namespace

bool IsBadge(const std::string& text) {
  constexpr size_t kLength = 43;
  return text.size() == kLength && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

absl::Status FromGrpc(const grpc::Status& status) {
  return {static_cast<absl::StatusCode>(status.error_code()), status.error_message()};
}

Link::Link(const std::string& server, Device device)
    : device_token_(IsOwnSocket(server) ? device.token : "") {
  grpc::ChannelArguments arguments;
  // A desk whose server comes back must not sit out gRPC's long pauses.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  // Each link has a connection of its own: a desk's calls never queue behind another's.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  channel_ = grpc::CreateCustomChannel(server, CredentialsFor(server, device), arguments);
}

absl::Status Link::Retry(const std::function<grpc::Status(grpc::ClientContext*)>& attempt) {
  absl::Status unknown;  // of an attempt that may have taken effect
  for (int number = 1;; ++number) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience_.deadline));
    if (!device_token_.empty()) context.AddMetadata("oat-device", device_token_);
    if (!session_token_.empty()) {
      context.AddMetadata("authorization", absl::StrCat("Bearer ", session_token_));
    }
    const absl::Status status = AsAnswer(FromGrpc(attempt(&context)));
    if (IsAway(status)) unknown = status;
    const bool is_worth_a_try =
        IsAway(status) || absl::IsAborted(status) || absl::IsResourceExhausted(status);
    if (!is_worth_a_try || number >= patience_.tries) {
      return IsOfThisAttempt(status) && !unknown.ok() ? unknown : status;
    }
    absl::SleepFor(patience_.pause);
  }
}

absl::StatusOr<v1::SignInResponse> Link::SignIn(const Credentials& who) {
  v1::SignInRequest request;
  Show(who, &request);
  session_token_.clear();
  auto response = Call(&v1::AccessService::Stub::SignIn, request);
  if (response.ok()) session_token_ = response->session_token();
  return response;
}

absl::StatusOr<v1::ApproveResponse> Link::Consent(const Credentials& second,
                                                  const std::string& method,
                                                  const google::protobuf::Message& request) {
  v1::ApproveRequest approve;
  Show(second, &approve);
  approve.set_method(method);
  approve.set_request(request.SerializeAsString());
  return Call(&v1::AccessService::Stub::Approve, approve);
}

absl::StatusOr<std::string> Link::Approve(const Credentials& second, const std::string& method,
                                          const google::protobuf::Message& request) {
  auto response = Consent(second, method, request);
  if (!response.ok()) return response.status();
  return response->approval_id();
}

}  // namespace oat::link
