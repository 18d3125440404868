#include "custody/server/vault_handler.h"

#include "custody/server/api_json.h"

namespace pyx::server {
namespace {

Result<Response> info(custody::Vault& vault) {
  PYX_ASSIGN(const custody::VaultInfo what, vault.info());
  return json_response(200, to_json(what));
}

Result<Response> policy(custody::Vault& vault) {
  PYX_ASSIGN(const Bytes toml, vault.policy_bytes());
  return Response{200, "application/toml", {}, pyx::to_text(toml), {}};
}

}  // namespace

std::vector<Route> vault_routes(custody::Vault& vault) {
  return {{Method::kGet, "/v1/vault", Need::kPinned, Lane::kReads, 0,
           answer_with([&vault](const Request&) { return info(vault); })},
          {Method::kGet, "/v1/policy", Need::kPinned, Lane::kReads, 0,
           answer_with([&vault](const Request&) { return policy(vault); })}};
}

}  // namespace pyx::server
