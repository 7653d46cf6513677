// The wrapper round every call. What design.md asks of each method is done here, once: shape,
// device and session, the declared access rule, one transaction, the request id's one effect and
// one answer, the audit row, and what went wrong, mapped.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "services/access/caller.h"
#include "services/base/clock.h"
#include "services/db/workers.h"
#include "services/server/metrics.h"

namespace oat::server {

// What comes beside a request. The front door says which certificate the device has shown (SHA-256
// of its DER form) and takes no device token; the server's own socket is the other way round.
struct Credentials {
  std::optional<std::string> certificate;  // at the front door, empty where it is none
  std::string device_token;
  std::string session_token;
};

// One call on its way through the guard. It lives until `done` has been called.
struct Passage {
  const google::protobuf::MethodDescriptor* method = nullptr;
  Credentials credentials;
  absl::Time deadline = absl::InfiniteFuture();  // on the system's clock
  // The request; for a client stream its messages in order, the first of them the header.
  std::vector<const google::protobuf::Message*> requests;
  // Where the answer goes; null for a server stream, whose answers the service keeps itself.
  google::protobuf::Message* response = nullptr;
  std::function<absl::Status(access::Call&)> service;
  std::function<void(const absl::Status&)> done;
};

class Guard {
 public:
  Guard(db::Workers* workers, const Clock* clock, Metrics* metrics);

  // Validates and enqueues; never blocks. `passage.done` is called once, on any thread.
  void Enter(Passage passage) const;

 private:
  void Serve(const Passage& passage, db::Connection& connection) const;

  db::Workers* const workers_;
  const Clock* const clock_;
  Metrics* const metrics_;
};

// FAILED_PRECONDITION naming every method without a usable access rule and every request field
// without a rule, of the services of package oat.v1. Such a program does not start.
absl::Status CheckContract();

}  // namespace oat::server
