// GET and POST /v1/acts, GET /v1/acts/{id}, POST /v1/acts/{id}/decisions and /v1/acts/{id}/execute.
// Whoever carries the message needs access "acts"; authority is the signed statement alone.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> act_routes(custody::Vault& vault);

}  // namespace pyx::server
