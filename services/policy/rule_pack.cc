#include "services/policy/rule_pack.h"

#include "absl/strings/match.h"

namespace oat::policy {
namespace {

constexpr char kDesign[] = "design choice of this project; a clinician must confirm it";
constexpr char kHomeOffice[] = "Home Office circular 027/2015, instalment wording (3)";
constexpr char kWho2009[] = "WHO 2009 guidelines, annex 12: observe 2 to 3 hours after a dose";
constexpr char kDissolving[] = "tablets under the tongue take 5 to 10 minutes to dissolve";
constexpr char kContinuity[] = "NQF 3175: a gap of more than 7 days breaks continuity";
constexpr char kRcgp[] =
    "UK RCGP, quoted by the NIDA methadone research guide: steps of 5 to 10 mg";

}  // namespace

const RulePack& BuiltIn() {
  static const auto* const pack =
      new RulePack{.name = "built-in",
                   .version = "1",
                   .minimum_interval = {absl::Hours(16), kDesign, Mark::kRecalled},
                   .minimum_portion_interval = {absl::Hours(3), kDesign, Mark::kRecalled},
                   .rolling_day_percent = {200, kDesign, Mark::kRecalled},
                   .missed_days_to_review = {3, kHomeOffice, Mark::kVerifiedSecondary},
                   .tenfold_factor = {8, kDesign, Mark::kRecalled},
                   .carried_over_days = {14, kDesign, Mark::kRecalled},
                   .observe_minutes = {180, kWho2009, Mark::kVerifiedPrimary},
                   .sublingual_watch_minutes = {7, kDissolving, Mark::kRecalled},
                   .covered_within_days = {7, kContinuity, Mark::kRecalled},
                   .longest_hold = {absl::Hours(72), kDesign, Mark::kRecalled},
                   .methadone = {.maximum = {Milligrams(150), kDesign, Mark::kRecalled},
                                 .large_change = {Milligrams(10), kRcgp, Mark::kVerifiedSecondary}},
                   .buprenorphine = {.maximum = {Milligrams(32), kDesign, Mark::kRecalled},
                                     .large_change = {Milligrams(8), kDesign, Mark::kRecalled}}};
  return *pack;
}

const DrugPolicy& RulePack::ForDrugForm(const std::string& drug_form) const {
  return absl::StartsWith(drug_form, "buprenorphine") ? buprenorphine : methadone;
}

int32_t RulePack::WatchMinutes(const std::string& drug_form) const {
  return absl::EndsWith(drug_form, "_sublingual") ? sublingual_watch_minutes.value : 0;
}

}  // namespace oat::policy
