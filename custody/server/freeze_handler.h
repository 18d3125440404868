// GET and POST /v1/freezes.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> freeze_routes(custody::Vault& vault);

}  // namespace pyx::server
