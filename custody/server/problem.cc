#include "custody/server/problem.h"

#include "base/json.h"

namespace pyx::server {
namespace {

constexpr std::string_view kRetryAfterSeconds = "1";

// One title for each type, as RFC 9457 section 3.1.3 asks.
std::string_view title(Code code) {
  switch (code) {
    case Code::kBadInput:
      return "The request is malformed or out of range";
    case Code::kNotFound:
      return "There is no such thing";
    case Code::kConflict:
      return "The name already stands for something else";
    case Code::kRefused:
      return "A control refused";
    case Code::kFrozen:
      return "Stopped by a freeze";
    case Code::kRetry:
      return "Not now; the same request may succeed later";
    case Code::kAskPerson:
      return "A person must act first";
    case Code::kToken:
      return "The token failed";
    case Code::kStore:
      return "The store failed; nothing was committed";
    case Code::kBug:
      return "A state that should not be possible";
  }
  return "A state that should not be possible";
}

}  // namespace

unsigned http_status(Code code) {
  switch (code) {
    case Code::kBadInput:
      return 400;
    case Code::kNotFound:
      return 404;
    case Code::kConflict:
      return 409;
    case Code::kRefused:
      return 403;
    case Code::kFrozen:
      return 423;
    case Code::kRetry:
    case Code::kAskPerson:
    case Code::kStore:
      return 503;
    case Code::kToken:
      return 502;
    case Code::kBug:
      return 500;
  }
  return 500;
}

Response problem(const Error& error) { return problem(error, http_status(error.code)); }

Response keyed_problem(const Error& error) {
  return error.code == Code::kConflict ? problem(error, 422) : problem(error);
}

Response problem(const Error& error, unsigned status) {
  const std::string_view code = code_name(error.code);
  json::object body;
  body["type"] = std::string(kProblemTypePrefix) + std::string(code);
  body["title"] = title(error.code);
  body["status"] = status;
  body["detail"] = error.message;
  body["code"] = code;
  if (!error.control.empty()) body["control"] = error.control;
  if (!error.call.empty()) {
    body["ckr"] = ckr_name(error.ckr);
    body["call"] = error.call;
  }
  Response response;
  response.status = status;
  response.content_type = kProblemContentType;
  response.body = json::serialize(body);
  response.reason = describe(error);
  if (error.code == Code::kRetry) {
    response.fields.push_back({"Retry-After", std::string(kRetryAfterSeconds)});
  }
  return response;
}

}  // namespace pyx::server
