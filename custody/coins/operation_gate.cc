#include "custody/coins/operation_gate.h"

#include <algorithm>
#include <set>

#include "custody/acts/freezing.h"
#include "custody/coins/coin_keys.h"

namespace pyx::custody {
namespace {

Error frozen(std::string what) {
  Error failure = error(Code::kFrozen, std::move(what) + " is frozen");
  failure.control = "FREEZE-ONE";
  return failure;
}

// Longer than that of any budget there can be.
Remaining widest_remaining() {
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  return {std::string(64, 'x'), std::string(20, 'x'), kMost, kMost};
}

Error bad_leaf(std::string what) { return error(Code::kBadInput, std::move(what)); }

policies::Access access_of(Operation operation) {
  switch (operation) {
    case Operation::kCoinsMint:
      return policies::Access::kCoinsMint;
    case Operation::kCoinsCheck:
      return policies::Access::kCoinsCheck;
    case Operation::kCoinsExchange:
      return policies::Access::kCoinsExchange;
    case Operation::kCoinsRedeem:
      return policies::Access::kCoinsRedeem;
    case Operation::kBlindSign:
      return policies::Access::kBlindSign;
    case Operation::kAnswerSign:
      return policies::Access::kAnswerSign;
    case Operation::kLedgerAttest:
      return policies::Access::kLedgerAttest;
  }
  return policies::Access::kLedgerAttest;
}

bool is(Operation operation, std::initializer_list<Operation> any) {
  return std::ranges::find(any, operation) != any.end();
}

Result<const KeyRecord*> coin_key(const Books& books, const Uuid& id) {
  const KeyRecord* key = books.key(id);
  if (key == nullptr || !key->coins)
    return error(Code::kNotFound, "there is no key of coins " + id.text());
  return key;
}

// The sum of all lines, which must be in one currency.
struct Total {
  std::string currency;
  Amount amount;
};
template <class Lines, class CountOf>
Result<Total> total(const Books& books, const Lines& lines, CountOf count_of) {
  Total all;
  for (const auto& line : lines) {
    PYX_ASSIGN(const KeyRecord* key, coin_key(books, line.key));
    if (!all.currency.empty() && all.currency != key->coins->currency) {
      return bad_leaf("coins of " + all.currency + " and of " + key->coins->currency +
                      " in one request");
    }
    all.currency = key->coins->currency;
    const auto worth = times(count_of(line), key->coins->value);
    const auto together = worth ? sum(all.amount, *worth) : std::nullopt;
    if (!together) return bad_leaf("the value of the request is too large");
    all.amount = *together;
  }
  return all;
}
Result<Total> total_issued(const Books& books, const CoinMoves& moves) {
  return total(books, moves.issued, [](const IssuedCoins& line) { return line.count; });
}
Result<Total> total_retired(const Books& books, const CoinMoves& moves) {
  return total(books, moves.retired, [](const RetiredCoins& line) { return line.coins.size(); });
}

// The leaf has the parts that its operation has, and no others.
Result<void> check_shape(const OperationLeaf& leaf) {
  const Operation operation = leaf.operation;
  const bool issues =
      is(operation, {Operation::kCoinsMint, Operation::kCoinsExchange, Operation::kBlindSign});
  const bool retires = is(operation, {Operation::kCoinsExchange, Operation::kCoinsRedeem});
  const bool opens = retires || operation == Operation::kCoinsCheck;
  const bool has_key = !is(operation, {Operation::kCoinsCheck, Operation::kCoinsRedeem});
  const bool states = is(operation, {Operation::kAnswerSign, Operation::kLedgerAttest});
  if (leaf.moves.issued.empty() == issues || leaf.moves.retired.empty() == retires ||
      leaf.envelope.has_value() != opens || leaf.key.has_value() != has_key ||
      leaf.verdicts.empty() == (operation == Operation::kCoinsCheck) ||
      leaf.statement.has_value() != states) {
    return bad_leaf("the leaf lacks a part of " + std::string(to_text(operation)) +
                    ", or has one of another operation");
  }
  for (const char letter : leaf.verdicts) {
    if (!verdict_of(letter)) return bad_leaf("a letter of the leaf is no verdict");
  }
  return {};
}

Amount worth(const Books& books, const Uuid& key, std::uint64_t count) {
  return times(count, books.key(key)->coins->value).value_or(Amount{});
}

struct Entries {
  LedgerEntry out = LedgerEntry::kMinted;
  LedgerEntry in = LedgerEntry::kRedeemed;
};
Entries entries_of(Operation operation) {
  if (operation == Operation::kCoinsExchange)
    return {LedgerEntry::kExchangedOut, LedgerEntry::kExchangedIn};
  return {};
}

Error full(const Uuid& key) {
  return error(Code::kRefused, "the ledger of key " + key.text() + " is full");
}

class Passing {
 public:
  Passing(Gate& gate, const OperationLeaf& leaf, const policies::Client& client)
      : books_(gate.books), gate_(gate), leaf_(leaf), client_(client) {}

