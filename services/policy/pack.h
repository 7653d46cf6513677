// A rule pack as it was put in force. The schema with the meaning of every value is
// proto/oat/rules/v1/rule_pack.proto: its messages are the plain structs of this room, as a second
// set of structs would say each value twice.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "oat/rules/v1/rule_pack.pb.h"

namespace oat::policy {

using rules::v1::Drug;
using rules::v1::Mark;

struct Pack {
  rules::v1::RulePack says;
  std::string sha256;  // of the text, 32 bytes

  // As decisions name it: "uk-instalment/1".
  std::string Id() const { return says.name() + "/" + says.version(); }
};

// The packs that hold at a place on a day, in the order of their names.
using Stack = std::vector<std::shared_ptr<const Pack>>;

// The title of the source that a piece of evidence names.
const std::string& TitleOf(const Pack& pack, const rules::v1::Evidence& evidence);

// Of a code of oat.v1.DrugForm.
Drug DrugOf(const std::string& drug_form);
// Whether a drug form is injected and acts for weeks. Its milligrams are not those of daily doses.
bool IsDepot(const std::string& drug_form);

}  // namespace oat::policy
