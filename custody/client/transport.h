// HTTPS to one pyxd: one connection that is kept, opened again by itself. Light on purpose: only
// transport.cc knows Asio and Beast.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::client {

// May the same bytes be sent again when it is unknown whether they arrived? Reading and signing
// under a request id may.
enum class Repeat { kNever, kMayBeRepeated };

struct Exchange {
  std::string_view method = "GET";
  std::string path;
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};  // sent as application/json
  Repeat repeat = Repeat::kMayBeRepeated;
};

struct Reply {
  unsigned status = 0;
  std::string content_type;
  std::string body;
};

// Threads: one at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  // Sends all, answers in the same order: as many as came, then nothing but the error. Errors:
  // kRetry when the server cannot be reached, ends the connection or takes too long (it is unknown
  // what it did); kRefused when one side does not accept the other's certificate.
  virtual std::vector<Result<Reply>> exchange_all(std::span<const Exchange> asked) = 0;
  Result<Reply> exchange(const Exchange& asked) { return exchange_all({&asked, 1}).front(); }
};

struct TransportOptions {
  std::string url;                    // "https://host:port"
  std::filesystem::path ca;           // PEM: the only CAs whose server is believed
  std::filesystem::path certificate;  // PEM: the client's, then intermediates
  std::filesystem::path key;          // PEM, without passphrase
  std::string server_name;            // in the server's certificate; empty: the url's host
  Duration timeout = std::chrono::seconds(30);  // of one exchange, connecting included
};

// Reads the files; connects at the first exchange. Errors: kBadInput, kNotFound.
Result<std::unique_ptr<Transport>> open_transport(const TransportOptions& options);

}  // namespace pyx::client
