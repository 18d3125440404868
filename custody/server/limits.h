// The bounds of the daemon towards its clients. Every wait has an end, every size a bound.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace pyx::server {

inline constexpr std::size_t kHeaderMostBytes = std::size_t{16} * 1024;

struct ServerLimits {
  std::size_t connections = 256;
  std::size_t pipelined = 64;  // requests of one connection that wait for their answers
  std::size_t body_bytes = std::size_t{256} * 1024 * 1024;  // of all requests under way together
  Duration handshake = std::chrono::seconds(10);
  Duration header = std::chrono::seconds(10);  // from a header's first byte to its last
  Duration body = std::chrono::seconds(30);
  Duration idle = std::chrono::seconds(120);  // between requests
  Duration write = std::chrono::seconds(30);  // for a client to take what is sent at once
  Duration stop = std::chrono::seconds(30);   // for requests under way at an orderly stop
};

}  // namespace pyx::server
