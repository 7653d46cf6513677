#include "clients/pump/serial_line.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace oat::pump {
namespace {

constexpr absl::Duration kWriting = absl::Seconds(2);
// More is no late answer but a line that never falls silent.
constexpr int kMostUnread = 4096;

absl::Status Broken() { return absl::UnavailableError("the line to the pump is broken"); }

// Waits for events on a descriptor, at most until a time; what poll says of it, 0 where none came.
short WaitFor(int descriptor, short events, absl::Time deadline) {
  for (;;) {
    const absl::Duration left = std::max(deadline - absl::Now(), absl::ZeroDuration());
    pollfd waited = {.fd = descriptor, .events = events, .revents = 0};
    const int ready =
        poll(&waited, 1,
             static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1)))));
    if (ready >= 0) return ready == 0 ? short{0} : waited.revents;
    if (errno != EINTR) return POLLERR;
  }
}

}  // namespace

absl::StatusOr<SerialLine> SerialLine::Open(const std::string& path) {
  SerialLine line(open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (line.descriptor_ < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the pump's line ", path, ": ", strerror(errno)));
  }
  termios settings = {};
  const bool is_terminal = tcgetattr(line.descriptor_, &settings) == 0;
  cfmakeraw(&settings);
  settings.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
  settings.c_cflag |= CLOCAL | CREAD;
  cfsetispeed(&settings, B9600);
  cfsetospeed(&settings, B9600);
  if (!is_terminal || tcsetattr(line.descriptor_, TCSANOW, &settings) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("the pump's line ", path, " is no serial line"));
  }
  return line;
}

SerialLine::~SerialLine() {
  if (descriptor_ >= 0) close(descriptor_);
}

void SerialLine::Drain() {
  for (int i = 0; i < kMostUnread && Read(absl::Now()).ok(); ++i) {
  }
}

absl::Status SerialLine::Write(absl::string_view text) {
  const absl::Time deadline = absl::Now() + kWriting;
  while (!text.empty()) {
    if ((WaitFor(descriptor_, POLLOUT, deadline) & POLLOUT) == 0) return Broken();
    const ssize_t written = write(descriptor_, text.data(), text.size());
    if (written < 0 && errno != EAGAIN && errno != EINTR) return Broken();
    if (written > 0) text.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<char> SerialLine::Read(absl::Time deadline) {
  const short events = WaitFor(descriptor_, POLLIN, deadline);
  if (events == 0) return absl::DeadlineExceededError("the pump does not answer");
  char byte = 0;
  // What came before a line was closed can still be read.
  if ((events & POLLIN) == 0 || read(descriptor_, &byte, 1) != 1) return Broken();
  return byte;
}

void SerialLine::Wait(absl::Duration duration) {
  WaitFor(descriptor_, POLLIN, absl::Now() + duration);
}

}  // namespace oat::pump
