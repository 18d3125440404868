#include "custody/server/backup_handler.h"

#include "custody/acts/backup_record_json.h"
#include "custody/server/api_json.h"
#include "custody/server/envelope_body.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

Result<Response> list(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::BackupRecord> backups, vault.backups());
  return list_response("backups", backups);
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
           answer_with([&vault](const Request&) { return list(vault); })},
          {Method::kPost, "/v1/shares", Need::kActs, Lane::kReads, kEnvelopeMostBodyBytes,
           json_only(
               answer_with([&vault](const Request& request) { return record(vault, request); }))}};
}

}  // namespace pyx::server
