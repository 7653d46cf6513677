// What a list says of one person: who it is, as far as the check at the window needs, and the
// answer the window would have got.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "oat/v1/downtime.pb.h"
#include "services/access/caller.h"
#include "services/dosing/rules.h"
#include "services/identity/vault.h"
#include "services/policy/rules.h"
#include "services/stock/store.h"

namespace oat::downtime {

class ListMaker {
 public:
  // Without rules the list says of everybody that there are none.
  ListMaker(access::Call* call, const identity::Vault* vault, const policy::Rules* rules)
      : call_(*call), vault_(*vault), rules_(rules) {}

  absl::StatusOr<v1::DowntimePerson> PersonOf(const std::string& patient_number);

 private:
  // What the calling window has on hand of a drug form, loaded once a list.
  struct OnHand {
    std::vector<stock::Product> strengths;
    std::vector<stock::LotOnHand> lots;
  };
  const OnHand& OnHandOf(const std::string& drug_form);
  absl::Status FillIdentity(PersonId person, v1::DowntimePerson* out) const;
  void FillDose(PersonId person, v1::DowntimePerson* out);
  void FillPortions(const dosing::Situation& situation, v1::DowntimePerson* out) const;

  access::Call& call_;
  const identity::Vault& vault_;
  const policy::Rules* rules_;
  std::map<std::string, OnHand> on_hand_;
};

}  // namespace oat::downtime
