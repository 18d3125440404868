// Errors on the wire: RFC 9457 problem details.
//   {"type":"urn:pyx:problem:refused","title":"…","status":403,"detail":"…","code":"refused",
//    "control":"SIGN-GRANT","ckr":"CKR_…","call":"C_…"}      the last three only when there is one
#pragma once

#include <string_view>

#include "base/error.h"
#include "custody/server/http.h"

namespace pyx::server {

inline constexpr std::string_view kProblemContentType = "application/problem+json";
inline constexpr std::string_view kProblemTypePrefix = "urn:pyx:problem:";

// kBadInput 400, kRefused 403, kNotFound 404, kConflict 409, kFrozen 423, kBug 500, kToken 502,
// kRetry, kAskPerson and kStore 503.
unsigned http_status(Code code);
Response problem(const Error& error);
// With the status that HTTP has for this case: 405, 411, 413, 415, 422, 431, 505.
Response problem(const Error& error, unsigned status);
// Of a request with an Idempotency-Key: used again with another payload it is 422, as section 2.7
// of its draft RFC has it.
Response keyed_problem(const Error& error);

}  // namespace pyx::server
