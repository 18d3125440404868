// GET /livez: the process answers. GET /readyz: it can sign now, proven by a canary signature and a
// commit, each younger than its limit; otherwise 503 and the part that fails.
#pragma once

#include <string>
#include <vector>

#include "custody/recurring_check.h"
#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

struct HealthLimits {
  Duration every = std::chrono::seconds(10);       // pause between two checks
  Duration canary_age = std::chrono::seconds(60);  // older: not ready
  Duration store_age = std::chrono::seconds(60);
};

class Health {
 public:
  // `vault` outlives this. `warnings` are shown by /readyz, before those of its freshness:
  // "single-host PIN".
  Health(custody::Vault& vault, HealthLimits limits, std::vector<std::string> warnings);

  // 200 or 503: {"ready":…,"store":{"ok":…,"age_ms":…,"detail":…},"canary":{…},
  // "freshness":{"ok":…,"detail":…,"missing":…},"warnings":[…]}
  Response readiness() const;
  custody::RecurringCheck::Report store() const { return store_.last(); }
  custody::RecurringCheck::Report canary() const { return canary_.last(); }

 private:
  custody::Vault& vault_;
  const HealthLimits limits_;
  const std::vector<std::string> warnings_;
  custody::RecurringCheck store_;
  custody::RecurringCheck canary_;
};

// `health` outlives the routes.
std::vector<Route> health_routes(const Health& health);

}  // namespace pyx::server
