#include "services/policy/pack.h"

#include "absl/strings/match.h"

namespace oat::policy {

const std::string& TitleOf(const Pack& pack, const rules::v1::Evidence& evidence) {
  for (const rules::v1::Source& source : pack.says.sources()) {
    if (source.key() == evidence.source()) return source.title();
  }
  return evidence.source();
}

Drug DrugOf(const std::string& drug_form) {
  return absl::StartsWith(drug_form, "buprenorphine") ? rules::v1::DRUG_BUPRENORPHINE
                                                      : rules::v1::DRUG_METHADONE;
}

bool IsDepot(const std::string& drug_form) { return absl::StrContains(drug_form, "_depot_"); }

}  // namespace oat::policy
