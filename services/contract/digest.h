// The digest by which a request is known again, and by which a second person consents to it.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace oat::contract {

// BLAKE2b-256 over the request's canonical bytes without its secret fields: no password or token is
// ever part of what is stored or compared.
std::string Digest(const google::protobuf::Message& request);

// The same without the approval either: what the second person consents to.
std::string DigestForApproval(const google::protobuf::Message& request);

// The text of a request's own field; empty when it has none. For request_id and approval_id.
std::string TextField(const google::protobuf::Message& request, const std::string& field);

}  // namespace oat::contract
