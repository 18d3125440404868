#include "custody/server/service.h"

#include <iterator>
#include <utility>

#include "custody/server/act_handler.h"
#include "custody/server/freeze_handler.h"
#include "custody/server/key_handler.h"
#include "custody/server/log_handler.h"
#include "custody/server/problem.h"
#include "custody/server/sign_handler.h"
#include "custody/server/vault_handler.h"

namespace pyx::server {
namespace {

constexpr std::size_t kMostWaitingReads = 256;
constexpr std::size_t kMostWaitingActs = 32;

// The hot path first: routes are tried in order.
std::vector<Route> all_routes(custody::Vault& vault, const Health& health) {
  std::vector<Route> all = sign_routes(vault);
  for (std::vector<Route> more : {health_routes(health), vault_routes(vault), key_routes(vault),
                                  act_routes(vault), freeze_routes(vault), log_routes(vault)}) {
    std::ranges::move(more, std::back_inserter(all));
  }
  return all;
}

}  // namespace

Service::Service(custody::Vault& vault, const Health& health, EventLog& log)
    : vault_(vault),
      log_(log),
      router_(all_routes(vault, health)),
      reads_(kMostWaitingReads),
      acts_(kMostWaitingActs),
      token_(kMostWaitingActs) {}

Worker& Service::worker_of(Lane lane) {
  switch (lane) {
    case Lane::kActs:
      return acts_;
    case Lane::kToken:
      return token_;
    case Lane::kNetwork:
    case Lane::kReads:
      break;
  }
  return reads_;
}

void Service::note(const Request& request, const Response& response) {
  const std::string status = std::to_string(response.status);
  log_.write(response.status >= 500   ? Level::kError
             : response.status >= 400 ? Level::kWarning
                                      : Level::kInfo,
             response.status >= 400 ? "refused" : "done",
             {{"client", request.client.san_uri},
              {"method", to_text(request.method)},
              {"path", request.path},
              {"status", status},
              {"reason", response.reason}});
}

std::variant<const Route*, Response> Service::admit(Request& request) {
  const auto client = vault_.client(request.client);
  if (!client) {
    Response refusal = problem(client.error());
    note(request, refusal);
    return refusal;
  }
  std::variant<const Route*, Response> matched = router_.match(request);
  if (Response* const refusal = std::get_if<Response>(&matched)) {
    note(request, *refusal);
    return matched;
  }
  const Route& route = *std::get<const Route*>(matched);
  if (satisfies(*client, route.need)) return matched;
  Response refusal =
      problem(refused("CLIENT-PINNED", "client " + client->name + " lacks the access \"" +
                                           std::string(to_text(route.need)) + "\""));
  note(request, refusal);
  return refusal;
}

void Service::handle(const Route& route, Request request, Respond respond) {
  if (route.lane == Lane::kNetwork) {
    route.handle(std::move(request), std::move(respond));
    return;
  }
  const bool taken = worker_of(route.lane).submit([this, &route, request, respond] {
    route.handle(request, [this, &request, &respond](Response response) {
      if (request.method == Method::kPost || response.status >= 400) note(request, response);
      respond(std::move(response));
    });
  });
  if (!taken) respond(problem(error(Code::kRetry, "too many requests are waiting")));
}

}  // namespace pyx::server
