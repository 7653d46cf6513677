// Metrics, served on a loopback listener: how many calls, how they ended, how long they took, how
// many wait, how old what is not sealed is. Labels are method names and status codes, never
// anything of a person.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace oat::server {

class Metrics {
 public:
  // Listens on 127.0.0.1 at `port`; 0 listens nowhere.
  explicit Metrics(int port);
  ~Metrics();

  void CountCall(const std::string& method, absl::StatusCode code, absl::Duration took);
  void SetWaiting(size_t jobs);
  void SetUnsealed(absl::Duration oldest);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace oat::server
