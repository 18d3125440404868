// Serves the page on loopback alone, on a thread of its own, to whoever is on this machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::room_page {

struct RoomLimits {
  std::size_t connections = 32;              // the oldest gives way to the newest
  Duration whole = std::chrono::seconds(5);  // from its first byte to its last
};

// Threads: show() and failure() from one at a time.
class RoomServer {
 public:
  //   port   0: any that is free
  //   clock  outlives the server
  // Errors: kConflict, the port is taken; kStore, it cannot be listened on.
  static Result<std::unique_ptr<RoomServer>> start(std::uint16_t port, const Clock& clock,
                                                   const running::Moment& first,
                                                   RoomLimits limits = {});
  RoomServer(const RoomServer&) = delete;
  RoomServer& operator=(const RoomServer&) = delete;
  ~RoomServer();  // stops

  std::string address() const;  // "http://127.0.0.1:8042/"
  std::uint16_t port() const;
  void show(const running::Moment& moment);
  // Why it serves nothing any more; told once.
  std::optional<std::string> failure();

 private:
  struct Inside;
  explicit RoomServer(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace pyx::ceremony::room_page
