#include "tests/door/http2.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace oat::test {
namespace {

// RFC 9113, section 6.
constexpr uint8_t kHeaders = 1, kResetStream = 3, kSettings = 4;
constexpr uint8_t kEndHeaders = 4;
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

std::string BigEndian(uint32_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i));
  return text;
}

// A length of HPACK with a prefix of 7 bits (RFC 7541, section 5.1), no Huffman.
std::string Text(const std::string& text) {
  std::string coded;
  size_t length = text.size();
  if (length < 127) {
    coded += static_cast<char>(length);
  } else {
    coded += static_cast<char>(127);
    for (length -= 127; length >= 128; length /= 128)
      coded += static_cast<char>(length % 128 + 128);
    coded += static_cast<char>(length);
  }
  return coded + text;
}

// The header block of a call: :method POST and :scheme https by their static index, the rest in
// words.
std::string CallHeaders() {
  auto word = [](const std::string& name, const std::string& value) {
    return std::string(1, '\0') + Text(name) + Text(value);
  };
  return "\x83\x87" + word(":path", "/oat.v1.DosingService/AuthoriseDose") +
         word(":authority", "door") + word("content-type", "application/grpc") +
         word("te", "trailers");
}

}  // namespace

int ConnectFrom(const std::string& from, int port, bool waits) {
  const int connection = socket(AF_INET, SOCK_STREAM | (waits ? 0 : SOCK_NONBLOCK), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  inet_pton(AF_INET, from.c_str(), &address.sin_addr);
  bind(connection, reinterpret_cast<sockaddr*>(&address), sizeof address);
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool connected =
      connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (connected || (!waits && errno == EINPROGRESS)) return connection;
  close(connection);
  return -1;
}

Http2Client::Http2Client(const std::string& from, int port, const std::string& device_folder) {
  context_ = SSL_CTX_new(TLS_client_method());
  if (!device_folder.empty()) {
    SSL_CTX_use_certificate_file(context_, (device_folder + "/device.crt").c_str(),
                                 SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context_, (device_folder + "/device.key").c_str(),
                                SSL_FILETYPE_PEM);
  }
  const unsigned char protocols[] = "\x02h2";
  SSL_CTX_set_alpn_protos(context_, protocols, 3);
  ssl_ = SSL_new(context_);
  socket_ = ConnectFrom(from, port, /*waits=*/true);
  if (socket_ < 0) return;
  SSL_set_fd(ssl_, socket_);
  is_open_ = SSL_connect(ssl_) == 1;
  if (is_open_) {
    Send(kPreface);
    SendFrame(kSettings, 0, 0, "");
  }
}

Http2Client::~Http2Client() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  if (socket_ >= 0) close(socket_);
}

void Http2Client::OpenStream(uint32_t stream) {
  SendFrame(kHeaders, kEndHeaders, stream, CallHeaders());
}

void Http2Client::ResetStream(uint32_t stream) {
  constexpr uint32_t kCancel = 8;
  SendFrame(kResetStream, 0, stream, BigEndian(kCancel, 4));
}

void Http2Client::OpenStreamWithBomb(uint32_t stream, int repetitions) {
  std::string block = CallHeaders();
  // Literal with incremental indexing: from then on it is number 62, one byte.
  if (!has_planted_) block += '\x40' + Text("bomb") + Text(std::string(3900, 'b'));
  has_planted_ = true;
  block.append(static_cast<size_t>(repetitions), '\xbe');
  SendFrame(kHeaders, kEndHeaders, stream, block);
}

void Http2Client::SendFrame(uint8_t type, uint8_t flags, uint32_t stream,
                            const std::string& payload) {
  Send(BigEndian(static_cast<uint32_t>(payload.size()), 3) + static_cast<char>(type) +
       static_cast<char>(flags) + BigEndian(stream, 4) + payload);
  Drain();
}

void Http2Client::Send(const std::string& bytes) {
  if (!is_open_) return;
  is_open_ = SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

void Http2Client::Drain() {
  if (!is_open_) return;
  const int flags = fcntl(socket_, F_GETFL);
  fcntl(socket_, F_SETFL, flags | O_NONBLOCK);
  char bytes[4096];
  int count = 0;
  while ((count = SSL_read(ssl_, bytes, sizeof bytes)) > 0) {
  }
  is_open_ = SSL_get_error(ssl_, count) == SSL_ERROR_WANT_READ;
  fcntl(socket_, F_SETFL, flags);
}

}  // namespace oat::test
