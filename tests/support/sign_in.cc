// How the people of a test's clinic sign in: with one-time codes where their roles want them.
#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "oat/v1/access.grpc.pb.h"
#include "services/access/one_time_code.h"
#include "tests/support/clinic.h"

namespace oat::test {

Secret ReadTypedKey(const std::string& typed) {
  char* bytes = nullptr;
  size_t size = 0;
  if (oath_base32_decode(typed.data(), typed.size(), &bytes, &size) != OATH_OK) {
    throw std::runtime_error("the key is not base 32");
  }
  Secret key(std::string(bytes, size));
  free(bytes);
  return key;
}

v1::SignInResponse Clinic::SignIn(link::Link& link, const std::string& login,
                                  const std::string& password) {
  v1::SignInRequest request;
  request.set_login(login);
  request.set_password(password);
  const auto open = [&] {
    auto session = Must(link.Call(&v1::AccessService::Stub::SignIn, request));
    link.set_session_token(session.session_token());
    return session;
  };
  v1::SignInResponse session;
  if (code_keys_.contains(login)) {
    WithCode(login, [&](const std::string& code) {
      request.set_one_time_code(code);
      session = open();
    });
    return session;
  }
  session = open();
  if (session.roles_wanting_code().empty()) return session;
  SetUpCodes(link, login, password);
  session.mutable_roles()->MergeFrom(session.roles_wanting_code());
  session.clear_roles_wanting_code();
  return session;
}

absl::StatusOr<std::string> Clinic::Approve(link::Link& link, const std::string& second,
                                            const std::string& method,
                                            const google::protobuf::Message& request) {
  v1::ApproveRequest approve;
  approve.set_login(second);
  approve.set_password(kPassword);
  approve.set_method(method);
  approve.set_request(request.SerializeAsString());
  absl::StatusOr<v1::ApproveResponse> approved;
  const auto ask = [&] { approved = link.Call(&v1::AccessService::Stub::Approve, approve); };
  if (code_keys_.contains(second)) {
    WithCode(second, [&](const std::string& code) {
      approve.set_one_time_code(code);
      ask();
    });
  } else {
    ask();
  }
  if (!approved.ok()) return approved.status();
  return approved->approval_id();
}

void Clinic::SignInAdmin() {
  std::ifstream stream(folder_ + "/admin-password");
  std::string password;
  std::getline(stream, password);
  SignIn(*admin_, "admin", password);
}

void Clinic::SetUpCodes(link::Link& link, const std::string& login, const std::string& password) {
  v1::BeginOneTimeCodeRequest begin;
  begin.set_password(password);
  const auto begun = Must(link.Call(&v1::AccessService::Stub::BeginOneTimeCode, begin));
  const Secret key = ReadTypedKey(begun.key());
  // The earliest that is good, so that two more are left at this moment.
  const int64_t step = access::CodeStepOf(now_) - access::kCodeWindow;
  v1::ConfirmOneTimeCodeRequest confirm;
  confirm.set_one_time_code(access::CodeOf(key, step).Reveal());
  Must(link.Call(&v1::AccessService::Stub::ConfirmOneTimeCode, confirm));
  KeepCodeKey(login, key, step);
}

void Clinic::KeepCodeKey(const std::string& login, Secret key, int64_t last_step) {
  code_keys_[login] = {std::move(key), last_step};
}

void Clinic::WithCode(const std::string& login,
                      const std::function<void(const std::string&)>& use) {
  CodeKey& known = code_keys_.at(login);
  const absl::Time before = now_;
  const int64_t earliest = access::CodeStepOf(now_) - access::kCodeWindow;
  const int64_t step = std::max(earliest, known.last_step + 1);
  const int64_t ahead = step - access::CodeStepOf(now_) - access::kCodeWindow;
  if (ahead > 0) Advance(ahead * access::kCodeStep);
  known.last_step = step;
  use(access::CodeOf(known.key, step).Reveal());
  if (ahead > 0) SetTime(before);
}

}  // namespace oat::test
