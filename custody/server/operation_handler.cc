#include "custody/server/operation_handler.h"

#include <array>
#include <optional>
#include <utility>

#include "custody/server/operation_bounds.h"
#include "custody/server/operation_reader.h"
#include "custody/server/operation_writer.h"
#include "custody/server/problem.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

using custody::Operation;
using policies::Access;

constexpr std::string_view kDryRun = "dry-run";
// 256 coins in an envelope, and as many retired ones, each with its ids and its denomination.
constexpr std::size_t kMostAnswerBytes = std::size_t{128} * 1024;

struct Place {
  Operation operation;
  std::string_view path;
  Access right;
  std::string_view query;
};
constexpr std::array kPlaces = {
    Place{Operation::kCoinsMint, "/v1/coins/mint", Access::kCoinsMint, kDryRun},
    Place{Operation::kCoinsCheck, "/v1/coins/check", Access::kCoinsCheck, {}},
    Place{Operation::kCoinsExchange, "/v1/coins/exchange", Access::kCoinsExchange, kDryRun},
    Place{Operation::kCoinsRedeem, "/v1/coins/redeem", Access::kCoinsRedeem, {}},
    Place{Operation::kBlindSign, "/v1/blind/sign", Access::kBlindSign, kDryRun},
    Place{Operation::kAnswerSign, "/v1/answers/sign", Access::kAnswerSign, {}},
    Place{Operation::kLedgerAttest, "/v1/ledger/attest", Access::kLedgerAttest, {}},
};

// The key that signs, if signatures are what is made.
std::optional<Uuid> signing_key(const custody::ValueRequest& request) {
  if (const auto* blind = std::get_if<custody::BlindSign>(&request.what)) return blind->key;
  if (const auto* answer = std::get_if<custody::AnswerSign>(&request.what)) return answer->key;
  if (const auto* attest = std::get_if<custody::LedgerAttest>(&request.what)) return attest->key;
  return std::nullopt;
}

std::uint64_t signatures_in(const custody::ValueAnswer& answer) {
  if (const auto* blind = std::get_if<custody::BlindSigned>(&answer.what))
    return blind->signatures.size();
  if (const auto* stated = std::get_if<custody::Stated>(&answer.what))
    return stated->envelope.signatures.size();
  return 0;
}

void operate(custody::Vault& vault, Operation operation, const Request& request,
             const Respond& respond) {
  auto asked = read_value_request(operation, request);
  if (!asked) return respond(problem(asked.error()));
  const std::optional<Uuid> key = signing_key(*asked);
  vault.operations().submit(std::move(asked).value(),
                            [operation, key, respond](const Result<custody::ValueAnswer>& answer) {
                              if (!answer) return respond(value_problem(operation, answer.error()));
                              Response response = value_response(operation, *answer);
                              if (const std::uint64_t made = signatures_in(*answer);
                                  key && made > 0)
                                response.made = {*key, made};
                              respond(std::move(response));
                            });
}

}  // namespace

std::vector<Route> operation_routes(custody::Vault& vault) {
  std::vector<Route> routes;
  routes.reserve(std::size(kPlaces));
  for (const Place& place : kPlaces) {
    routes.push_back({Method::kPost, std::string(place.path), Need{place.right}, Lane::kNetwork,
                      most_body_bytes(place.operation),
                      json_only([&vault, operation = place.operation](const Request& request,
                                                                      const Respond& respond) {
                        operate(vault, operation, request, respond);
                      }),
                      kMostAnswerBytes, place.query});
  }
  return routes;
}

}  // namespace pyx::server
