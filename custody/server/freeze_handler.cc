#include "custody/server/freeze_handler.h"

#include "custody/server/api_json.h"
#include "custody/server/envelope_body.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

Result<Response> all_freezes(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::FreezeRecord> freezes, vault.freezes());
  return list_response("freezes", freezes);
}

Result<Response> freeze(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const EnvelopeBody body, read_envelope_body(request, MayBring::kNothingElse));
  PYX_ASSIGN(const custody::FreezeRecord record, vault.freeze(body.envelope));
  return json_response(201, to_json(record));
}

}  // namespace

std::vector<Route> freeze_routes(custody::Vault& vault) {
  // A freeze does not queue behind an act that keeps the token busy for seconds.
  return {{Method::kGet, "/v1/freezes", Need::kActs, Lane::kReads, 0,
           answer_with([&vault](const Request&) { return all_freezes(vault); })},
          {Method::kPost, "/v1/freezes", Need::kActs, Lane::kReads, kEnvelopeMostBodyBytes,
           json_only(
               answer_with([&vault](const Request& request) { return freeze(vault, request); }))}};
}

}  // namespace pyx::server
