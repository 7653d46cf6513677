// Packs put in force through the real oatd, by two people, at a place of the clinic.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/policy.grpc.pb.h"
#include "services/base/merkle.h"
#include "tests/policy/packs.h"
#include "tests/support/request.h"
#include "tests/support/window.h"

namespace oat::test {

class RulesInForce : public WindowTest {
 protected:
  using Stub = v1::PolicyService::Stub;
  static constexpr char kPut[] = "oat.v1.PolicyService.PutRulePackInForce";
  static constexpr char kWithdraw[] = "oat.v1.PolicyService.WithdrawRulePack";

  void SetUp() override {
    WindowTest::SetUp();
    At(21, 8, 0);
  }
  // Somebody consents with a session of one's own for each, as a code is good once.
  static std::string Second() {
    const std::string login = "second-" + NewId();
    NewStaff(clinic(), login, {"site_manager"}, "");
    SignedIn(clinic(), login, "ALA1");  // makes her one-time codes
    return login;
  }
  static v1::PutRulePackInForceRequest Put(const std::string& text,
                                           const std::string& from_day = "2026-11-21",
                                           const std::string& place = "ALA1") {
    v1::PutRulePackInForceRequest request;
    request.set_request_id(NewId());
    request.set_text(text);
    request.set_place(place);
    request.set_from_day(from_day);
    request.set_reason("decided by the board");
    return request;
  }
  static v1::PutRulePackInForceRequest SignedOff(v1::PutRulePackInForceRequest request) {
    request.set_signed_off(merkle::ToBytes(merkle::Sha256(request.text())));
    return request;
  }
  static absl::StatusOr<v1::PutRulePackInForceResponse> Send(
      v1::PutRulePackInForceRequest request) {
    link::Link& desk = Desk("prescriber");
    request.set_approval_id(Must(clinic().Approve(desk, Second(), kPut, request)));
    return desk.Call(&Stub::PutRulePackInForce, request);
  }
  static std::string InForce(const v1::PutRulePackInForceRequest& request) {
    const auto response = Send(request);
    return response.ok() ? Reasons(response->outcome()) : std::string(response.status().message());
  }
  static std::string Withdrawn(const std::string& name, const std::string& from_day = "2026-11-21",
                               const std::string& place = "ALA1") {
    v1::WithdrawRulePackRequest request;
    request.set_request_id(NewId());
    request.set_name(name);
    request.set_place(place);
    request.set_from_day(from_day);
    request.set_reason("the trial is over");
    link::Link& desk = Desk("prescriber");
    request.set_approval_id(Must(clinic().Approve(desk, Second(), kWithdraw, request)));
    const auto response = desk.Call(&Stub::WithdrawRulePack, request);
    return response.ok() ? Reasons(response->outcome()) : std::string(response.status().message());
  }
  static v1::ExplainRulesResponse Explain(const std::string& site, const std::string& day = "") {
    v1::ExplainRulesRequest request;
    request.set_site_code(site);
    request.set_day(day);
    link::Link& desk = Desk("nurse");
    return Must(desk.Call(&Stub::ExplainRules, request));
  }
  static std::vector<std::string> PacksAt(const std::string& site, const std::string& day = "") {
    const auto explained = Explain(site, day);
    return {explained.packs().begin(), explained.packs().end()};
  }
  // A pack of one value: the maximum of methadone.
  static std::string OnlyMaximum(int64_t milligrams, const std::string& version = "1",
                                 const std::string& more = "") {
    return absl::StrCat("name: \"ala-board\" version: \"", version,
                        "\" jurisdiction { country: \"KZ\" } governing_document { title: "
                        "\"Minutes\" issued_by: \"The "
                        "board\" reference: \"7\" } effective_from: \"2026-01-01\" effective_mark: "
                        "MARK_VERIFIED_PRIMARY sources { key: \"M\" title: \"Minutes\" reference: "
                        "\"7\" } ordering { "
                        "drugs { drug: DRUG_METHADONE maximum_mg { is: ",
                        milligrams, " evidence { source: \"M\" mark: MARK_VERIFIED_PRIMARY } } } }",
                        more);
  }
};

}  // namespace oat::test
