#include "custody/client/value_call.h"

#include "base/base64.h"
#include "base/json.h"

namespace pyx::client {
namespace {

json::array lines_json(const std::vector<custody::CoinLine>& lines) {
  json::array list;
  for (const custody::CoinLine& line : lines) {
    json::object one;
    one["denomination"] = line.denomination;
    one["count"] = line.count;
    list.push_back(std::move(one));
  }
  return list;
}

json::object payment_json(const custody::Payment& payment) {
  json::object out;
  out["envelope_key"] = payment.envelope_key.text();
  out["sealed"] = to_base64url(payment.sealed);
  return out;
}

struct WriteMembers {
  json::object& to;
  void operator()(const custody::CoinsMint& mint) const {
    to["coins"] = lines_json(mint.coins);
    to["holder"] = custody::to_text(mint.holder);
  }
  void operator()(const custody::CoinsCheck& check) const {
    to["payment"] = payment_json(check.payment);
  }
  void operator()(const custody::CoinsExchange& exchange) const {
    to["payment"] = payment_json(exchange.payment);
    to["coins"] = lines_json(exchange.coins);
    to["holder"] = custody::to_text(exchange.holder);
  }
  void operator()(const custody::CoinsRedeem& redeem) const {
    to["payment"] = payment_json(redeem.payment);
    to["account"] = to_hex(redeem.account);
  }
  void operator()(const custody::BlindSign& sign) const {
    json::array elements;
    for (const Bytes& element : sign.elements) elements.emplace_back(to_base64url(element));
    to["key"] = sign.key.text();
    to["elements"] = std::move(elements);
  }
  void operator()(const custody::AnswerSign& sign) const {
    const custody::Answer& answer = sign.answer;
    json::object out;
    out["kind"] = answer.kind;
    out["transaction"] = to_hex(answer.transaction);
    if (!answer.currency.empty()) {
      out["currency"] = answer.currency;
      out["value"] = answer.value;
    }
    if (!answer.text.empty()) out["text"] = answer.text;
    to["key"] = sign.key.text();
    to["answer"] = std::move(out);
  }
  void operator()(const custody::LedgerAttest& attest) const {
    json::array claims;
    for (const custody::LedgerClaim& claim : attest.claims) {
      json::object amount;
      amount["count"] = claim.outstanding.count;
      amount["value"] = claim.outstanding.value;
      json::object one;
      one["denomination"] = claim.denomination;
      one["outstanding"] = std::move(amount);
      claims.push_back(std::move(one));
    }
    to["key"] = attest.key.text();
    if (!attest.denomination.empty()) to["denomination"] = attest.denomination;
    to["claims"] = std::move(claims);
  }
};

std::string_view path_of(custody::Operation operation) {
  switch (operation) {
    case custody::Operation::kCoinsMint:
      return "/v1/coins/mint";
    case custody::Operation::kCoinsCheck:
      return "/v1/coins/check";
    case custody::Operation::kCoinsExchange:
      return "/v1/coins/exchange";
    case custody::Operation::kCoinsRedeem:
      return "/v1/coins/redeem";
    case custody::Operation::kBlindSign:
      return "/v1/blind/sign";
    case custody::Operation::kAnswerSign:
      return "/v1/answers/sign";
    case custody::Operation::kLedgerAttest:
      break;
  }
  return "/v1/ledger/attest";
}

}  // namespace

Exchange value_exchange(const custody::ValueRequest& request) {
  json::object body;
  std::visit(WriteMembers{body}, request.what);
  Exchange asked;
  asked.method = "POST";
  asked.path = std::string(path_of(request.operation()));
  if (request.dry_run) asked.path += "?dry-run";
  asked.fields.emplace_back("Idempotency-Key", "\"" + request.request.text() + "\"");
  asked.body = json::serialize(body);
  return asked;
}

}  // namespace pyx::client
