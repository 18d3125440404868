// POST /v1/keys/{id}/sign: the hot path.
#pragma once

#include <vector>

#include "custody/server/router.h"
#include "custody/signing/sign_request.h"
#include "custody/vault.h"

namespace pyx::server {

// 256 messages of 64 KiB in base64url, and room for the JSON around them.
inline constexpr std::size_t kSignMostBodyBytes =
    custody::kMostMessages * ((custody::kMostMessageBytes + 2) / 3 * 4 + 8) + 1024;

// `vault` outlives the routes.
std::vector<Route> sign_routes(custody::Vault& vault);

// Header Idempotency-Key and body {"messages":[base64url…],"ecdsa_form":"der"|"p1363"}. Bounds come
// from custody/signing/sign_request.h, never from what the client says. Errors: kBadInput.
Result<custody::SignRequest> read_sign_request(const Request& request);
// {"key","scheme","signatures":[base64url…],"receipt":{"vault","leaf_index","leaf_hash","policy"}}
Response sign_response(const Uuid& key, const custody::SignAnswer& answer);

}  // namespace pyx::server
