// Ways to sign in, through the real oatd: what the tests of the topic share.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "oat/v1/access.grpc.pb.h"
#include "oat/v1/dosing.grpc.pb.h"
#include "services/access/credential.h"
#include "services/access/one_time_code.h"
#include "tests/support/clinic.h"
#include "tests/support/request.h"

namespace oat::test {

class SignInTest : public testing::Test {
 protected:
  using Stub = v1::AccessService::Stub;
  using Code = absl::StatusCode;

  static void SetUpTestSuite() { clinic_ = new Clinic(); }
  static void TearDownTestSuite() {
    delete clinic_;
    clinic_ = nullptr;
  }
  static Clinic& clinic() { return *clinic_; }

  static std::string NewPerson(const std::string& role, const std::string& site = "ALA1") {
    const std::string login = role + "-" + NewId();
    NewStaff(clinic(), login, {role}, site);
    return login;
  }
  static std::unique_ptr<link::Link> NewDesk(const std::string& site = "ALA1") {
    return clinic().NewDevice(site, "");
  }
  // A desk with her signed in, with a one-time code where her role wants one.
  static std::unique_ptr<link::Link> DeskOf(const std::string& login,
                                            const std::string& site = "ALA1") {
    auto desk = NewDesk(site);
    clinic().SignIn(*desk, login);
    return desk;
  }

  template <class Request, class Response>
  static absl::StatusOr<Response> Call(link::Link& desk,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                                       const Request& request) {
    return desk.Call(method, request);
  }
  static absl::StatusOr<v1::SignInResponse> Show(link::Link& desk,
                                                 const v1::SignInRequest& request) {
    auto session = Call(desk, &Stub::SignIn, request);
    if (session.ok()) desk.set_session_token(session->session_token());
    return session;
  }
  static v1::SignInRequest WithPassword(const std::string& login,
                                        const std::string& password = Clinic::kPassword,
                                        const std::string& code = "") {
    v1::SignInRequest request;
    request.set_login(login);
    request.set_password(password);
    request.set_one_time_code(code);
    return request;
  }
  static v1::SignInRequest WithBadge(const std::string& badge, const std::string& pin) {
    v1::SignInRequest request;
    request.set_badge(badge);
    request.set_pin(pin);
    return request;
  }
  // A call that any staff may make, and one that asks for the nurse's role.
  static absl::Status Ping(link::Link& desk) {
    return Call(desk, &Stub::ListSessions, v1::ListSessionsRequest()).status();
  }
  static absl::Status Read(link::Link& desk) {
    return desk.Call(&v1::DosingService::Stub::ListOpenDoses, v1::ListOpenDosesRequest()).status();
  }

  static absl::Status Begin(link::Link& desk, Secret* key, const std::string& code = "",
                            const std::string& password = Clinic::kPassword) {
    v1::BeginOneTimeCodeRequest request;
    request.set_password(password);
    request.set_one_time_code(code);
    auto begun = Call(desk, &Stub::BeginOneTimeCode, request);
    if (begun.ok() && key != nullptr) *key = ReadTypedKey(begun->key());
    return begun.status();
  }
  static absl::Status Confirm(link::Link& desk, const std::string& code) {
    v1::ConfirmOneTimeCodeRequest request;
    request.set_one_time_code(code);
    return Call(desk, &Stub::ConfirmOneTimeCode, request).status();
  }
  // The code of a moment so many steps from now.
  static std::string CodeAt(const Secret& key, int64_t steps = 0) {
    return access::CodeOf(key, access::CodeStepOf(clinic().now()) + steps).Reveal();
  }
  // Six digits that are no code of a key round now.
  static std::string WrongCode(const Secret& key) {
    for (int i = 0;; ++i) {
      const std::string code = std::to_string(100000 + i);
      if (!access::MatchCode(key, Secret(code), clinic().now(), 0)) return code;
    }
  }
  static absl::Status ChoosePin(link::Link& desk, const std::string& pin,
                                const std::string& password = Clinic::kPassword) {
    v1::ChoosePinRequest request;
    request.set_password(password);
    request.set_pin(pin);
    return Call(desk, &Stub::ChoosePin, request).status();
  }
  static absl::Status IssueBadge(link::Link& desk, const std::string& login,
                                 const std::string& badge) {
    v1::IssueBadgeRequest request;
    request.set_request_id(NewId());
    request.set_login(login);
    request.set_badge(badge);
    return Call(desk, &Stub::IssueBadge, request).status();
  }
  static std::string NewBadge() { return access::MakeToken().Reveal(); }

 private:
  static inline Clinic* clinic_ = nullptr;
};

}  // namespace oat::test
