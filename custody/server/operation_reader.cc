#include "custody/server/operation_reader.h"

#include <utility>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/server/operation_bounds.h"
#include "custody/server/request_body.h"
#include "policies/field.h"

namespace pyx::server {
namespace {

using custody::Operation;
using json::ObjectReader;

Error wrong(const ObjectReader& reader, std::string_view name, const std::string& wanted) {
  return error(Code::kBadInput,
               "member \"" + std::string(name) + "\" of " + reader.what() + " must be " + wanted);
}

std::string up_to(std::size_t most, std::string_view what) {
  return "1 to " + std::to_string(most) + " " + std::string(what);
}

// A number that is not negative.
Result<std::uint64_t> number(ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t read, reader.integer(name));
  if (read < 0) return wrong(reader, name, "no less than 0");
  return static_cast<std::uint64_t>(read);
}

Result<std::string> denomination(ObjectReader& reader) {
  PYX_ASSIGN(std::string name, reader.string("denomination"));
  if (!policies::is_id(name)) return wrong(reader, "denomination", "a denomination's name");
  return name;
}

// Bytes whose text is at most `most_text` characters long.
Result<Bytes> bounded_base64url(ObjectReader& reader, std::string_view name,
                                std::size_t most_text) {
  PYX_ASSIGN(const std::string text, reader.string(name));
  if (text.size() > most_text) {
    return wrong(reader, name, "at most " + std::to_string(most_text) + " characters");
  }
  return reader.base64url(name);
}

Result<custody::CoinLine> read_line(const json::value& from, std::size_t at) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "coins[" + std::to_string(at) + "]"));
  custody::CoinLine line;
  PYX_ASSIGN(line.denomination, denomination(reader));
  PYX_ASSIGN(const std::int64_t count, reader.integer("count"));
  if (count < 1 || count > static_cast<std::int64_t>(custody::kMostCoins)) {
    return wrong(reader, "count", "a whole number from " + up_to(custody::kMostCoins, "coins"));
  }
  line.count = static_cast<std::uint32_t>(count);
  PYX_TRY(reader.finish());
  return line;
}

Result<std::vector<custody::CoinLine>> read_lines(ObjectReader& reader) {
  PYX_ASSIGN(const json::array* const list, reader.array_member("coins"));
  if (list->empty() || list->size() > custody::kMostLines) {
    return wrong(reader, "coins", up_to(custody::kMostLines, "denominations with their counts"));
  }
  std::vector<custody::CoinLine> lines;
  std::size_t coins = 0;
  for (const json::value& item : *list) {
    PYX_ASSIGN(custody::CoinLine line, read_line(item, lines.size()));
    coins += line.count;
    lines.push_back(std::move(line));
  }
  if (coins > custody::kMostCoins) {
    return wrong(reader, "coins", up_to(custody::kMostCoins, "coins in all"));
  }
  return lines;
}

Result<custody::HolderKey> read_holder(ObjectReader& reader) {
  PYX_ASSIGN(const std::string text, reader.string("holder"));
  auto holder = custody::holder_key_from(text);
  if (!holder) return wrong(reader, "holder", "a public key: " + holder.error().message);
  return holder;
}

Result<custody::Payment> read_payment(ObjectReader& body) {
  PYX_ASSIGN(const json::object* const from, body.object_member("payment"));
  ObjectReader reader(*from, "the payment");
  custody::Payment payment;
  PYX_ASSIGN(payment.envelope_key, reader.uuid("envelope_key"));
  PYX_ASSIGN(payment.sealed, bounded_base64url(reader, "sealed", kMostSealedText));
  PYX_TRY(reader.finish());
  return payment;
}

Result<custody::CoinsMint> read_mint(ObjectReader& reader) {
  custody::CoinsMint mint;
  PYX_ASSIGN(mint.coins, read_lines(reader));
  PYX_ASSIGN(mint.holder, read_holder(reader));
  return mint;
}

Result<custody::CoinsCheck> read_check(ObjectReader& reader) {
  custody::CoinsCheck check;
  PYX_ASSIGN(check.payment, read_payment(reader));
  return check;
}

Result<custody::CoinsExchange> read_exchange(ObjectReader& reader) {
  custody::CoinsExchange exchange;
  PYX_ASSIGN(exchange.payment, read_payment(reader));
  PYX_ASSIGN(exchange.coins, read_lines(reader));
  PYX_ASSIGN(exchange.holder, read_holder(reader));
  return exchange;
}

Result<custody::CoinsRedeem> read_redeem(ObjectReader& reader) {
  custody::CoinsRedeem redeem;
  PYX_ASSIGN(redeem.payment, read_payment(reader));
  PYX_ASSIGN(redeem.account, reader.digest("account"));
  return redeem;
}

