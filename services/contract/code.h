// Codes: the enumerators of the contract as lower-case words without their prefix, the form in
// which stores keep them: DOSE_OUTCOME_PARTLY_GIVEN is partly_given.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace oat::contract {

std::string CodeText(const google::protobuf::EnumDescriptor& type, int value);
std::optional<int> ParseCodeText(const google::protobuf::EnumDescriptor& type,
                                 absl::string_view text);

template <class Enum>
std::string Code(Enum value) {
  return CodeText(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}

// The enumerator that a stored code names; the zero value for a code of no enumerator.
template <class Enum>
Enum FromCode(absl::string_view text) {
  return static_cast<Enum>(
      ParseCodeText(*google::protobuf::GetEnumDescriptor<Enum>(), text).value_or(0));
}

}  // namespace oat::contract
