#include "custody/server/health_handler.h"

#include <utility>

#include "custody/server/api_json.h"

namespace pyx::server {
namespace {

// Puts one part's state into `body`; whether the part is well.
bool put_part(json::object& body, std::string_view name,
              const custody::RecurringCheck::Report& report, Duration most_age) {
  const bool fresh = report.age && *report.age <= most_age;
  const bool well = report.outcome.ok() && fresh;
  json::object part;
  part["ok"] = well;
  if (report.age) part["age_ms"] = report.age->count();
  if (!report.outcome) {
    part["detail"] = describe(report.outcome.error());
  } else if (!fresh) {
    part["detail"] = "the last good check is older than " + pyx::to_text(most_age);
  }
  body[name] = std::move(part);
  return well;
}

// STATE-FRESH.
bool put_freshness(json::object& body, const custody::Freshness& fresh) {
  json::object part;
  part["ok"] = !fresh.suspended;
  if (fresh.suspended) part["detail"] = *fresh.suspended;
  if (fresh.missing > 0) part["missing"] = fresh.missing;
  body["freshness"] = std::move(part);
  return !fresh.suspended;
}

}  // namespace

Health::Health(custody::Vault& vault, HealthLimits limits, std::vector<std::string> warnings)
    : vault_(vault),
      limits_(limits),
      warnings_(std::move(warnings)),
      store_([&vault] { return vault.check_store(); }, limits.every),
      canary_([&vault] { return vault.canary(); }, limits.every) {}

Response Health::readiness() const {
  json::object body;
  body["ready"] = false;
  const bool store = put_part(body, "store", store_.last(), limits_.store_age);
  const bool canary = put_part(body, "canary", canary_.last(), limits_.canary_age);
  const custody::Freshness freshness = vault_.freshness();
  const bool fresh = put_freshness(body, freshness);
  json::array warnings(warnings_.begin(), warnings_.end());
  for (const std::string& warning : freshness.warnings) warnings.emplace_back(warning);
  body["warnings"] = std::move(warnings);
  const bool ready = store && canary && fresh;
  body["ready"] = ready;
  return json_response(ready ? 200 : 503, body);
}

std::vector<Route> health_routes(const Health& health) {
  return {
      {Method::kGet, "/livez", Need::kPinned, Lane::kNetwork, 0,
       answer_with([](const Request&) -> Result<Response> {
         return Response{200, "text/plain; charset=utf-8", {}, "alive\n", {}};
       })},
      {Method::kGet, "/readyz", Need::kPinned, Lane::kNetwork, 0,
       answer_with([&health](const Request&) -> Result<Response> { return health.readiness(); })}};
}

}  // namespace pyx::server
