// A TLS client that does exactly what a test says, misbehaving included. Blocking; every wait ends
// after 10 s.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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
  // `certificate` nullptr: shows none. `early_data` goes out with the resumed session's first
  // message, whether the server has allowed it or not.
  RawClient(std::uint16_t port, const std::filesystem::path& server_ca,
            const CertificateFiles* certificate, TlsVersion version = TlsVersion::k13,
            ssl_session_st* resume = nullptr, std::string_view early_data = {});
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  bool shook_hands() const { return shook_hands_; }
  bool resumed() const;
  bool early_data_taken() const;
  ssl_session_st* session() const;  // the caller frees it
  bool send(std::string_view bytes);
  void send_raw(std::string_view bytes);  // beneath TLS
  // The next answer, or nothing when the connection ends before it is whole.
  std::optional<HttpReply> receive();
  // Whether the server ends the connection without another byte.
  bool ended();
  void close_abruptly();
  // Says that nothing more will come; the server's answers can still be received.
  void end_sending();
  bool renegotiate();  // false: there is no such thing
  bool update_keys();  // asks for new keys of the other side, too

 private:
  bool fill();

  ssl_ctx_st* context_;
  ssl_st* tls_;
  int socket_ = -1;
  bool shook_hands_ = false;
  std::string read_;
};

// A connection without TLS.
class PlainClient {
 public:
  explicit PlainClient(std::uint16_t port);
  PlainClient(PlainClient&& from) noexcept : socket_(std::exchange(from.socket_, -1)) {}
  PlainClient& operator=(PlainClient&&) = delete;
  ~PlainClient();

  void send(std::string_view bytes);
  bool ended();  // reads until the end, or until 10 s have passed

 private:
  int socket_;
};

}  // namespace pyx::testing
