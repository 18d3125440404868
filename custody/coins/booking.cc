#include "custody/coins/booking.h"

namespace pyx::custody {
namespace {

template <class Lines, class CountOf>
Result<Total> total(const Books& books, const Lines& lines, CountOf count_of) {
  Total all;
  for (const auto& line : lines) {
    PYX_ASSIGN(const KeyRecord* key, coin_key(books, line.key));
    if (!all.currency.empty() && all.currency != key->coins->currency) {
      return error(Code::kBadInput, "coins of " + all.currency + " and of " + key->coins->currency +
                                        " in one request");
    }
    all.currency = key->coins->currency;
    const auto worth = times(count_of(line), key->coins->value);
    const auto together = worth ? sum(all.amount, *worth) : std::nullopt;
    if (!together) return error(Code::kBadInput, "the value of the request is too large");
    all.amount = *together;
  }
  return all;
}

}  // namespace

Result<const KeyRecord*> coin_key(const Books& books, const Uuid& id) {
  const KeyRecord* key = books.key(id);
  if (key == nullptr || !key->coins)
    return error(Code::kNotFound, "there is no key of coins " + id.text());
  return key;
}

Result<Total> total_issued(const Books& books, const CoinMoves& moves) {
  return total(books, moves.issued, [](const IssuedCoins& line) { return line.count; });
}
Result<Total> total_retired(const Books& books, const CoinMoves& moves) {
  return total(books, moves.retired, [](const RetiredCoins& line) { return line.coins.size(); });
}

Amount worth(const Books& books, const Uuid& key, std::uint64_t count) {
  return times(count, books.key(key)->coins->value).value_or(Amount{});
}

ChargeLine line_of(const KeyRecord& key, std::uint64_t count) {
  return {key.coins->denomination, key.coins->currency, key.profile, key.id.text(),
          times(count, key.coins->value).value_or(Amount{count, 0})};
}

Error full(const Uuid& key) {
  return error(Code::kRefused, "the ledger of key " + key.text() + " is full");
}

// Precondition: the moves were checked.
Result<void> book(Gate& gate, const CoinMoves& moves, LedgerEntry out, LedgerEntry in) {
  const auto add = [&](const Uuid& key, std::uint64_t count, LedgerEntry entry) -> Result<void> {
    if (gate.tallies.ledger.add(key, entry, worth(gate.books, key, count))) return {};
    return full(key);
  };
  for (const IssuedCoins& line : moves.issued) PYX_TRY(add(line.key, line.count, out));
  for (const RetiredCoins& line : moves.retired) {
    PYX_TRY(add(line.key, line.coins.size(), in));
    PYX_TRY(gate.retired.add(line.key, line.coins));
  }
  return {};
}

Result<ChargedRequest> charged(const Books& books, const OperationLeaf& leaf) {
  ChargedRequest request;
  request.client = leaf.client;
  switch (leaf.operation) {
    case Operation::kCoinsMint:
    case Operation::kBlindSign:
    case Operation::kCoinsExchange:
      request.charge = leaf.operation == Operation::kCoinsExchange ? policies::Charge::kExchange
                                                                   : policies::Charge::kIssue;
      for (const IssuedCoins& line : leaf.moves.issued) {
        PYX_ASSIGN(const KeyRecord* key, coin_key(books, line.key));
        request.lines.push_back(line_of(*key, line.count));
      }
      break;
    case Operation::kCoinsRedeem:
      request.charge = policies::Charge::kRedeem;
      for (const RetiredCoins& line : leaf.moves.retired) {
        PYX_ASSIGN(const KeyRecord* key, coin_key(books, line.key));
        request.lines.push_back(line_of(*key, line.coins.size()));
      }
      break;
    case Operation::kCoinsCheck: {
      request.charge = policies::Charge::kCheck;
      const KeyRecord* envelope = leaf.envelope ? books.key(*leaf.envelope) : nullptr;
      if (envelope == nullptr) return error(Code::kNotFound, "there is no such envelope key");
      request.lines.push_back(
          {"", "", envelope->profile, envelope->id.text(), {leaf.verdicts.size(), 0}});
      break;
    }
    case Operation::kAnswerSign:
    case Operation::kLedgerAttest:
      break;
  }
  return request;
}

}  // namespace pyx::custody