  Result<void> check() {
    PYX_TRY(check_shape(leaf_));
    PYX_TRY(check_rights());
    PYX_TRY(check_retired());
    PYX_TRY(check_conserved());
    PYX_TRY(check_ledger());
    return check_size();
  }
  Result<void> check_dry() { return check_rights(); }

 private:
  Result<void> check_rights() {
    PYX_TRY(check_right(books_, client_, leaf_.operation));
    if (leaf_.policy != books_.policy.digest) return bad_leaf("the request names another policy");
    if (is(leaf_.operation, {Operation::kCoinsMint, Operation::kBlindSign}) &&
        is_minting_frozen(books_)) {
      return frozen("minting");
    }
    if (leaf_.envelope) PYX_TRY(usable_key(books_, client_, *leaf_.envelope, Purpose::kEnvelope));
    PYX_TRY(check_key());
    return check_issued();
  }

  Result<void> check_key() const {
    if (!leaf_.key) return {};
    switch (leaf_.operation) {
      case Operation::kCoinsMint:
      case Operation::kCoinsExchange: {
        const KeyRecord* seed = books_.key(*leaf_.key);
        if (seed == nullptr || seed->purpose != Purpose::kCoinSeed ||
            seed->state != KeyState::kActive) {
          return refused("KEY-STATE", "coin ids need an active key of purpose coin-seed");
        }
        if (is_frozen(books_, *seed)) return frozen("key " + seed->id.text());
        return {};
      }
      case Operation::kBlindSign:
        if (leaf_.moves.issued.size() != 1 || leaf_.moves.issued.front().key != *leaf_.key)
          return bad_leaf("blind.sign issues with the key that signs");
        return {};
      default:
        PYX_TRY(usable_key(books_, client_, *leaf_.key, Purpose::kAnswer));
        return {};
    }
  }

  Result<void> check_issued() const {
    const Purpose purpose =
        leaf_.operation == Operation::kBlindSign ? Purpose::kBlindSign : Purpose::kCoin;
    for (const IssuedCoins& line : leaf_.moves.issued) {
      PYX_ASSIGN(const KeyRecord* key, coin_key(books_, line.key));
      if (key->purpose != purpose || !client_.may_use(key->profile)) {
        return refused("SIGN-GRANT", "client " + client_.name + " may not issue coins of " +
                                         key->coins->denomination);
      }
      const auto amount = times(line.count, key->coins->value);
      if (!amount) return bad_leaf("the value of the request is too large");
      PYX_TRY(check_may_issue(books_, gate_.tallies.ledger, *key, *amount, gate_.time));
    }
    return {};
  }

  Result<void> check_retired() const {
    for (const RetiredCoins& line : leaf_.moves.retired) {
      PYX_ASSIGN(const KeyRecord* key, coin_key(books_, line.key));
      CoinFace face;
      face.key = line.key;
      face.value = key->coins->value;
      face.expires = key->coins->period.coins_expire;
      const Verdict verdict = verdict_by_key(books_, leaf_.operation, face, gate_.time);
      if (verdict != Verdict::kGood) {
        return refused("KEY-TERMS",
                       "coins of key " + line.key.text() + " are " + std::string(to_text(verdict)));
      }
      std::set<Sha256> once(line.coins.begin(), line.coins.end());
      if (once.size() != line.coins.size())
        return refused("COIN-ONCE", "a coin stands twice in one request");
      PYX_ASSIGN(const std::vector<bool> retired, gate_.retired.has(line.key, line.coins));
      if (std::ranges::find(retired, true) != retired.end())
        return refused("COIN-ONCE", "a coin of the request is retired already");
    }
    return {};
  }

  Result<void> check_conserved() const {
    PYX_ASSIGN(const Total issued, total_issued(books_, leaf_.moves));
    PYX_ASSIGN(const Total retired, total_retired(books_, leaf_.moves));
    if (leaf_.operation != Operation::kCoinsExchange) return {};
    if (issued.currency != retired.currency || issued.amount.value != retired.amount.value) {
      return refused("COIN-EQUAL", "an exchange gives out " + std::to_string(issued.amount.value) +
                                       " " + issued.currency + " for " +
                                       std::to_string(retired.amount.value) + " " +
                                       retired.currency);
    }
    return {};
  }

