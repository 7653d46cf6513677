// Requests by chance, made after the contract: a request in which all is right, then a few changes,
// most of them at the edge of a field's rule.
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>
#include <vector>

#include "tests/fuzz/input.h"

namespace oat::fuzz {

// Texts that mean something, by the name of a field: numbers of patients who exist, ids of doses.
using Pool = std::map<std::string, std::vector<std::string>>;

// Changes one field of a message, at any depth: what it holds, whether it is there, how often.
void ChangeOneField(google::protobuf::Message* message, const Pool& pool, Input* input);

// A message as an error shows it to who mends the fault.
std::string InWords(const google::protobuf::Message& message);

}  // namespace oat::fuzz
