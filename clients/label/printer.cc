#include "clients/label/printer.h"

#include <linux/sockios.h>
#include <netdb.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/base/status.h"

namespace oat::label {
namespace {

// The kernel does not wake anybody when the other side has acknowledged the last byte: looked at so
// often.
constexpr absl::Duration kGlance = absl::Milliseconds(20);

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

absl::StatusOr<Addresses> Resolve(const std::string& address) {
  const size_t colon = address.rfind(':');
  const bool is_split = colon != std::string::npos && colon > 0 && colon + 1 < address.size();
  if (!is_split) return Invalid("printer", address, "HOST:PORT, as 10.0.0.7:9100");
  std::string host = address.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &wanted, &found);
  if (failed == 0) return Addresses(found, freeaddrinfo);
  return absl::FailedPreconditionError(
      absl::StrCat("printer ", address, ": ", gai_strerror(failed), "; nothing was printed"));
}

class Conversation {
 public:
  Conversation(const std::string& address, absl::Duration patience)
      : address_(address), end_(absl::Now() + patience) {}
  ~Conversation() { Close(); }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // To the first of the addresses that answers.
  absl::Status Connect(const addrinfo* addresses) {
    int error = ENOENT;
    for (const addrinfo* one = addresses; one != nullptr; one = one->ai_next) {
      error = ConnectTo(*one);
      if (error == 0) return absl::OkStatus();
      Close();
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "printer ", address_, " does not answer: ", std::strerror(error), "; nothing was printed"));
  }

  absl::Status Send(const std::string& zpl) {
    size_ = zpl.size();
    while (sent_ < size_) {
      const ssize_t sent =
          send(socket_, zpl.data() + sent_, size_ - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) {
        sent_ += static_cast<size_t>(sent);
      } else if (errno != EAGAIN && errno != EINTR) {
        return HungUp(errno);
      } else if (!Wait(POLLOUT, end_)) {
        return TooLate();
      }
    }
    return absl::OkStatus();
  }

  // Sent is not taken: bytes may lie on the way to a printer that is gone. It has taken all of them
  // once each is acknowledged and it has hung up in its turn, without an error.
  absl::Status AwaitTaken() {
    OAT_RETURN_IF_ERROR(AwaitAcknowledged());
    if (shutdown(socket_, SHUT_WR) != 0) return HungUp(errno);
    while (true) {
      char answer[256];  // some printers tell of themselves; nobody asked
      const ssize_t got = recv(socket_, answer, sizeof(answer), MSG_DONTWAIT);
      if (got == 0) return absl::OkStatus();
      if (got > 0 || errno == EINTR) continue;
      if (errno != EAGAIN) return HungUp(errno);
      if (!Wait(POLLIN, end_)) return TooLate();
    }
  }

 private:
  // Its errno; 0: connected.
  int ConnectTo(const addrinfo& to) {
    socket_ = socket(to.ai_family, to.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to.ai_protocol);
    if (socket_ < 0) return errno;
    if (connect(socket_, to.ai_addr, to.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    if (!Wait(POLLOUT, end_)) return ETIMEDOUT;
    return Error();
  }

  absl::Status AwaitAcknowledged() {
    int waiting = 0;
    while (ioctl(socket_, SIOCOUTQ, &waiting) == 0 && waiting > 0) {
      if (const int error = Error(); error != 0) return HungUp(error);
      if (absl::Now() >= end_) return TooLate();
      // No event is asked for but those that always come: an error, a reset.
      Wait(0, std::min(end_, absl::Now() + kGlance));
    }
    const int error = Error();
    return error == 0 ? absl::OkStatus() : HungUp(error);
  }

  // False: the time is over.
  bool Wait(int16_t events, absl::Time until) const {
    pollfd poll_for{socket_, events, 0};
    const int64_t left =
        absl::ToInt64Milliseconds(absl::Ceil(until - absl::Now(), absl::Milliseconds(1)));
    return left > 0 && poll(&poll_for, 1, static_cast<int>(left)) != 0;
  }

  int Error() const {
    int error = 0;
    socklen_t size = sizeof(error);
    if (getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
  }

  std::string HowFar() const {
    return absl::StrCat(sent_, " of ", size_,
                        " bytes were sent: look at what came out before you print again");
  }
  absl::Status HungUp(int error) const {
    return absl::DataLossError(absl::StrCat("printer ", address_,
                                            " hung up before it had everything (",
                                            std::strerror(error), "); ", HowFar()));
  }
  absl::Status TooLate() const {
    return absl::DataLossError(
        absl::StrCat("printer ", address_, " did not take everything in time; ", HowFar()));
  }
  void Close() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }

  const std::string address_;
  const absl::Time end_;
  int socket_ = -1;
  size_t size_ = 0;
  size_t sent_ = 0;
};

}  // namespace

absl::Status Print(const std::string& address, const std::string& zpl, absl::Duration patience) {
  OAT_ASSIGN_OR_RETURN(const Addresses addresses, Resolve(address));
  Conversation printer(address, patience);
  OAT_RETURN_IF_ERROR(printer.Connect(addresses.get()));
  OAT_RETURN_IF_ERROR(printer.Send(zpl));
  return printer.AwaitTaken();
}

}  // namespace oat::label
