// A serial line to a device that answers in text. Nothing here waits for ever.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace oat::pump {

class SerialLine {
 public:
  // 9600 baud, eight bits, no parity, one stop bit, no handshake, nothing translated.
  // FAILED_PRECONDITION: no such line, or it cannot be set so.
  static absl::StatusOr<SerialLine> Open(const std::string& path);
  // Over a descriptor that is open already; it is closed with this.
  explicit SerialLine(int descriptor) : descriptor_(descriptor) {}
  ~SerialLine();
  SerialLine(SerialLine&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  SerialLine& operator=(SerialLine&&) = delete;

  // Forgets what has come and nobody has read.
  void Drain();
  // UNAVAILABLE: the line is broken, and of the text nobody knows how much went out.
  absl::Status Write(absl::string_view text);
  // The next byte. DEADLINE_EXCEEDED: none came in time; UNAVAILABLE: the line is broken.
  absl::StatusOr<char> Read(absl::Time deadline);
  // Lets time pass, no longer than until something comes.
  void Wait(absl::Duration duration);

 private:
  int descriptor_;
};

}  // namespace oat::pump
