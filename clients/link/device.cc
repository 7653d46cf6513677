#include "clients/link/device.h"

#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace oat::link {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path, const std::string& wanted) {
  std::ifstream stream(path);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!text.empty()) return text;
  return absl::UnauthenticatedError(absl::StrCat(path, ": got nothing there, wanted ", wanted));
}

}  // namespace

bool IsOwnSocket(const std::string& server) { return absl::StartsWith(server, "unix:"); }

absl::StatusOr<Device> ReadDevice(const std::string& folder, const std::string& server) {
  Device device;
  if (IsOwnSocket(server)) {
    auto token = ReadFile(folder + "/device-token", "the token that 'oatctl device add' writes");
    if (!token.ok()) return token.status();
    device.token = std::string(absl::StripAsciiWhitespace(*token));
    return device;
  }
  struct Part {
    std::string* text;
    const char* name;
    const char* wanted;
  };
  for (const Part& part :
       {Part{&device.key, "device.key", "the key that 'oatctl device request' makes"},
        Part{&device.certificate, "device.crt",
             "the certificate that 'oatctl device enrol' issues"},
        Part{&device.authority, "authority.crt",
             "the authority's certificate, which 'oatctl device enrol' puts there"}}) {
    auto text = ReadFile(absl::StrCat(folder, "/", part.name), part.wanted);
    if (!text.ok()) return text.status();
    *part.text = *std::move(text);
  }
  return device;
}

}  // namespace oat::link
