// GET /v1/vault and /v1/policy.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> vault_routes(custody::Vault& vault);

}  // namespace pyx::server
