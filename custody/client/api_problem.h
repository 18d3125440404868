// A problem of the API (RFC 9457) read back into the Error that the server had.
#pragma once

#include "base/error.h"
#include "base/json.h"
#include "base/result.h"
#include "custody/client/transport.h"

namespace pyx::client {

// The Error of a reply whose status is no success; when the body is not a problem of ours, an Error
// by the status alone: 503 and 5xx of a gateway kRetry, other 5xx kBug, 4xx kBadInput.
Error problem_of(const Reply& reply);
// The body of a success as JSON; otherwise problem_of(). Errors: kBug when a success is not JSON.
Result<json::value> json_of(const Result<Reply>& reply);
// The body of a success as it came.
Result<std::string> body_of(Result<Reply> reply);

}  // namespace pyx::client
