#include "services/server/call.h"

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/strip.h"

namespace oat::server {
namespace {

std::string Metadata(const grpc::CallbackServerContext& context, const char* key) {
  auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

}  // namespace

Credentials ReadCredentials(const grpc::CallbackServerContext& context) {
  std::string bearer = Metadata(context, "authorization");
  absl::string_view token = bearer;
  if (!absl::ConsumePrefix(&token, "Bearer ")) token = "";
  return {.device_token = Metadata(context, "oat-device"), .session_token = std::string(token)};
}

absl::Time ReadDeadline(const grpc::CallbackServerContext& context) {
  return absl::FromChrono(context.deadline());
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
