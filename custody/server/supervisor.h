// Tells the service manager how the daemon is, in its own words. Source: sd_notify(3),
// sd_watchdog_enabled(3): a datagram of lines to the socket that NOTIFY_SOCKET names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"

namespace pyx::server {

// Threads: any. A manager that does not listen is not waited for.
class Supervisor {
 public:
  // From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. Without NOTIFY_SOCKET it says nothing to
  // nobody. Call it before other threads: it takes the three out of the environment. Errors:
  // kBadInput (the environment is malformed), kConflict (nobody listens there).
  static Result<Supervisor> from_environment();
  Supervisor(Supervisor&& from) noexcept
      : socket_(std::exchange(from.socket_, -1)), watchdog_(from.watchdog_) {}
  Supervisor& operator=(Supervisor&&) = delete;
  ~Supervisor();

  // `status` is one line for people, without secrets.
  void ready(std::string_view status) const;
  void reloading() const;  // ready() again when done
  void stopping() const;
  void alive() const;  // WATCHDOG=1

  // How often alive() is due: half of what the manager waits. None: it does not wait for it.
  std::optional<Duration> alive_every() const { return watchdog_; }

 private:
  Supervisor() = default;
  void send(const std::string& lines) const;

  int socket_ = -1;  // -1: nobody listens
  std::optional<Duration> watchdog_;
};

}  // namespace pyx::server
