#include "custody/server/backup_handler.h"

#include <algorithm>

#include "custody/acts/backup_record_json.h"
#include "custody/acts/key_copies.h"
#include "custody/server/api_json.h"
#include "custody/server/envelope_body.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

Result<Response> all_backups(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault.backups());
  return list_response("backups", backups);
}

Result<Response> copies(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const Uuid id, path_uuid(request));
  PYX_ASSIGN(const std::vector<custody::KeyRecord> keys, vault.keys());
  const auto key = std::ranges::find(keys, id, &custody::KeyRecord::id);
  if (key == keys.end()) return error(Code::kNotFound, "there is no key " + id.text());
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault.backups());
  return json_response(200, custody::to_json(custody::copies_of(*key, backups)));
}

Result<Response> record(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const EnvelopeBody body, read_envelope_body(request, MayBring::kNothingElse));
  PYX_ASSIGN(const std::uint64_t leaf, vault.record_share(body.envelope));
  json::object answer;
  answer["leaf"] = leaf;
  return json_response(201, std::move(answer));
}

}  // namespace

std::vector<Route> backup_routes(custody::Vault& vault) {
  return {{Method::kGet, "/v1/backups", Need::kActs, Lane::kReads, 0,
           answer_with([&vault](const Request&) { return all_backups(vault); })},
          {Method::kGet, "/v1/keys/{id}/copies", Need::kActs, Lane::kReads, 0,
           answer_with([&vault](const Request& request) { return copies(vault, request); })},
          {Method::kPost, "/v1/shares", Need::kActs, Lane::kReads, kEnvelopeMostBodyBytes,
           json_only(
               answer_with([&vault](const Request& request) { return record(vault, request); }))}};
}

}  // namespace pyx::server
