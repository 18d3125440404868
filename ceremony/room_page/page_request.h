// One request of a browser on this machine, read strictly; only what the page needs is taken.
// Source: RFC 9112, sections 2 to 6; RFC 9110, 7.2 (Host), 9.3 (methods), 15.5 (statuses).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pyx::ceremony::room_page {

inline constexpr std::size_t kMostHeadBytes = std::size_t{8} * 1024;

struct PageRequest {
  bool head_only = false;  // HEAD
  std::string path;        // without the query
  unsigned refused = 0;    // 0, or the status that answers it: 400, 405, 421, 431 or 505
};

// Nothing: more bytes are needed. `port` is the one that is listened on: a Host that is not this
// machine's own name for itself is that of a page elsewhere whose name was made to lead here.
std::optional<PageRequest> read_request(std::string_view bytes, std::uint16_t port);

}  // namespace pyx::ceremony::room_page
