// Helpers for the clinical answers of the contract.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "oat/v1/reason.pb.h"
#include "services/base/reason.h"
#include "services/contract/code.h"

namespace oat::contract {

inline void Accept(oat::v1::Outcome* outcome) { outcome->set_accepted(true); }

inline void AddParameter(const std::string& placeholder, const std::string& value,
                         oat::v1::Reason* reason) {
  oat::v1::Parameter* parameter = reason->add_parameters();
  parameter->set_placeholder(placeholder);
  parameter->set_value(value);
}

// Adds a reason of a no. Parameters fill the placeholders of its words.
inline void Refuse(oat::v1::Outcome* outcome, oat::v1::ReasonCode code,
                   std::initializer_list<std::pair<std::string, std::string>> parameters = {}) {
  oat::v1::Reason* reason = outcome->add_reasons();
  reason->set_code(code);
  for (const auto& [name, value] : parameters) AddParameter(name, value, reason);
}

// Adds what the rules said.
inline void Refuse(oat::v1::Outcome* outcome, const Reason& reason) {
  oat::v1::Reason* out = outcome->add_reasons();
  out->set_code(FromCode<oat::v1::ReasonCode>(reason.code));
  for (const auto& [name, value] : reason.parameters) AddParameter(name, value, out);
}
inline void Refuse(oat::v1::Outcome* outcome, const std::vector<Reason>& reasons) {
  for (const Reason& reason : reasons) Refuse(outcome, reason);
}

inline google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  return timestamp;
}

inline absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace oat::contract