Result<custody::BlindSign> read_blind(ObjectReader& reader) {
  custody::BlindSign sign;
  PYX_ASSIGN(sign.key, reader.uuid("key"));
  PYX_ASSIGN(const json::array* const list, reader.array_member("elements"));
  const Error wrong_list = wrong(reader, "elements", up_to(custody::kMostCoins, "strings"));
  if (list->empty() || list->size() > custody::kMostCoins) return wrong_list;
  sign.elements.reserve(list->size());
  for (const json::value& item : *list) {
    const auto* const text = item.if_string();
    if (text == nullptr) return wrong_list;
    const std::string which = "elements[" + std::to_string(sign.elements.size()) + "]";
    if (text->size() > kMostElementText) {
      return error(Code::kBadInput,
                   which + " is longer than " + std::to_string(kMostElementBytes) + " bytes");
    }
    auto bytes = from_base64url({text->data(), text->size()});
    if (!bytes)
      return error(Code::kBadInput, which + " is not base64url: " + bytes.error().message);
    sign.elements.push_back(std::move(bytes).value());
  }
  return sign;
}

Result<custody::AnswerSign> read_answer(ObjectReader& body) {
  custody::AnswerSign sign;
  PYX_ASSIGN(sign.key, body.uuid("key"));
  PYX_ASSIGN(const json::object* const from, body.object_member("answer"));
  ObjectReader reader(*from, "the answer");
  custody::Answer& answer = sign.answer;
  PYX_ASSIGN(answer.kind, reader.string("kind"));
  PYX_ASSIGN(answer.transaction, reader.digest("transaction"));
  if (reader.has("currency") || reader.has("value")) {
    PYX_ASSIGN(answer.currency, reader.string("currency"));
    PYX_ASSIGN(answer.value, number(reader, "value"));
    if (answer.currency.empty()) return wrong(reader, "currency", "a currency, or left out");
  }
  if (reader.has("text")) {
    PYX_ASSIGN(answer.text, reader.string("text"));
  }
  PYX_TRY(reader.finish());
  return sign;
}

Result<custody::LedgerClaim> read_claim(const json::value& from, std::size_t at) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "claims[" + std::to_string(at) + "]"));
  custody::LedgerClaim claim;
  PYX_ASSIGN(claim.denomination, denomination(reader));
  PYX_ASSIGN(const json::object* const amount, reader.object_member("outstanding"));
  PYX_TRY(reader.finish());
  ObjectReader outstanding(*amount, "outstanding of " + reader.what());
  PYX_ASSIGN(claim.outstanding.count, number(outstanding, "count"));
  PYX_ASSIGN(claim.outstanding.value, number(outstanding, "value"));
  PYX_TRY(outstanding.finish());
  return claim;
}

Result<custody::LedgerAttest> read_attest(ObjectReader& reader) {
  custody::LedgerAttest attest;
  PYX_ASSIGN(attest.key, reader.uuid("key"));
  if (reader.has("denomination")) {
    PYX_ASSIGN(attest.denomination, denomination(reader));
  }
  PYX_ASSIGN(const json::array* const list, reader.array_member("claims"));
  if (list->size() > kMostClaims) {
    return wrong(reader, "claims", "at most " + std::to_string(kMostClaims) + " claims");
  }
  for (const json::value& item : *list) {
    PYX_ASSIGN(custody::LedgerClaim claim, read_claim(item, attest.claims.size()));
    attest.claims.push_back(std::move(claim));
  }
  return attest;
}

Result<decltype(custody::ValueRequest::what)> read_what(Operation operation, ObjectReader& reader) {
  decltype(custody::ValueRequest::what) what;
  switch (operation) {
    case Operation::kCoinsMint: {
      PYX_ASSIGN(what, read_mint(reader));
      return what;
    }
    case Operation::kCoinsCheck: {
      PYX_ASSIGN(what, read_check(reader));
      return what;
    }
    case Operation::kCoinsExchange: {
      PYX_ASSIGN(what, read_exchange(reader));
      return what;
    }
    case Operation::kCoinsRedeem: {
      PYX_ASSIGN(what, read_redeem(reader));
      return what;
    }
    case Operation::kBlindSign: {
      PYX_ASSIGN(what, read_blind(reader));
      return what;
    }
    case Operation::kAnswerSign: {
      PYX_ASSIGN(what, read_answer(reader));
      return what;
    }
    case Operation::kLedgerAttest: {
      PYX_ASSIGN(what, read_attest(reader));
      return what;
    }
  }
  return error(Code::kBug, "an operation that nobody reads");
}

}  // namespace

Result<custody::ValueRequest> read_value_request(Operation operation, const Request& request) {
  custody::ValueRequest asked;
  asked.client = request.client;
  asked.dry_run = !request.query.empty();  // the router takes no other
  PYX_ASSIGN(asked.request, idempotency_key(request));
  if (has_more_commas(request.body, most_commas(operation))) {
    return error(Code::kBadInput, "the body has more members or items than " +
                                      std::string(to_text(operation)) + " can have");
  }
  json::Limits limits;
  limits.most_bytes = most_body_bytes(operation);
  limits.most_depth = 5;
  PYX_ASSIGN(const json::object body, json_object(request, limits));
  ObjectReader reader(body, "the request");
  PYX_ASSIGN(asked.what, read_what(operation, reader));
  PYX_TRY(reader.finish());
  return asked;
}

}  // namespace pyx::server
