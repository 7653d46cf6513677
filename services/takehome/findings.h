// What is known of a person for whom doses to take home are asked, and what the rules in force say
// of it: the same when it is authorised and when it is handed out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "oat/v1/takehome.pb.h"
#include "services/access/caller.h"
#include "services/dosing/rules.h"
#include "services/policy/rules.h"
#include "services/policy/take_home.h"
#include "services/takehome/store.h"

namespace oat::takehome {

// The order's portion of a day, as it stands now.
struct Ordered {
  Uuid order;
  std::string drug_form;
  Micrograms micrograms;
  int32_t interval_days = 1;
  bool beside_depot = false;
};
// Absent: the order in force on that day has no such portion, or is a depot's: that is injected.
std::optional<Ordered> OrderedFor(access::Call& call, PersonId person, const Dose& dose);

// The portion of a day is claimed by a dose, a fact or a bottle.
bool IsClaimed(const dosing::Situation& situation, const Dose& dose);

// What is asked for, every portion by itself.
struct Asked {
  std::vector<Dose> doses;
  std::string ground;
  std::vector<std::string> criteria_met;
  // The authorisation that is handed out; absent: a new one is asked for.
  std::optional<Uuid> authorisation;
};

// The portions that a request names; a day without a portion stands for all that its order has.
Asked ReadAsked(access::Call& call, PersonId person,
                const google::protobuf::RepeatedPtrField<v1::TakeHomeDose>& doses,
                const std::string& ground,
                const google::protobuf::RepeatedPtrField<std::string>& criteria_met);

struct Findings {
  int32_t treatment_day = 0;
  std::optional<Uuid> order;  // of the first day
  policy::TakeHomeAnswer answer;
  std::vector<Reason> reasons;  // why not, the answer's among them
};
Findings Consider(access::Call& call, PersonId person, const dosing::Situation& situation,
                  const policy::Rules& rules, const Asked& asked);

// An authorisation of the calling site's. NOT_FOUND.
absl::StatusOr<Authorisation> FindAuthorisation(access::Call& call, PersonId person,
                                                const std::string& id);

void FillCeilings(const policy::TakeHomeAnswer& answer,
                  google::protobuf::RepeatedPtrField<v1::CeilingFinding>* out);
void FillCriteria(const policy::TakeHomeAnswer& answer,
                  google::protobuf::RepeatedPtrField<v1::CriterionFinding>* out);
// Fills a response of Evaluate or Authorise.
template <class Response>
void FillFindings(const Findings& findings, Response* response) {
  response->set_treatment_day(findings.treatment_day);
  FillCeilings(findings.answer, response->mutable_ceilings());
  FillCriteria(findings.answer, response->mutable_criteria());
}

// Fills a bottle for the contract.
void FillBottle(const bottles::Bottle& bottle, const std::string& patient_number, v1::Bottle* out);

}  // namespace oat::takehome
