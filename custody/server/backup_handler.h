// GET /v1/backups and /v1/keys/{id}/copies; POST /v1/shares, what is said of shares.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> backup_routes(custody::Vault& vault);

}  // namespace pyx::server
