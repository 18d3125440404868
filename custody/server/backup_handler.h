// GET /v1/backups; POST /v1/shares, what a holder says of his share.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> backup_routes(custody::Vault& vault);

}  // namespace pyx::server
