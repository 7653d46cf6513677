// The methods of the contract, as it describes itself.
#pragma once

#include <google/protobuf/descriptor.h>

#include <vector>

#include "oat/v1/contract.pb.h"

namespace oat::test {

// Every method of the services of package oat.v1.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();
const v1::AccessRule& RuleOf(const google::protobuf::MethodDescriptor& method);

}  // namespace oat::test
