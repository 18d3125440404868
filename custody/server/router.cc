#include "custody/server/router.h"

#include <utility>

#include "custody/server/problem.h"

namespace pyx::server {
namespace {

// Takes what stands before the next slash off the front of `path`.
std::string_view take_segment(std::string_view& path) {
  const std::size_t end = path.find('/');
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  return segment;
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters) {
  parameters.clear();
  if (!path.starts_with('/')) return false;
  pattern.remove_prefix(1);
  path.remove_prefix(1);
  if (path.ends_with('/')) return false;
  while (!pattern.empty() && !path.empty()) {
    if (pattern.starts_with('{') && pattern.ends_with("...}")) {
      parameters.emplace_back(path);
      return true;
    }
    const std::string_view wanted = take_segment(pattern);
    const std::string_view given = take_segment(path);
    if (given.empty()) return false;
    if (wanted.starts_with('{')) {
      parameters.emplace_back(given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

Error wrong_query(const Route& route) {
  if (route.query.empty()) return error(Code::kBadInput, "this path takes no query");
  return error(Code::kBadInput, "this path takes no query but " + std::string(route.query));
}

}  // namespace

std::string_view to_text(Need need) {
  return need.right ? policies::to_text(*need.right) : "pinned";
}

bool satisfies(const policies::Client& client, Need need) {
  if (!need.right || client.has_access(*need.right)) return true;
  return *need.right == policies::Access::kLog && client.has_access(policies::Access::kActs);
}

Handler answer_with(std::function<Result<Response>(const Request&)> make) {
  return [make = std::move(make)](const Request& request, const Respond& respond) {
    Result<Response> made = make(request);
    respond(made ? std::move(made).value() : problem(made.error()));
  };
}

std::variant<const Route*, Response> Router::match(Request& request) const {
  if (request.path.find('%') != std::string::npos) {
    return problem(error(Code::kBadInput, "no path here takes percent-encoding"));
  }
  std::string allowed;
  for (const Route& route : routes_) {
    if (!fits(route.path, request.path, request.parameters)) continue;
    if (route.method == request.method) {
      if (request.query.empty() || request.query == route.query) return &route;
      return problem(wrong_query(route));
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += to_text(route.method);
  }
  request.parameters.clear();
  if (allowed.empty()) return problem(error(Code::kNotFound, "there is no such path"));
  Response wrong_method = problem(error(Code::kBadInput, "this path answers " + allowed), 405);
  wrong_method.fields.push_back({"Allow", allowed});
  return wrong_method;
}

}  // namespace pyx::server
