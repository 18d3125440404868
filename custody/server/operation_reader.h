// The mint's operations as they are asked over HTTP. Everything is bounded before anything is built
// for it; what the operation itself makes of it is the vault's.
#pragma once

#include "custody/coins/value_request.h"
#include "custody/server/http.h"

namespace pyx::server {

// Header Idempotency-Key, the query "dry-run", and the body, whose members docs/api/openapi.yaml
// gives. Errors: kBadInput, naming the member.
Result<custody::ValueRequest> read_value_request(custody::Operation operation,
                                                 const Request& request);

}  // namespace pyx::server
