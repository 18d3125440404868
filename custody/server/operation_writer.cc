#include "custody/server/operation_writer.h"

#include <algorithm>

#include "base/base64.h"
#include "base/clock.h"
#include "base/hex.h"
#include "custody/server/api_json.h"
#include "custody/server/problem.h"

namespace pyx::server {
namespace {

using custody::Verdict;

json::array coins_json(const std::vector<custody::MintedCoin>& coins) {
  json::array list;
  list.reserve(coins.size());
  for (const custody::MintedCoin& coin : coins) {
    json::object one;
    one["id"] = to_hex(coin.id);
    one["key"] = coin.key.text();
    one["denomination"] = coin.denomination;
    one["expires"] = to_rfc3339(coin.expires);
    list.push_back(std::move(one));
  }
  return list;
}

json::array coins_json(const std::vector<custody::JudgedCoin>& coins) {
  json::array list;
  list.reserve(coins.size());
  for (const custody::JudgedCoin& coin : coins) {
    json::object one;
    one["id"] = to_hex(coin.id);
    one["key"] = coin.key.text();
    if (!coin.denomination.empty()) one["denomination"] = coin.denomination;
    one["value"] = coin.value;
    one["verdict"] = custody::to_text(coin.verdict);
    list.push_back(std::move(one));
  }
  return list;
}

// Of a dry run there is no leaf.
json::object receipt_json(const custody::ValueAnswer& answer) {
  const custody::Receipt& receipt = answer.receipt;
  json::object out;
  out["vault"] = to_hex(receipt.vault);
  if (!std::holds_alternative<custody::WouldPass>(answer.what)) {
    out["leaf_index"] = receipt.leaf_index;
    out["leaf_hash"] = to_hex(receipt.leaf_hash);
  }
  out["policy"] = to_hex(receipt.policy);
  if (receipt.remaining) {
    json::object remaining;
    remaining["budget"] = receipt.remaining->budget;
    remaining["window"] = receipt.remaining->window;
    remaining["count"] = receipt.remaining->count;
    remaining["value"] = receipt.remaining->value;
    out["remaining"] = std::move(remaining);
  }
  return out;
}

struct WriteMembers {
  json::object& to;
  void operator()(const custody::Minted& minted) const {
    to["sealed"] = to_base64url(minted.sealed);
    to["coins"] = coins_json(minted.coins);
  }
  void operator()(const custody::Judged& judged) const { to["coins"] = coins_json(judged.coins); }
  void operator()(const custody::Exchanged& exchanged) const {
    to["retired"] = coins_json(exchanged.retired);
    (*this)(exchanged.minted);
  }
  void operator()(const custody::Redeemed& redeemed) const {
    to["retired"] = coins_json(redeemed.retired);
    to["currency"] = redeemed.currency;
    to["value"] = redeemed.value;
  }
  void operator()(const custody::BlindSigned& made) const {
    json::array list;
    list.reserve(made.signatures.size());
    for (const Bytes& one : made.signatures) list.emplace_back(to_base64url(one));
    to["signatures"] = std::move(list);
  }
  void operator()(const custody::Stated& stated) const {
    to["envelope"] = custody::to_json(stated.envelope);
  }
  void operator()(const custody::WouldPass& /*passes*/) const { to["would_pass"] = true; }
};

struct CountCoins {
  CoinsNote& to;
  void operator()(const custody::Minted& minted) const { to.issued = minted.coins.size(); }
  void operator()(const custody::Judged& judged) const {
    to.checked = judged.coins.size();
    to.bad = static_cast<std::uint64_t>(
        std::ranges::count(judged.coins, Verdict::kBadTag, &custody::JudgedCoin::verdict));
  }
  void operator()(const custody::Exchanged& exchanged) const {
    to.retired = exchanged.retired.size();
    (*this)(exchanged.minted);
  }
  void operator()(const custody::Redeemed& redeemed) const { to.retired = redeemed.retired.size(); }
  void operator()(const custody::BlindSigned& made) const { to.issued = made.signatures.size(); }
  void operator()(const custody::Stated& /*stated*/) const {}
  void operator()(const custody::WouldPass& /*passes*/) const {}
};

}  // namespace

json::value to_json(const custody::ValueAnswer& answer) {
  json::object out;
  std::visit(WriteMembers{out}, answer.what);
  out["receipt"] = receipt_json(answer);
  return out;
}

Response value_response(custody::Operation operation, const custody::ValueAnswer& answer) {
  Response response = json_response(200, to_json(answer));
  if (!std::holds_alternative<custody::WouldPass>(answer.what)) {
    response.leaf_index = answer.receipt.leaf_index;
  }
  CoinsNote& note = response.moved.emplace();
  note.operation = operation;
  std::visit(CountCoins{note}, answer.what);
  return response;
}

Response value_problem(custody::Operation operation, const Error& error) {
  Response response = keyed_problem(error);
  if (error.control == "COIN-GOOD" || error.control == "COIN-ONCE") {
    CoinsNote& note = response.moved.emplace();
    note.operation = operation;
    note.refused = 1;
  }
  return response;
}

}  // namespace pyx::server
