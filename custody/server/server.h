// The network side of the daemon: accepts, shakes hands, reads requests, hands them to the service,
// writes answers in order. One thread of its own; HTTP/1.1 with keep-alive and pipelining.
#pragma once

#include <cstdint>
#include <memory>

#include "custody/server/config.h"
#include "custody/server/event_log.h"
#include "custody/server/service.h"
#include "custody/server/tls_context.h"

namespace pyx::server {

class Server {
 public:
  // Listens and serves from here on. `service` and `log` outlive the server, and `service` the last
  // answer that a handler owes. Errors: kConflict (the address is taken), kBadInput (no such
  // address).
  static Result<std::unique_ptr<Server>> start(const Endpoint& listen, const ServerLimits& limits,
                                               SslCtx tls, Service& service, EventLog& log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops

  std::uint16_t port() const;
  // Orderly: accepts and reads nothing more, lets requests under way finish (limits.stop at most),
  // closes. Returns when the thread has ended. Once.
  void stop();

 private:
  struct Inside;
  explicit Server(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace pyx::server
