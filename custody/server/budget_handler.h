// What may be spent and what is: GET /v1/budgets, POST /v1/lowerings, GET /v1/requests/open.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> budget_routes(custody::Vault& vault);

}  // namespace pyx::server
