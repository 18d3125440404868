#include "custody/server/budget_handler.h"

#include "custody/server/api_json.h"
#include "custody/server/envelope_body.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

// 1024 budgets of 8 limits; 1000 requests.
constexpr std::size_t kMostBudgetsBytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t kMostOpenBytes = std::size_t{512} * 1024;

Result<Response> budgets(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::BudgetRecord> all, vault.budgets());
  return list_response("budgets", all);
}

Result<Response> open_requests(custody::Vault& vault) {
  PYX_ASSIGN(const std::vector<custody::OpenRequest> open, vault.open_requests());
  return list_response("requests", open);
}

Result<Response> lower(custody::Vault& vault, const Request& request) {
  PYX_ASSIGN(const EnvelopeBody body, read_envelope_body(request, MayBring::kNothingElse));
  PYX_ASSIGN(const custody::LoweredBudget lowered, vault.lower(body.envelope));
  return json_response(201, to_json(lowered));
}

}  // namespace

std::vector<Route> budget_routes(custody::Vault& vault) {
  // A lowering is of the class of a freeze: it waits for no act.
  return {
      {Method::kGet, "/v1/budgets", Need::kLog, Lane::kReads, 0,
       answer_with([&vault](const Request&) { return budgets(vault); }), kMostBudgetsBytes},
      {Method::kGet, "/v1/requests/open", Need::kLog, Lane::kReads, 0,
       answer_with([&vault](const Request&) { return open_requests(vault); }), kMostOpenBytes},
      {Method::kPost, "/v1/lowerings", Need::kActs, Lane::kReads, kEnvelopeMostBodyBytes,
       json_only(answer_with([&vault](const Request& request) { return lower(vault, request); }))}};
}

}  // namespace pyx::server
