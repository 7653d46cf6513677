// The empty clinic: what a session shows whose owner was forced to open it, decided here for every
// method, by its access rule alone.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "oat/v1/contract.pb.h"

namespace oat::server {

// How a call of such a session is answered.
enum class Pretence {
  // As for somebody unknown, and the service is not asked: nothing of a patient is touched.
  kUnknown,
  // Not at all, as if the line were down: what tells of a dose that left the bottle. A desk asks
  // again by itself what it was not answered, in whatever session is opened next; told that there
  // is no such dose, it would let go of what was swallowed. So is what opens cards, which are read
  // without the server.
  kUnanswered,
  // With nothing: what counts or lists people of the whole network.
  kEmpty,
  // By the service, which sees no site's lists and nobody; what it writes is taken back.
  kRehearsed,
  // By the service, and it stays: she may leave, and what a second person proves is proved.
  kReal,
};
Pretence PretenceOf(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request);

// NOT_FOUND in the words that the rooms have for an unknown number, review, request or key.
absl::Status AsOfSomebodyUnknown(const google::protobuf::Message& request);

}  // namespace oat::server
