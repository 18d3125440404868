// The bounds of the daemon towards its clients. Every wait has an end, every size a bound.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace pyx::server {

inline constexpr std::size_t kHeaderMostBytes = std::size_t{16} * 1024;
// Requests of one connection that read much or wait for the token; more of them are not read yet.
inline constexpr std::size_t kMostSlowRequests = 4;

struct ServerLimits {
  std::size_t connections = 256;         // of clients whose requests were admitted
  std::size_t client_connections = 128;  // of these, one client's
  std::size_t strangers = 256;           // beside these: connections without an admitted request
  std::size_t pipelined = 64;            // requests of one connection that wait for their answers
  // Bodies under way and answers not taken, of all together; three quarters of it for one client.
  std::size_t body_bytes = std::size_t{256} * 1024 * 1024;
  Duration handshake = std::chrono::seconds(10);
  Duration header = std::chrono::seconds(10);  // from a header's first byte to its last
  Duration body = std::chrono::seconds(30);
  Duration idle = std::chrono::seconds(120);  // between requests
  Duration write = std::chrono::seconds(30);  // for a client to take what is sent at once
  Duration stop = std::chrono::seconds(30);   // for requests under way at an orderly stop
};

}  // namespace pyx::server
