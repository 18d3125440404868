#include "custody/server/key_handler.h"

#include <algorithm>
#include <utility>

#include "custody/server/api_json.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

Result<custody::KeyRecord> find_key(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const Uuid id, path_uuid(request));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
  const auto found = std::ranges::find(keys, id, &custody::KeyRecord::id);
  if (found == keys.end()) return error(Code::kNotFound, "there is no key " + id.text());
  return *found;
}

Result<PublicKey> find_public_key(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const custody::KeyRecord key, find_key(vault, request));
  if (!key.public_key) {
    return error(Code::kNotFound, "key " + key.id.text() + " is secret: it has no public half");
  }
  return *key.public_key;
}

Result<Response> all_keys(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
  return list_response("keys", keys);
}

Result<Response> one_key(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const custody::KeyRecord key, find_key(vault, request));
  return json_response(200, to_json(key));
}

Result<Response> jwk(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const PublicKey key, find_public_key(vault, request));
  return Response{200, "application/jwk+json", {}, key.jwk(request.parameters.front()), {}};
}

Result<Response> pem(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const PublicKey key, find_public_key(vault, request));
  return Response{200, "application/x-pem-file", {}, key.pem(), {}};
}

Route get_key(std::string path, std::function<Result<Response>(const Request&)> make) {
  return {
      Method::kGet, std::move(path), Need::kPinned, Lane::kReads, 0, answer_with(std::move(make))};
}

}  // namespace

std::vector<Route> key_routes(custody::Vault& vault) {
  return {get_key("/v1/keys", [&vault](const Request&) { return all_keys(vault); }),
          get_key("/v1/keys/{id}",
                  [&vault](const Request& request) { return one_key(vault, request); }),
          get_key("/v1/keys/{id}/jwk",
                  [&vault](const Request& request) { return jwk(vault, request); }),
          get_key("/v1/keys/{id}/pem",
                  [&vault](const Request& request) { return pem(vault, request); })};
}

}  // namespace pyx::server
