// GET /v1/log/checkpoint (a signed note), /v1/log/vkey, /v1/log/tile/... (C2SP tlog-tiles) and
// /v1/log/blobs/{sha256}: enough to rebuild and verify the evidence log elsewhere.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> log_routes(custody::Vault& vault);

}  // namespace pyx::server
