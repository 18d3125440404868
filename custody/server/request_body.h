// Reading what a request brings: its JSON body, the id that it is repeated under, and ids in its
// path.
#pragma once

#include "base/json.h"
#include "base/uuid.h"
#include "custody/server/router.h"

namespace pyx::server {

// `handler`, and 415 for a body whose Content-Type is not application/json.
Handler json_only(Handler handler);
// One JSON object. Errors: kBadInput.
Result<json::object> json_object(const Request& request, const json::Limits& limits);
// Whether there are more than `most` commas. Where no string of a valid body has one, they bound
// the number of JSON values before anything is built for them.
bool has_more_commas(std::string_view body, std::size_t most);
// The field Idempotency-Key, a UUIDv7. Errors: kBadInput.
Result<Uuid> idempotency_key(const Request& request);
// The UUIDv7 in place `index` of the path. Errors: kNotFound: what is no id names nothing.
Result<Uuid> path_uuid(const Request& request, std::size_t index = 0);

}  // namespace pyx::server
