// Prescribing at a real clinic under packs beside the software's own, which a test puts in force
// and gives back.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/prescribing.grpc.pb.h"
#include "services/base/clinical_day.h"
#include "tests/policy/rules_in_force.h"
#include "tests/support/outcome.h"

namespace oat::test {

class UnderPacks : public RulesInForce {
 protected:
  using Prescribing = v1::PrescribingService::Stub;
  static constexpr auto kSolution = v1::DRUG_FORM_METHADONE_ORAL_SOLUTION;
  static constexpr auto kSublingual = v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL;

  // A pack of ops/rules, from the 21st on.
  static void Under(const std::string& name) { UnderText(name, PackText(name)); }
  static void UnderText(const std::string& name, const std::string& text) {
    At(21, 8, 0);
    ASSERT_EQ(InForce(SignedOff(Put(text))), "accepted");
    names_.push_back(name);
  }
  // A whole pack with these values; its one source's key is S.
  static std::string TextOf(const std::string& name, const std::string& values) {
    return absl::StrCat("name: \"", name,
                        "\" version: \"1\" jurisdiction { country: \"KZ\" } governing_document { "
                        "title: \"Minutes\" issued_by: \"The board\" reference: \"7\" } "
                        "effective_from: \"2026-01-01\" effective_mark: MARK_VERIFIED_PRIMARY "
                        "sources { key: \"S\" title: \"Minutes\" reference: \"7\" } ",
                        values);
  }
  void TearDown() override {
    At(21, 8, 0);
    for (const std::string& name : names_) EXPECT_EQ(Withdrawn(name), "accepted");
    names_.clear();
    RulesInForce::TearDown();
  }

  static std::string Admitted() {
    Desk("prescriber");
    return clinic().AdmitWithoutOrder("ALA1");
  }
  // An order of one step for ten days from a day of November on.
  static v1::SignOrderRequest Order(const std::string& number, int from_day,
                                    const std::vector<int64_t>& portion_milligrams,
                                    v1::DrugForm form = kSolution) {
    v1::SignOrderRequest request;
    request.set_patient_number(number);
    request.set_drug_form(form);
    request.set_patient_told(true);
    request.set_tenfold_checked(true);
    for (int weekday = 1; weekday <= 7; ++weekday) request.add_supervised_weekdays(weekday);
    AddStep(&request, from_day, from_day + 9, portion_milligrams);
    return request;
  }
  static void AddStep(v1::SignOrderRequest* request, int from_day, int until_day,
                      const std::vector<int64_t>& portion_milligrams) {
    v1::OrderStep* step = request->add_steps();
    step->set_from_day(FormatDay(Day(2026, 11, from_day)));
    step->set_until_day(FormatDay(Day(2026, 11, until_day)));
    for (int64_t portion : portion_milligrams) step->add_portion_micrograms(portion * 1000);
  }
  static std::string Sign(const v1::SignOrderRequest& request) {
    return InWords(Must(Prescribe(&Prescribing::SignOrder, request)).outcome());
  }

 private:
  static inline std::vector<std::string> names_;
};

}  // namespace oat::test
