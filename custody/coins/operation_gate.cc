#include "custody/coins/operation_gate.h"

#include <algorithm>
#include <set>

#include "custody/acts/admitting.h"
#include "custody/acts/freezing.h"
#include "custody/acts/key_home.h"
#include "custody/coins/booking.h"
#include "custody/coins/coin_keys.h"
#include "custody/coins/operation_rights.h"

namespace pyx::custody {
namespace {

// Longer than that of any budget there can be.
Remaining widest_remaining() {
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  return {std::string(64, 'x'), std::string(20, 'x'), kMost, kMost};
}

Error bad_leaf(std::string what) { return error(Code::kBadInput, std::move(what)); }

bool is(Operation operation, std::initializer_list<Operation> any) {
  return std::ranges::find(any, operation) != any.end();
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

struct Entries {
  LedgerEntry out = LedgerEntry::kMinted;
  LedgerEntry in = LedgerEntry::kRedeemed;
};
Entries entries_of(Operation operation) {
  if (operation == Operation::kCoinsExchange)
    return {LedgerEntry::kExchangedOut, LedgerEntry::kExchangedIn};
  return {};
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
        return check_at_home(books_, *seed);
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
      if (key->suspended) return in_the_gap(*key);
      PYX_TRY(check_at_home(books_, *key));
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

std::uint64_t bad_tags(const OperationLeaf& leaf) {
  return static_cast<std::uint64_t>(std::ranges::count(leaf.verdicts, letter_of(Verdict::kBadTag)));
}

}  // namespace

Result<std::optional<Remaining>> Gate::operation(const OperationLeaf& leaf) {
  const policies::Client* client = books.policy.client_named(leaf.client);
  if (client == nullptr) return refused("CLIENT-PINNED", "the policy has no client " + leaf.client);
  PYX_TRY(check_asked_since(books, leaf.request));
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

}  // namespace pyx::custody
