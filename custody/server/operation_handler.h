// The mint's operations: POST /v1/coins/mint, check, exchange and redeem, /v1/blind/sign,
// /v1/answers/sign and /v1/ledger/attest. Each needs the right of its name. mint, exchange and
// blind/sign take the query "dry-run".
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/vault.h"

namespace pyx::server {

// `vault` outlives the routes.
std::vector<Route> operation_routes(custody::Vault& vault);

}  // namespace pyx::server
