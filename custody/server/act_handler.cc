#include "custody/server/act_handler.h"

#include <optional>
#include <utility>

#include "base/json_reader.h"
#include "custody/server/api_json.h"
#include "custody/server/envelope_body.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

Result<Response> all_acts(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::ActRecord> acts, vault.acts());
  return list_response("acts", acts);
}

Result<Response> one_act(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const Uuid id, path_uuid(request));
  PYX_ASSIGN(const custody::ActRecord act, vault.act(id));
  return json_response(200, to_json(act));
}

Result<Response> propose(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const EnvelopeBody body, read_envelope_body(request, MayBring::kDocument));
  PYX_ASSIGN(const custody::ActRecord act, vault.propose(body.envelope, body.document));
  Response response = json_response(201, to_json(act));
  response.fields.push_back({"Location", "/v1/acts/" + act.act.id.text()});
  return response;
}

Result<Response> decide(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const Uuid id, path_uuid(request));
  PYX_ASSIGN(const EnvelopeBody body, read_envelope_body(request, MayBring::kNothingElse));
  PYX_ASSIGN(const custody::ActRecord act, vault.decide(id, body.envelope));
  return json_response(200, to_json(act));
}

Result<Response> execute(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const Uuid id, path_uuid(request));
  PYX_ASSIGN(const custody::ActRecord act, vault.execute(id));
  return json_response(200, to_json(act));
}

}  // namespace

std::vector<Route> act_routes(custody::Vault& vault) {
  const auto at = [&vault](Result<Response> (*make)(custody::Vault&, const Request&)) {
    return answer_with([&vault, make](const Request& request) { return make(vault, request); });
  };
  return {{Method::kGet, "/v1/acts", Need::kActs, Lane::kReads, 0,
           answer_with([&vault](const Request&) { return all_acts(vault); })},
          {Method::kGet, "/v1/acts/{id}", Need::kActs, Lane::kReads, 0, at(one_act)},
          {Method::kPost, "/v1/acts", Need::kActs, Lane::kActs, kProposalMostBodyBytes,
           json_only(at(propose))},
          {Method::kPost, "/v1/acts/{id}/decisions", Need::kActs, Lane::kActs,
           kEnvelopeMostBodyBytes, json_only(at(decide))},
          {Method::kPost, "/v1/acts/{id}/execute", Need::kActs, Lane::kToken, 0, at(execute)}};
}

}  // namespace pyx::server
