#include "custody/server/request_body.h"

#include <algorithm>
#include <utility>

#include "custody/server/problem.h"

namespace pyx::server {
namespace {

bool says_json(const Request& request) {
  const auto type = field(request, "content-type");
  if (!type) return false;
  constexpr std::string_view kJson = "application/json";
  return *type == kJson || *type == "application/json; charset=utf-8" ||
         *type == "application/json;charset=utf-8";
}

}  // namespace

Handler json_only(Handler handler) {
  return [handler = std::move(handler)](Request request, const Respond& respond) {
    if (!says_json(request)) {
      return respond(problem(error(Code::kBadInput, "the body must be application/json"), 415));
    }
    handler(std::move(request), respond);
  };
}

Result<json::object> json_object(const Request& request, const json::Limits& limits) {
  PYX_ASSIGN(json::value body, json::parse(request.body, limits));
  json::object* object = body.if_object();
  if (object == nullptr) return error(Code::kBadInput, "the body must be a JSON object");
  return std::move(*object);
}

bool has_more_commas(std::string_view body, std::size_t most) {
  return std::ranges::count(body, ',') > static_cast<std::ptrdiff_t>(most);
}

// The draft RFC writes the key as a quoted sf-string, most clients as the bare value.
Result<Uuid> idempotency_key(const Request& request) {
  const auto value = field(request, "idempotency-key");
  if (!value) {
    return error(Code::kBadInput,
                 "this path needs exactly one field Idempotency-Key with a UUID of version 7");
  }
  std::string_view text = *value;
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  auto id = Uuid::parse(text);
  if (!id) {
    return error(Code::kBadInput, "Idempotency-Key must be a UUID of version 7 in lower case");
  }
  return id;
}

Result<Uuid> path_uuid(const Request& request, std::size_t index) {
  auto id = Uuid::parse(request.parameters.at(index));
  if (!id) return error(Code::kNotFound, "what stands in the path is no id");
  return id;
}

}  // namespace pyx::server
