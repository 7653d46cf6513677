#include "services/server/call.h"

#include <algorithm>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"

namespace oat::server {
namespace {

std::string Metadata(const grpc::CallbackServerContext& context, const char* key) {
  auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

// Empty where it is not what a proxy writes: no device has such a certificate.
std::string ReadFingerprint(const std::string& hex) {
  const bool is_hex =
      std::all_of(hex.begin(), hex.end(), [](char c) { return absl::ascii_isxdigit(c); });
  return is_hex && hex.size() == 64 ? absl::HexStringToBytes(hex) : "";
}

}  // namespace

Credentials ReadCredentials(const grpc::CallbackServerContext& context, Door door) {
  std::string bearer = Metadata(context, "authorization");
  absl::string_view token = bearer;
  if (!absl::ConsumePrefix(&token, "Bearer ")) token = "";
  Credentials credentials{.session_token = std::string(token)};
  if (door == Door::kFront) {
    credentials.certificate = ReadFingerprint(Metadata(context, "oat-certificate"));
  } else {
    credentials.device_token = Metadata(context, "oat-device");
  }
  return credentials;
}

absl::Time ReadDeadline(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

grpc::Status ToGrpc(const absl::Status& status) {
  // The two enumerations are the same by design (both are google.rpc.Code).
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message())};
}

const google::protobuf::MethodDescriptor* MethodNamed(const std::string& full_name) {
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_name);
  if (method == nullptr) ABSL_RAW_LOG(FATAL, "there is no method %s", full_name.c_str());
  return method;
}

}  // namespace oat::server
