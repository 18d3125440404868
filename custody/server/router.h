// Which handler answers which method and path, what a client needs for it, and where it runs.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "custody/server/http.h"
#include "policies/policy.h"

namespace pyx::server {

// Every route needs a pinned client (CLIENT-PINNED); some need a right of the policy besides. What
// needs "log" is open to "acts" too.
struct Need {
  std::optional<policies::Access> right;  // nothing: being pinned is enough
  static const Need kPinned, kSign, kActs, kLog;
};
inline constexpr Need Need::kPinned{std::nullopt};
inline constexpr Need Need::kSign{policies::Access::kSign};
inline constexpr Need Need::kActs{policies::Access::kActs};
inline constexpr Need Need::kLog{policies::Access::kLog};
std::string_view to_text(Need need);  // "pinned", or the right as a policy writes it
bool satisfies(const policies::Client& client, Need need);

// Where a handler runs: what cannot block answers on the network thread; the others each have a
// thread of their own, so that a slow token stops nobody who does not need it. kReads: reads of the
// vault, and freezes. kActs: proposals and decisions. kToken: what asks the token.
enum class Lane { kNetwork, kReads, kActs, kToken };

using Handler = std::function<void(Request, Respond)>;

struct Route {
  Method method = Method::kGet;
  std::string path;  // "/v1/keys/{id}"; a last "{path...}" takes the rest, slashes too
  Need need = Need::kPinned;
  Lane lane = Lane::kReads;
  std::size_t most_body_bytes = 0;
  Handler handle;
  std::size_t answer_bytes = std::size_t{16} * 1024;  // set aside until the answer is known
  std::string_view query = {};  // the one query that the path takes: "dry-run"; or none
};

// A handler that answers at once.
Handler answer_with(std::function<Result<Response>(const Request&)> make);

class Router {
 public:
  explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

  // The route of the request's method and path; sets request.parameters. Otherwise the answer: 404,
  // 405 with Allow, or 400 for a query that is not the route's or a percent sign (no path needs
  // one).
  std::variant<const Route*, Response> match(Request& request) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace pyx::server
