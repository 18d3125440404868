// GET /metrics: what the daemon and its vault are about, as Prometheus reads it. Numbers and names
// that the policy and the keys have; no secret, no message, no request id.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "custody/server/health_handler.h"
#include "custody/server/metrics.h"
#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

struct MetricsSources {
  custody::Vault& vault;
  const Health& health;
  const Metrics& metrics;
  const std::vector<Route>& routes;  // as Metrics counts them
};

// Parts that cannot be read now are left out.
std::string metrics_text(const MetricsSources& sources);

// `sources` is asked at each request.
std::vector<Route> metrics_routes(std::function<MetricsSources()> sources);

}  // namespace pyx::server
