// The network side of the daemon: accepts, shakes hands, reads requests, hands them to the service,
// writes answers in order. One thread of its own; HTTP/1.1 with keep-alive and pipelining.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "custody/server/config.h"
#include "custody/server/event_log.h"
#include "custody/server/service.h"
#include "custody/server/tls_context.h"

namespace pyx::server {

class Server {
 public:
  // Listens; whoever connects waits for serve(). `service` and `log` outlive the server, and
  // `service` the last answer that a handler owes. Errors: kConflict (the address is taken),
  // kBadInput (no such address).
  static Result<std::unique_ptr<Server>> listen(const Endpoint& listen, const ServerLimits& limits,
                                                SslCtx tls, Service& service, EventLog& log);
  // `beat` is called by the network thread, from serve() on: as long as it comes, the thread lives.
  void beat_every(Duration period, std::function<void()> beat);
  void serve();  // once
  // listen() and serve().
  static Result<std::unique_ptr<Server>> start(const Endpoint& listen, const ServerLimits& limits,
                                               SslCtx tls, Service& service, EventLog& log);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops

  std::uint16_t port() const;
  // For connections from now on; those that there are go on with what they have. Sessions of before
  // are not resumed.
  void use_tls(SslCtx tls);
  // Orderly: accepts and reads nothing more, lets requests under way finish (limits.stop at most),
  // closes. Returns when the thread has ended. Once.
  void stop();

 private:
  struct Inside;
  explicit Server(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace pyx::server
