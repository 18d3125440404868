#include "custody/server/log_handler.h"

#include <utility>

#include "custody/evidence/tiles.h"

namespace pyx::server {
namespace {

Result<Response> checkpoint(custody::Vault& vault) {
  PYX_ASSIGN(std::string note, vault.checkpoint());
  return Response{200, "text/plain; charset=utf-8", {}, std::move(note), {}};
}

Result<Response> vkey(custody::Vault& vault) {
  PYX_ASSIGN(const custody::VaultInfo info, vault.info());
  return Response{200, "text/plain; charset=utf-8", {}, info.log_vkey + "\n", {}};
}

Result<Response> tile(custody::Vault& vault, const Request& request) {
  const std::string path = "tile/" + request.parameters.front();
  if (!custody::parse_tile_path(path)) return error(Code::kNotFound, "there is no such tile");
  PYX_ASSIGN(const Bytes bytes, vault.tile(path));
  return Response{200, "application/octet-stream", {}, pyx::to_text(bytes), {}};
}

Result<Response> blob(custody::Vault& vault, const Request& request) {
  const auto digest = sha256_from_hex(request.parameters.front());
  if (!digest) return error(Code::kNotFound, "a blob is named by its SHA-256 in lower-case hex");
  PYX_ASSIGN(const Bytes bytes, vault.blob(*digest));
  return Response{200, "application/octet-stream", {}, pyx::to_text(bytes), {}};
}

// An entry bundle, the largest answer there is; a blob is a policy or smaller.
constexpr std::size_t kMostLogBytes = custody::kTileWidth * (custody::kLeafMostBytes + 2);

Route get_log(std::string path, std::function<Result<Response>(const Request&)> make,
              Lane lane = Lane::kReads) {
  return {Method::kGet, std::move(path), Need::kLog, lane, 0, answer_with(std::move(make)),
          kMostLogBytes};
}

}  // namespace

std::vector<Route> log_routes(custody::Vault& vault) {
  return {
      get_log(
          "/v1/log/checkpoint", [&vault](const Request&) { return checkpoint(vault); },
          Lane::kToken),
      get_log("/v1/log/vkey", [&vault](const Request&) { return vkey(vault); }),
      get_log("/v1/log/tile/{path...}",
              [&vault](const Request& request) { return tile(vault, request); }),
      get_log("/v1/log/blobs/{sha256}",
              [&vault](const Request& request) { return blob(vault, request); }),
  };
}

}  // namespace pyx::server
