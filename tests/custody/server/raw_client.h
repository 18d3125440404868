// A TLS client that does exactly what a test says, misbehaving included. Blocking; every wait ends
// after 10 s.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/certificates.h"

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace pyx::testing {

struct HttpReply {
  unsigned status = 0;
  std::string head;
  std::string body;
};

enum class TlsVersion { k12, k13 };

class RawClient {
 public:
  // `certificate` nullptr: shows none.
  RawClient(std::uint16_t port, const std::filesystem::path& server_ca,
            const CertificateFiles* certificate, TlsVersion version = TlsVersion::k13,
            ssl_session_st* resume = nullptr);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  bool shook_hands() const { return shook_hands_; }
  bool resumed() const;
  ssl_session_st* session() const;  // the caller frees it
  bool send(std::string_view bytes);
  void send_raw(std::string_view bytes);  // beneath TLS
  // The next answer, or nothing when the connection ends before it is whole.
  std::optional<HttpReply> receive();
  // Whether the server ends the connection without another byte.
  bool ended();
  void close_abruptly();

 private:
  bool fill();

  ssl_ctx_st* context_;
  ssl_st* tls_;
  int socket_ = -1;
  bool shook_hands_ = false;
  std::string read_;
};

// Whether the server ends a plain connection on which nothing is ever sent.
bool hangs_up_on_silence(std::uint16_t port);

}  // namespace pyx::testing
