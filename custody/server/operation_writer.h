// What the vault answered to an operation of the mint, as it is sent.
#pragma once

#include "base/json.h"
#include "custody/coins/value_request.h"
#include "custody/server/http.h"

namespace pyx::server {

// Its members: docs/api/openapi.yaml.
json::value to_json(const custody::ValueAnswer& answer);

// With the notes for whoever counts. Tags, ids and envelopes are in the body alone.
Response value_response(custody::Operation operation, const custody::ValueAnswer& answer);
// A key used again with another payload is 422; a payment that was refused is noted.
Response value_problem(custody::Operation operation, const Error& error);

}  // namespace pyx::server
