#include "custody/client/value_answer.h"

#include <algorithm>
#include <map>

#include "base/base64.h"
#include "base/hex.h"
#include "base/json_reader.h"
#include "custody/client/api_problem.h"
#include "custody/client/receipt_file.h"

namespace pyx::client {
namespace {

using json::ObjectReader;

Result<std::uint64_t> value_in(ObjectReader& reader) {
  PYX_ASSIGN(const std::int64_t value, reader.integer("value"));
  if (value < 0) return error(Code::kBadInput, "the value of " + reader.what() + " is negative");
  return static_cast<std::uint64_t>(value);
}

Result<custody::CoinId> coin_id_in(ObjectReader& reader) {
  PYX_ASSIGN(const std::string text, reader.string("id"));
  custody::CoinId id{};
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != id.size())
    return error(Code::kBadInput, "a coin's id is not 32 hex digits");
  std::ranges::copy(*bytes, id.begin());
  return id;
}

Result<custody::MintedCoin> read_minted_coin(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the coin"));
  custody::MintedCoin coin;
  PYX_ASSIGN(coin.id, coin_id_in(reader));
  PYX_ASSIGN(coin.key, reader.uuid("key"));
  PYX_ASSIGN(coin.denomination, reader.string("denomination"));
  PYX_ASSIGN(coin.expires, reader.time("expires"));
  return coin;
}

Result<custody::JudgedCoin> read_judged_coin(const json::value& from) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(from, "the coin"));
  custody::JudgedCoin coin;
  PYX_ASSIGN(coin.id, coin_id_in(reader));
  PYX_ASSIGN(coin.key, reader.uuid("key"));
  if (reader.has("denomination")) {
    PYX_ASSIGN(coin.denomination, reader.string("denomination"));
  }
  PYX_ASSIGN(coin.value, value_in(reader));
  PYX_ASSIGN(const std::string word, reader.string("verdict"));
  const auto verdict = custody::verdict_from(word);
  if (!verdict) return error(Code::kBadInput, "a coin has the unknown verdict \"" + word + "\"");
  coin.verdict = *verdict;
  return coin;
}

template <class Coin>
Result<std::vector<Coin>> read_coins(ObjectReader& reader, std::string_view name,
                                     Result<Coin> (*read)(const json::value&)) {
  PYX_ASSIGN(const json::array* const list, reader.array_member(name));
  std::vector<Coin> coins;
  coins.reserve(list->size());
  for (const json::value& item : *list) {
    PYX_ASSIGN(Coin coin, read(item));
    coins.push_back(std::move(coin));
  }
  return coins;
}

// As many of each denomination as were asked for.
bool are_those_asked_for(const std::vector<custody::CoinLine>& lines,
                         const std::vector<custody::MintedCoin>& coins) {
  std::map<std::string_view, std::uint64_t> asked, made;
  for (const custody::CoinLine& line : lines) asked[line.denomination] += line.count;
  for (const custody::MintedCoin& coin : coins) ++made[coin.denomination];
  return asked == made;
}

Result<custody::Minted> read_minted(ObjectReader& reader,
                                    const std::vector<custody::CoinLine>& lines) {
  custody::Minted minted;
  PYX_ASSIGN(minted.sealed, reader.base64url("sealed"));
  PYX_ASSIGN(minted.coins, read_coins(reader, "coins", read_minted_coin));
  if (!are_those_asked_for(lines, minted.coins))
    return error(Code::kBadInput, "its coins are not those that were asked for");
  return minted;
}

using What = decltype(custody::ValueAnswer::what);

struct ReadMembers {
  ObjectReader& reader;
  Result<What> operator()(const custody::CoinsMint& mint) const {
    PYX_ASSIGN(custody::Minted minted, read_minted(reader, mint.coins));
    return What(std::move(minted));
  }
  Result<What> operator()(const custody::CoinsCheck& /*check*/) const {
    PYX_ASSIGN(auto coins, read_coins(reader, "coins", read_judged_coin));
    return What(custody::Judged{std::move(coins)});
  }
  Result<What> operator()(const custody::CoinsExchange& exchange) const {
    PYX_ASSIGN(auto retired, read_coins(reader, "retired", read_judged_coin));
    PYX_ASSIGN(custody::Minted minted, read_minted(reader, exchange.coins));
    return What(custody::Exchanged{std::move(retired), std::move(minted)});
  }
  Result<What> operator()(const custody::CoinsRedeem& /*redeem*/) const {
    custody::Redeemed redeemed;
    PYX_ASSIGN(redeemed.retired, read_coins(reader, "retired", read_judged_coin));
    PYX_ASSIGN(redeemed.currency, reader.string("currency"));
    PYX_ASSIGN(redeemed.value, value_in(reader));
    return What(std::move(redeemed));
  }
  Result<What> operator()(const custody::BlindSign& sign) const {
    custody::BlindSigned made;
    PYX_ASSIGN(const json::array* const list, reader.array_member("signatures"));
    if (list->size() != sign.elements.size()) {
      return error(Code::kBadInput, "it does not have as many signatures as there were elements");
    }
    for (const json::value& item : *list) {
      const auto* const text = item.if_string();
      if (text == nullptr) return error(Code::kBadInput, "a signature is no string");
      PYX_ASSIGN(Bytes signature, from_base64url({text->data(), text->size()}));
      made.signatures.push_back(std::move(signature));
    }
    return What(std::move(made));
  }
  Result<What> operator()(const custody::AnswerSign& /*sign*/) const { return read_stated(); }
  Result<What> operator()(const custody::LedgerAttest& /*attest*/) const { return read_stated(); }

 private:
  Result<What> read_stated() const {
    PYX_ASSIGN(const json::object* const from, reader.object_member("envelope"));
    PYX_ASSIGN(custody::Envelope envelope, custody::envelope_from(*from));
    return What(custody::Stated{std::move(envelope)});
  }
};

Result<custody::ValueAnswer> read_answer(const custody::ValueRequest& request,
                                         const json::value& body) {
  PYX_ASSIGN(ObjectReader reader, ObjectReader::of(body, "the answer"));
  custody::ValueAnswer answer;
  if (request.dry_run) {
    PYX_ASSIGN(const bool passes, reader.boolean("would_pass"));
    if (!passes) return error(Code::kBadInput, "a dry run that would not pass is a refusal");
    answer.what = custody::WouldPass{};
  } else {
    PYX_ASSIGN(answer.what, std::visit(ReadMembers{reader}, request.what));
  }
  PYX_ASSIGN(const json::object* const receipt, reader.object_member("receipt"));
  PYX_ASSIGN(answer.receipt, read_receipt(*receipt, request.dry_run ? LeafOfReceipt::kNone
                                                                    : LeafOfReceipt::kNamed));
  return answer;
}

}  // namespace

Result<custody::ValueAnswer> read_value_answer(const custody::ValueRequest& request,
                                               const Result<Reply>& reply) {
  PYX_ASSIGN(const json::value body, json_of(reply));
  auto answer = read_answer(request, body);
  if (!answer) return error(Code::kBug, "the server's answer: " + answer.error().message);
  return answer;
}

}  // namespace pyx::client
