// A client of HTTP/2 that sends what no library would: for floods.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace oat::test {

class Http2Client {
 public:
  // Connects from an address of loopback (127.0.0.2) to a door. `device_folder` is shown; empty: no
  // certificate.
  Http2Client(const std::string& from, int port, const std::string& device_folder);
  ~Http2Client();
  Http2Client(const Http2Client&) = delete;
  Http2Client& operator=(const Http2Client&) = delete;

  // False once the other side has closed, or never let it in.
  bool is_open() const { return is_open_; }

  // The start of a call of the contract, never finished.
  void OpenStream(uint32_t stream);
  void ResetStream(uint32_t stream);
  // The same with a header block in which one long header, sent once, is named again and again.
  void OpenStreamWithBomb(uint32_t stream, int repetitions);

 private:
  void SendFrame(uint8_t type, uint8_t flags, uint32_t stream, const std::string& payload);
  void Send(const std::string& bytes);
  // What the other side has said so far is dropped.
  void Drain();

  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  int socket_ = -1;
  bool is_open_ = false;
  bool has_planted_ = false;
};

// A TCP connection that says nothing; -1 where it is refused. `waits` until it is there, or lets it
// come about.
int ConnectFrom(const std::string& from, int port, bool waits);

}  // namespace oat::test
