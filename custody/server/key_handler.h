// GET /v1/keys, /v1/keys/{id}, /v1/keys/{id}/jwk (RFC 7517), /v1/keys/{id}/pem.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> key_routes(custody::Vault& vault);

}  // namespace pyx::server
