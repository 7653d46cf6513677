// A printer on the network, played by a listener: it takes everything, hangs up half-way, sleeps,
// or is not there.
#include "clients/label/printer.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace oat::label {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

// More than the buffers of both sides of a loopback connection hold, and no piece like another.
std::string Much() {
  std::string text = "^XA";
  for (int i = 0; text.size() < (16U << 20); ++i) absl::StrAppend(&text, i, ";");
  return text + "^XZ";
}

// Takes one connection and does with it what the test says.
class Listener {
 public:
  explicit Listener(const std::function<void(int connection)>& serve, int receive_buffer = 0)
      : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, any, size) != 0 || listen(socket_, 1) != 0 ||
        getsockname(socket_, any, &size) != 0) {
      throw std::runtime_error("no listener");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, serve] {
      const int connection = accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      serve(connection);
      close(connection);
    });
  }
  ~Listener() {
    shutdown(socket_, SHUT_RDWR);  // wakes an accept that nobody came to
    thread_.join();
    close(socket_);
  }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  const int socket_;
  int port_ = 0;
  std::thread thread_;
};

// At most so many bytes; fewer at the end.
std::string ReadUpTo(int connection, size_t most) {
  std::string text;
  std::string piece(1 << 16, '\0');
  while (text.size() < most) {
    const ssize_t got =
        recv(connection, piece.data(), std::min(piece.size(), most - text.size()), 0);
    if (got <= 0) break;
    text.append(piece, 0, static_cast<size_t>(got));
  }
  return text;
}

constexpr size_t kEverything = ~size_t{0};

TEST(Printer, TakesTheLabelsWhole) {
  for (const std::string& zpl : {std::string("^XA^XZ"), Much()}) {
    std::string taken;
    {
      const Listener printer([&](int connection) { taken = ReadUpTo(connection, kEverything); });
      EXPECT_EQ(Print(printer.address(), zpl), absl::OkStatus());
    }
    EXPECT_TRUE(taken == zpl) << taken.size() << " of " << zpl.size() << " bytes";
  }
}

// Some tell what they are as soon as somebody calls.
TEST(Printer, MayTalkMeanwhile) {
  std::string taken;
  {
    const Listener printer([&](int connection) {
      EXPECT_EQ(send(connection, "ready\r\n", 7, MSG_NOSIGNAL), 7);
      taken = ReadUpTo(connection, kEverything);
    });
    EXPECT_EQ(Print(printer.address(), "^XA^XZ"), absl::OkStatus());
  }
  EXPECT_EQ(taken, "^XA^XZ");
}

TEST(Printer, ThatIsNotThereIsAClearError) {
  std::string address;
  {
    address = Listener([](int) {}).address();
  }
  const absl::Status gone = Print(address, "^XA^XZ");
  EXPECT_EQ(gone.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(std::string(gone.message()), absl::StrCat("printer ", address,
                                                      " does not answer: Connection refused; "
                                                      "nothing was printed"));
  const absl::Status nameless = Print("no-such-printer.invalid:9100", "^XA^XZ");
  EXPECT_EQ(nameless.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(nameless.message()), HasSubstr("nothing was printed"));
}

TEST(Printer, ThatHangsUpHalfWayIsAnError) {
  const std::string zpl = Much();
  const Listener printer([](int connection) { ReadUpTo(connection, 4096); });
  const absl::Status status = Print(printer.address(), zpl);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("hung up before it had everything"),
                    ContainsRegex(absl::StrCat("[0-9]+ of ", zpl.size(), " bytes were sent")),
                    HasSubstr("look at what came out")));
}

// All of it fits into the buffers on the way: sent, and never read.
TEST(Printer, ThatHangsUpOverAShortLabelIsAnErrorToo) {
  const std::string zpl(60'000, '0');
  for (const size_t read : {size_t{0}, size_t{100}}) {
    const Listener printer([&](int connection) { ReadUpTo(connection, read); });
    EXPECT_EQ(Print(printer.address(), zpl).code(), absl::StatusCode::kDataLoss) << read;
  }
}

// It has everything and read none of it when the last byte is acknowledged.
TEST(Printer, ThatThrowsAwayWhatItHasIsAnErrorToo) {
  const Listener printer([](int connection) {
    pollfd until_its_end{connection, POLLRDHUP, 0};
    EXPECT_EQ(poll(&until_its_end, 1, -1), 1);
  });
  EXPECT_EQ(Print(printer.address(), std::string(30'000, '0')).code(), absl::StatusCode::kDataLoss);
}

// Its goodbye comes while labels are still on the way to it.
TEST(Printer, ThatHangsUpBeforeItHasEverythingIsAnErrorThoughAllIsSent) {
  absl::Notification answered;  // holds the line until then
  absl::Status status;
  {
    const Listener printer(
        [&](int connection) {
          EXPECT_EQ(shutdown(connection, SHUT_WR), 0);
          answered.WaitForNotification();
        },
        /*receive_buffer=*/4096);
    status = Print(printer.address(), std::string(200'000, '0'), absl::Milliseconds(300));
    answered.Notify();
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("200000 of 200000 bytes were sent"));
}

TEST(Printer, ThatTakesNothingOrNeverEndsIsNotWaitedForForEver) {
  const absl::Duration patience = absl::Milliseconds(300);
  for (const size_t read : {size_t{0}, size_t{1000}, kEverything}) {
    absl::Notification answered;  // holds the line until then
    absl::Status status;
    absl::Duration took;
    const std::string zpl = Much();
    {
      const Listener printer([&](int connection) {
        ReadUpTo(connection, std::min(read, zpl.size()));
        answered.WaitForNotification();
      });
      const absl::Time begin = absl::Now();
      status = Print(printer.address(), zpl, patience);
      took = absl::Now() - begin;
      answered.Notify();
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << read << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("did not take everything in time"));
    EXPECT_GE(took, patience);
    EXPECT_LT(took, absl::Seconds(10));
  }
}

TEST(Printer, IsNamedByHostAndPort) {
  for (const char* address : {"", ":9100", "10.0.0.7", "10.0.0.7:"}) {
    const absl::Status status = Print(address, "^XA^XZ");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << address;
    EXPECT_THAT(std::string(status.message()), StartsWith("printer: got "));
  }
}

}  // namespace
}  // namespace oat::label
