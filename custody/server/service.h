// The API without a network: who may call what, and on which thread it is answered.
#pragma once

#include <variant>

#include "custody/server/event_log.h"
#include "custody/server/health_handler.h"
#include "custody/server/metrics.h"
#include "custody/server/router.h"
#include "custody/server/worker.h"
#include "custody/vault.h"

namespace pyx::server {

// Threads: admit() and handle() from one thread; answers come on any.
class Service {
 public:
  // All three outlive this.
  Service(custody::Vault& vault, const Health& health, EventLog& log);

  // Judges a request by its head alone, before any of its body is read: is the client pinned by the
  // policy as it is now (CLIENT-PINNED), is there such a route, has the client the right that it
  // needs. Sets request.parameters. Otherwise the refusal, to be sent instead of an answer.
  std::variant<const Route*, Response> admit(Request& request);
  // Precondition: `route` came from admit(request) and the body is whole.
  void handle(const Route& route, Request request, Respond respond);

  // What is counted and, at level debug, told of a request: begin() before handle(), answered()
  // once with the answer; or refused() alone for what admit() or HTTP refused. On the thread of
  // admit().
  using CountedClient = CountersByName<std::string, ByStatus>::Entry;
  struct Asked {
    const Route* route = nullptr;
    CountedClient* client = nullptr;
    SteadyTime since{};
  };
  Asked begin(const Route& route, const Request& request);
  void answered(const Asked& asked, const Response& response);
  void refused(const Response& response);

  const Router& router() const { return router_; }
  Metrics& metrics() { return metrics_; }

 private:
  Worker& worker_of(Lane lane);  // precondition: not kNetwork
  void note(const Request& request, const Response& response);

  custody::Vault& vault_;
  EventLog& log_;
  const Router router_;
  Metrics metrics_;
  Worker reads_;
  Worker acts_;
  Worker token_;
};

}  // namespace pyx::server