  // Before anything is taken, since half of a request cannot be given back.
  Result<void> check_ledger() const {
    const Ledger& ledger = gate_.tallies.ledger;
    const auto [out, in] = entries_of(leaf_.operation);
    for (const IssuedCoins& line : leaf_.moves.issued) {
      if (!sum(ledger.of(line.key).of(out), worth(books_, line.key, line.count)))
        return full(line.key);
    }
    for (const RetiredCoins& line : leaf_.moves.retired) {
      if (!sum(ledger.of(line.key).of(in), worth(books_, line.key, line.coins.size())))
        return full(line.key);
    }
    return {};
  }

  // Coins of very many keys need more room than a leaf has. What a request issues alone always
  // fits.
  Result<void> check_size() const {
    if (leaf_.moves.retired.empty()) return {};
    Leaf widest{gate_.time, leaf_};
    std::get<OperationLeaf>(widest.body).remaining = widest_remaining();
    if (encode_leaf(widest)) return {};
    return bad_leaf("the coins are of more keys than one leaf has room for; bring fewer at a time");
  }

  const Books& books_;
  Gate& gate_;
  const OperationLeaf& leaf_;
  const policies::Client& client_;
};

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

std::uint64_t bad_tags(const OperationLeaf& leaf) {
  return static_cast<std::uint64_t>(std::ranges::count(leaf.verdicts, letter_of(Verdict::kBadTag)));
}

ChargeLine line_of(const KeyRecord& key, std::uint64_t count) {
  return {key.coins->denomination, key.coins->currency, key.profile, key.id.text(),
          times(count, key.coins->value).value_or(Amount{count, 0})};
}

// What a refund gives out is worth what it takes in; all of it was issued by the request that it
// names.
Result<void> check_refund(Gate& gate, const OperationLeaf& original, const Refund& refund,
                          bool reissues) {
  // What an exchange took in is retired: its value must be issued anew, or it would be lost.
  const bool fits = reissues
                        ? is(original.operation, {Operation::kCoinsMint, Operation::kCoinsExchange})
                        : is(original.operation, {Operation::kCoinsMint, Operation::kBlindSign});
  if (!fits) {
    return refused("COIN-REFUND", "a request for " + std::string(to_text(original.operation)) +
                                      (reissues ? " is not refunded" : " is not freed"));
  }
  for (const RetiredCoins& line : refund.moves.retired) {
    const auto issued = std::ranges::find(original.moves.issued, line.key, &IssuedCoins::key);
    const std::set<Sha256> once(line.coins.begin(), line.coins.end());
    if (issued == original.moves.issued.end() || line.coins.size() > issued->count ||
        once.size() != line.coins.size()) {
      return refused("COIN-REFUND", "coins are retired that the request did not issue");
    }
    PYX_ASSIGN(const std::vector<bool> retired, gate.retired.has(line.key, line.coins));
    if (std::ranges::find(retired, true) != retired.end())
      return refused("COIN-ONCE", "a coin of the refund is retired already");
  }
  PYX_ASSIGN(const Total in, total_retired(gate.books, refund.moves));
  PYX_ASSIGN(const Total out, total_issued(gate.books, refund.moves));
  if (!reissues && original.operation == Operation::kCoinsMint) {
    PYX_ASSIGN(const Total reserved, total_issued(gate.books, original.moves));
    if (in.amount != reserved.amount) {
      return refused("COIN-REFUND",
                     "a coin of the reservation was spent: it was answered after all");
    }
  }
  if (reissues ? in.amount.value != out.amount.value || in.currency != out.currency
               : !refund.moves.issued.empty()) {
    return refused("COIN-EQUAL", "a refund issues what it retires");
  }
  return {};
}

bool was_freed(const Books& books, std::uint64_t leaf) {
  return std::ranges::any_of(books.acts, [&](const ActRecord& record) {
    const auto* free = std::get_if<ReservationFree>(&record.act.parameters);
    return free != nullptr && free->leaf == leaf && record.state == ActState::kExecuted;
  });
}

}  // namespace

Result<void> check_access(const policies::Client& client, Operation operation) {
  if (client.has_access(access_of(operation))) return {};
  return refused("SIGN-GRANT", "client " + client.name + " has no access \"" +
                                   std::string(to_text(operation)) + "\"");
}

Result<void> check_right(const Books& books, const policies::Client& client, Operation operation) {
  PYX_TRY(check_access(client, operation));
  if (is_frozen(books, client)) return frozen("client " + client.name);
  return {};
}

Result<const KeyRecord*> usable_key(const Books& books, const policies::Client& client,
                                    const Uuid& id, Purpose purpose) {
  const KeyRecord* key = books.key(id);
  if (key == nullptr || key->purpose != purpose || !client.may_use(key->profile)) {
    return error(Code::kNotFound, "client " + client.name + " has no key " + id.text() +
                                      " of purpose " + std::string(pyx::to_text(purpose)));
  }
  if (key->state != KeyState::kActive) {
    return refused("KEY-STATE", "key " + id.text() + " is in state " +
                                    std::string(to_text(key->state)) + "; it must be active");
  }
  if (is_frozen(books, *key)) return frozen("key " + id.text());
  return key;
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

Result<std::optional<Remaining>> Gate::operation(const OperationLeaf& leaf) {
  const policies::Client* client = books.policy.client_named(leaf.client);
  if (client == nullptr) return refused("CLIENT-PINNED", "the policy has no client " + leaf.client);
  PYX_TRY(Passing(*this, leaf, *client).check());
  PYX_ASSIGN(const ChargedRequest request, charged(books, leaf));
  std::optional<Remaining> remaining;
  if (!request.lines.empty()) {
    PYX_ASSIGN(remaining, tallies.budgets.take(request, time));
  }
  const auto [out, in] = entries_of(leaf.operation);
  PYX_TRY(book(*this, leaf.moves, out, in));
  if (leaf.operation == Operation::kCoinsCheck) tallies.add_bad_coins(leaf.client, bad_tags(leaf));
  return remaining;
}

Result<std::optional<Remaining>> Gate::would_pass(const OperationLeaf& leaf) {
  const policies::Client* client = books.policy.client_named(leaf.client);
  if (client == nullptr) return refused("CLIENT-PINNED", "the policy has no client " + leaf.client);
  PYX_TRY(Passing(*this, leaf, *client).check_dry());
  PYX_ASSIGN(const ChargedRequest request, charged(books, leaf));
  if (request.lines.empty()) return std::optional<Remaining>();
  PYX_ASSIGN(Remaining remaining, tallies.budgets.would_remain(request, time));
  return std::optional(std::move(remaining));
}

Result<void> Gate::bad_coins(const BadCoinsLeaf& leaf) {
  if (books.policy.client_named(leaf.client) == nullptr)
    return refused("CLIENT-PINNED", "the policy has no client " + leaf.client);
  tallies.add_bad_coins(leaf.client, leaf.count);
  return {};
}

Result<void> Gate::executed(const Act& act, const ExecutedLeaf& leaf, const OperationAt& at) {
  if (!leaf.refund) return {};
  const auto* refund = std::get_if<CoinsRefund>(&act.parameters);
  const auto* free = std::get_if<ReservationFree>(&act.parameters);
  if (refund == nullptr && free == nullptr) return bad_leaf("the act is no refund");
  PYX_ASSIGN(const OperationLeaf original, at(refund != nullptr ? refund->leaf : free->leaf));
  PYX_TRY(check_refund(*this, original, *leaf.refund, refund != nullptr));
  if (free != nullptr) {
    if (was_freed(books, free->leaf))
      return refused("COIN-REFUND", "what the request reserved was given back before");
    if (time < original.request.time() + kQuietBeforeFreeing) {
      return refused("COIN-REFUND", "the request may still be under way: it can be freed from " +
                                        to_rfc3339(original.request.time() + kQuietBeforeFreeing) +
                                        " on");
    }
    PYX_ASSIGN(const ChargedRequest request, charged(books, original));
    tallies.budgets.give_back(request);
    if (original.operation == Operation::kBlindSign) {
      return book(*this, original.moves, LedgerEntry::kFreed, LedgerEntry::kRefunded);
    }
    PYX_TRY(book(*this, {{}, leaf.refund->moves.retired}, LedgerEntry::kReissued,
                 LedgerEntry::kRefunded));
    return {};
  }
  if (is_minting_frozen(books)) return frozen("minting");
  ChargedRequest request{policies::Charge::kRefund, original.client, {}};
  for (const IssuedCoins& line : leaf.refund->moves.issued) {
    PYX_ASSIGN(const KeyRecord* key, coin_key(books, line.key));
    PYX_TRY(check_may_issue(books, tallies.ledger, *key,
                            times(line.count, key->coins->value).value_or(Amount{}), time));
    request.lines.push_back(line_of(*key, line.count));
  }
  PYX_TRY(tallies.budgets.take(request, time));
  return book(*this, leaf.refund->moves, LedgerEntry::kReissued, LedgerEntry::kRefunded);
}

}  // namespace pyx::custody
