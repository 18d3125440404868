#include "custody/server/service.h"

#include <iterator>
#include <utility>

#include "custody/server/act_handler.h"
#include "custody/server/backup_handler.h"
#include "custody/server/budget_handler.h"
#include "custody/server/freeze_handler.h"
#include "custody/server/key_handler.h"
#include "custody/server/log_handler.h"
#include "custody/server/metrics_handler.h"
#include "custody/server/operation_handler.h"
#include "custody/server/problem.h"
#include "custody/server/sign_handler.h"
#include "custody/server/vault_handler.h"

namespace pyx::server {
namespace {

constexpr std::size_t kMostWaitingReads = 256;
constexpr std::size_t kMostWaitingActs = 32;

// The hot path first: routes are tried in order.
std::vector<Route> all_routes(custody::Vault& vault, const Health& health,
                              std::function<MetricsSources()> sources) {
  std::vector<Route> all = sign_routes(vault);
  for (std::vector<Route> more :
       {operation_routes(vault), health_routes(health), vault_routes(vault), key_routes(vault),
        act_routes(vault), backup_routes(vault), freeze_routes(vault), budget_routes(vault),
        log_routes(vault), metrics_routes(std::move(sources))}) {
    std::ranges::move(more, std::back_inserter(all));
  }
  return all;
}

}  // namespace

Service::Service(custody::Vault& vault, const Health& health, EventLog& log)
    : vault_(vault),
      log_(log),
      router_(all_routes(vault, health,
                         [this, &vault, &health] {
                           return MetricsSources{vault, health, metrics_, router_.routes()};
                         })),
      metrics_(router_.routes().size()),
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
  request.client_name = client->name;
  if (satisfies(*client, route.need)) return matched;
  Response refusal =
      problem(pyx::refused("CLIENT-PINNED", "client " + client->name + " lacks the access \"" +
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

Service::Asked Service::begin(const Route& route, const Request& request) {
  return {&route, &metrics_.clients.of(request.client_name), std::chrono::steady_clock::now()};
}

void Service::answered(const Asked& asked, const Response& response) {
  const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - asked.since);
  const auto index = static_cast<std::size_t>(asked.route - router_.routes().data());
  RouteCounts& counts = metrics_.routes[index];
  count(counts.answers, response.status);
  counts.duration_us.count(static_cast<std::uint64_t>(passed.count()));
  count(asked.client->counts, response.status);
  if (response.made) {
    count(metrics_.signatures.of(response.made->key).counts, response.made->signatures);
  }
  if (response.moved) metrics_.count_coins(*response.moved, asked.client->name);
  if (!log_.wants(Level::kDebug)) return;
  const std::string status = std::to_string(response.status);
  const std::string duration = std::to_string(passed.count());
  const std::string leaf = response.leaf_index ? std::to_string(*response.leaf_index) : "";
  log_.write(Level::kDebug, "request",
             {{"client", asked.client->name},
              {"method", to_text(asked.route->method)},
              {"route", asked.route->path},
              {"status", status},
              {"duration_us", duration},
              {"leaf_index", leaf}});
}

void Service::refused(const Response& response) {
  count(metrics_.routes.back().answers, response.status);
}

}  // namespace pyx::server
