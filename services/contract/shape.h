// The shape of a request: every field against the rule that the contract states for it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace oat::contract {

// INVALID_ARGUMENT for the first field that breaks its rule, in the form "field: got ..., wanted
// ...". What a secret or identifying field holds is never repeated.
absl::Status CheckShape(const google::protobuf::Message& request);

// The fields of a message that state no rule, nested ones too: a request has none (tests, start).
std::vector<std::string> FieldsWithoutRule(const google::protobuf::Descriptor& request);

}  // namespace oat::contract
