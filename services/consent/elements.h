// Elements as the contract has them, and as rules and store do.
#pragma once

#include "google/protobuf/repeated_field.h"
#include "oat/v1/consent.pb.h"
#include "services/consent/rules.h"
#include "services/contract/code.h"

namespace oat::consent {

inline Elements ReadElements(const google::protobuf::RepeatedField<int>& elements) {
  Elements codes;
  for (int element : elements) {
    codes.insert(contract::Code(static_cast<v1::DisclosureElement>(element)));
  }
  return codes;
}

inline void FillElements(const Elements& elements, google::protobuf::RepeatedField<int>* out) {
  for (const char* element : kElements) {
    if (elements.contains(element)) out->Add(contract::FromCode<v1::DisclosureElement>(element));
  }
}

}  // namespace oat::consent
