#include "custody/coins/operation_gate.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace operation_gate_test {

using pyx::testing::budgets_text;
using pyx::testing::BudgetText;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OperationGate : public ::testing::Test {
 protected:
  using Passed = Result<std::optional<Remaining>>;
  Passed pass(const OperationLeaf& leaf) {
    Passed passed = mint_.gate().operation(leaf);
    if (passed) {
      mint_.tallies.keep(mint_.vault.clock.now());
    } else {
      expect_nothing_aside();
      mint_.tallies.drop();
    }
    return passed;
  }
  // As the header says of an error: nothing is taken.
  void expect_nothing_aside() {
    const TallyChanges changes = mint_.tallies.changes(mint_.vault.clock.now());
    EXPECT_THAT(changes.windows, IsEmpty());
    EXPECT_THAT(changes.ledger, IsEmpty());
  }
  const KeyAccount& account(const Uuid& key) const { return mint_.tallies.ledger.of(key); }
  void freeze(const FreezeTarget& target) { mint_.vault.frozen(target, "alice"); }
  void expect_frozen(const Passed& passed) {
    EXPECT_THAT(passed, FailsWith(Code::kFrozen));
    EXPECT_EQ(passed.error().control, "FREEZE-ONE");
  }
  std::vector<OperationLeaf> one_of_each() {
    return {mint_.mint({{mint_.five, 2}, {mint_.one, 3}}),
            mint_.check("gbu"),
            mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}}),
            mint_.redeem({mint_.coins(mint_.five, 2)}),
            mint_.blind_sign(4),
            mint_.answer_sign(),
            mint_.attest()};
  }

  pyx::testing::MemoryMint mint_;
};

TEST_F(OperationGate, LetsARightLeafOfEachOperationIn) {
  for (const OperationLeaf& leaf : one_of_each()) {
    const auto passed = pass(leaf);
    ASSERT_THAT(passed, IsOk()) << to_text(leaf.operation);
    const bool is_counted =
        leaf.operation != Operation::kAnswerSign && leaf.operation != Operation::kLedgerAttest;
    EXPECT_EQ(passed->has_value(), is_counted) << to_text(leaf.operation);
  }
}
TEST_F(OperationGate, BooksWhatEachOperationMoves) {
  for (const OperationLeaf& leaf : one_of_each()) must(pass(leaf));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kMinted), (Amount{2, 1'000}));
  EXPECT_EQ(account(mint_.one).of(LedgerEntry::kMinted), (Amount{3, 300}));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kExchangedIn), (Amount{1, 500}));
  EXPECT_EQ(account(mint_.one).of(LedgerEntry::kExchangedOut), (Amount{5, 500}));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kRedeemed), (Amount{2, 1'000}));
  EXPECT_EQ(account(mint_.blind()).of(LedgerEntry::kMinted), (Amount{4, 4'000}));
  EXPECT_EQ(mint_.retired.size(), 3U);
  EXPECT_EQ(mint_.tallies.bad_coins("issuer", mint_.vault.clock.now()), 1U);
  const auto taken = [&](const char* budget) {
    return mint_.tallies.budgets.taken_of(budget, mint_.vault.clock.now());
  };
  EXPECT_THAT(taken("issue"), ElementsAre(Amount{9, 5'300}));
  EXPECT_THAT(taken("exchange"), ElementsAre(Amount{5, 500}));
  EXPECT_THAT(taken("redeem"), ElementsAre(Amount{2, 1'000}));
  EXPECT_THAT(taken("check"), ElementsAre(Amount{3, 0}));
  EXPECT_THAT(taken("refund"), ElementsAre(Amount{}));
}
TEST_F(OperationGate, GivesWhatIsLeftOfTheBudget) {
  mint_.set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 10, 10'000}}));
  EXPECT_EQ(must(pass(mint_.mint({{mint_.five, 2}}))), (Remaining{"issue", "1h", 8, 9'000}));
}
// What a leaf says of its remainder is for whoever wrote it to compare.
TEST_F(OperationGate, DoesNotLookAtTheRemainderOfTheLeaf) {
  OperationLeaf leaf = mint_.mint({{mint_.five, 1}});
  leaf.remaining = Remaining{"nonsense", "1s", 1, 1};
  EXPECT_THAT(pass(leaf), IsOk());
}

// The leaf has the parts that its operation has, and no others.
TEST_F(OperationGate, ALeafThatLacksAPartOfItsOperationIsBadInput) {
  for (const OperationLeaf& right : one_of_each()) {
    const auto without = [&](auto change) {
      OperationLeaf leaf = right;
      change(leaf);
      EXPECT_THAT(pass(leaf), FailsWith(Code::kBadInput)) << to_text(leaf.operation);
    };
    if (right.key) without([](OperationLeaf& leaf) { leaf.key.reset(); });
    if (right.envelope) without([](OperationLeaf& leaf) { leaf.envelope.reset(); });
    if (right.statement) without([](OperationLeaf& leaf) { leaf.statement.reset(); });
    if (!right.verdicts.empty()) without([](OperationLeaf& leaf) { leaf.verdicts.clear(); });
    if (!right.moves.issued.empty())
      without([](OperationLeaf& leaf) { leaf.moves.issued.clear(); });
    if (!right.moves.retired.empty())
      without([](OperationLeaf& leaf) { leaf.moves.retired.clear(); });
  }
}
TEST_F(OperationGate, ALeafWithAPartOfAnotherOperationIsBadInput) {
  for (const OperationLeaf& right : one_of_each()) {
    const auto with = [&](auto change) {
      OperationLeaf leaf = right;
      change(leaf);
      EXPECT_THAT(pass(leaf), FailsWith(Code::kBadInput)) << to_text(leaf.operation);
    };
    if (!right.key) with([&](OperationLeaf& leaf) { leaf.key = mint_.seed; });
    if (!right.envelope) with([&](OperationLeaf& leaf) { leaf.envelope = mint_.envelope; });
    if (!right.statement) with([](OperationLeaf& leaf) { leaf.statement = sha256("x"); });
    if (right.verdicts.empty()) with([](OperationLeaf& leaf) { leaf.verdicts = "g"; });
    if (right.moves.issued.empty())
      with([&](OperationLeaf& leaf) { leaf.moves.issued = {{mint_.five, 1}}; });
    if (right.moves.retired.empty())
      with([&](OperationLeaf& leaf) { leaf.moves.retired = {mint_.coins(mint_.five)}; });
  }
}

TEST_F(OperationGate, ALetterThatIsNoVerdictIsBadInput) {
  EXPECT_THAT(pass(mint_.check("gbueortf")), IsOk());
  for (const char* const letters : {"x", "gG", "g ", "g?"})
    EXPECT_THAT(pass(mint_.check(letters)), FailsSaying(Code::kBadInput, "verdict")) << letters;
}

// SIGN-GRANT, CLIENT-PINNED
TEST_F(OperationGate, AClientWithoutTheAccessIsRefused) {
  for (OperationLeaf leaf : one_of_each()) {
    leaf.client = "till";
    EXPECT_THAT(pass(leaf), RefusedBy("SIGN-GRANT")) << to_text(leaf.operation);
  }
}
TEST_F(OperationGate, AClientThatThePolicyDoesNotNameIsRefused) {
  OperationLeaf leaf = mint_.mint({{mint_.five, 1}});
  leaf.client = "nobody";
  EXPECT_THAT(pass(leaf), RefusedBy("CLIENT-PINNED"));
  EXPECT_THAT(mint_.gate().would_pass(leaf), RefusedBy("CLIENT-PINNED"));
  EXPECT_THAT(mint_.gate().bad_coins({"nobody", Operation::kCoinsRedeem, 1}),
              RefusedBy("CLIENT-PINNED"));
}
TEST_F(OperationGate, ALeafUnderAnotherPolicyIsBadInput) {
  OperationLeaf leaf = mint_.mint({{mint_.five, 1}});
  leaf.policy = sha256("another");
  EXPECT_THAT(pass(leaf), FailsSaying(Code::kBadInput, "another policy"));
}

// FREEZE-ONE
TEST_F(OperationGate, AFrozenClientDoesNothing) {
  const auto leaves = one_of_each();
  freeze(FreezeClient{"issuer"});
  for (const OperationLeaf& leaf : leaves) expect_frozen(pass(leaf));
}
TEST_F(OperationGate, AFreezeOfMintingStopsOnlyWhatComesIntoBeing) {
  const auto leaves = one_of_each();
  freeze(FreezeMinting{});
  for (const OperationLeaf& leaf : leaves) {
    const bool makes =
        leaf.operation == Operation::kCoinsMint || leaf.operation == Operation::kBlindSign;
    const auto passed = pass(leaf);
    if (makes) {
      expect_frozen(passed);
    } else {
      EXPECT_THAT(passed, IsOk()) << to_text(leaf.operation);
    }
  }
}
TEST_F(OperationGate, AnyFrozenKeyOfALeafStopsIt) {
  const auto exchange = mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}});
  for (const Uuid& key : {mint_.seed, mint_.envelope, mint_.one}) {
    const Sha256 freeze = mint_.vault.frozen(FreezeKey{key}, "alice");
    expect_frozen(pass(exchange));
    mint_.vault.done(Thaw{{freeze}, false});
  }
  freeze(FreezeKey{mint_.answer});
  expect_frozen(pass(mint_.answer_sign()));
  EXPECT_THAT(pass(exchange), IsOk());
}
TEST_F(OperationGate, CoinsOfAFrozenKeyAreNotTaken) {
  freeze(FreezeKey{mint_.five});
  EXPECT_THAT(pass(mint_.redeem({mint_.coins(mint_.five)})), FailsSaying(Code::kRefused, "frozen"));
  EXPECT_THAT(pass(mint_.redeem({mint_.coins(mint_.one)})), IsOk());
}

// KEY-STATE
TEST_F(OperationGate, OnlyAnActiveSeedKeyMakesIds) {
  for (const Uuid& key : {mint_.vault.new_key("seed"), mint_.five, mint_.envelope,
                          Uuid::v7(mint_.vault.clock.now())}) {
    OperationLeaf leaf = mint_.mint({{mint_.five, 1}});
    leaf.key = key;
    EXPECT_THAT(pass(leaf), RefusedBy("KEY-STATE"));
  }
  mint_.vault.done(KeyRetire{mint_.seed});
  EXPECT_THAT(pass(mint_.mint({{mint_.five, 1}})), RefusedBy("KEY-STATE"));
}
TEST_F(OperationGate, OnlyAnActiveEnvelopeKeyOpensAPayment) {
  OperationLeaf leaf = mint_.check("g");
  leaf.envelope = mint_.answer;
  EXPECT_THAT(pass(leaf), FailsWith(Code::kNotFound));
  leaf.envelope = mint_.vault.new_key("envelope");
  EXPECT_THAT(pass(leaf), RefusedBy("KEY-STATE"));
  mint_.vault.done(KeyRetire{mint_.envelope});
  EXPECT_THAT(pass(mint_.check("g")), RefusedBy("KEY-STATE"));
}
TEST_F(OperationGate, OnlyAnActiveAnswerKeySignsStatements) {
  OperationLeaf leaf = mint_.answer_sign();
  leaf.key = mint_.vault.active_key("p-256");
  EXPECT_THAT(pass(leaf), FailsWith(Code::kNotFound));
  leaf.key = mint_.vault.new_key("answer");
  EXPECT_THAT(pass(leaf), RefusedBy("KEY-STATE"));
}
TEST_F(OperationGate, BlindSignaturesAreBookedUnderTheKeyThatSigns) {
  OperationLeaf leaf = mint_.blind_sign(1);
  leaf.key = mint_.five;
  EXPECT_THAT(pass(leaf), FailsWith(Code::kBadInput));
  leaf = mint_.blind_sign(1);
  leaf.moves.issued = {{mint_.five, 1}};
  EXPECT_THAT(pass(leaf), FailsWith(Code::kBadInput));
  leaf.key = mint_.five;
  EXPECT_THAT(pass(leaf), RefusedBy("SIGN-GRANT"));
}
TEST_F(OperationGate, CoinsAreNotMintedWithABlindKey) {
  EXPECT_THAT(pass(mint_.mint({{mint_.blind(), 1}})), RefusedBy("SIGN-GRANT"));
}
TEST_F(OperationGate, WhatIsNoKeyOfCoinsNeitherIssuesNorRetires) {
  for (const Uuid& key : {mint_.seed, Uuid::v7(mint_.vault.clock.now())}) {
    EXPECT_THAT(pass(mint_.mint({{key, 1}})), FailsWith(Code::kNotFound));
    EXPECT_THAT(pass(mint_.redeem({mint_.coins(key)})), FailsWith(Code::kNotFound));
  }
}

// KEY-TERMS
TEST_F(OperationGate, AKeyOutsideItsPeriodIssuesNothing) {
  const Uuid next = mint_.coin_key("eur-5", 2);
  EXPECT_THAT(pass(mint_.mint({{next, 1}})), RefusedBy("KEY-TERMS"));
  EXPECT_THAT(pass(mint_.exchange({mint_.coins(mint_.five)}, {{next, 1}})), RefusedBy("KEY-TERMS"));
  mint_.vault.clock.set(mint_.vault.books().key(mint_.five)->coins->period.mints_until);
  EXPECT_THAT(pass(mint_.mint({{mint_.five, 1}})), RefusedBy("KEY-TERMS"));
  EXPECT_THAT(pass(mint_.mint({{next, 1}})), IsOk());
}
TEST_F(OperationGate, AnExpiredCoinIsExchangedAndNotRedeemed) {
  const policies::Period period = mint_.vault.books().key(mint_.five)->coins->period;
  mint_.vault.clock.set(period.coins_expire - std::chrono::hours(1));
  const std::int64_t later =
      period.number + (period.coins_expire - period.begins) / (period.ends - period.begins);
  const Uuid fresh = mint_.coin_key("eur-5", later);
  mint_.vault.clock.set(period.coins_expire);
  EXPECT_THAT(pass(mint_.redeem({mint_.coins(mint_.five)})), RefusedBy("KEY-TERMS"));
  EXPECT_THAT(pass(mint_.exchange({mint_.coins(mint_.five)}, {{fresh, 1}})), IsOk());
}

// COIN-ONCE
TEST_F(OperationGate, ACoinIsRetiredOnceByWhateverOperation) {
  const RetiredCoins coin = mint_.coins(mint_.five);
  must(pass(mint_.redeem({coin})));
  EXPECT_THAT(pass(mint_.redeem({coin})), RefusedBy("COIN-ONCE"));
  EXPECT_THAT(pass(mint_.exchange({coin}, {{mint_.five, 1}})), RefusedBy("COIN-ONCE"));
  RetiredCoins with_a_fresh_one = mint_.coins(mint_.five);
  with_a_fresh_one.coins.push_back(coin.coins.front());
  EXPECT_THAT(pass(mint_.redeem({with_a_fresh_one})), RefusedBy("COIN-ONCE"));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kRedeemed), (Amount{1, 500}));
}
TEST_F(OperationGate, ACoinTwiceInOneRequestIsRefused) {
  RetiredCoins twice = mint_.coins(mint_.five);
  twice.coins.push_back(twice.coins.front());
  EXPECT_THAT(pass(mint_.redeem({twice})), FailsSaying(Code::kRefused, "twice"));
}
TEST_F(OperationGate, TheSameNameUnderAnotherKeyIsAnotherCoin) {
  RetiredCoins coin = mint_.coins(mint_.five);
  must(pass(mint_.redeem({coin})));
  coin.key = mint_.one;
  EXPECT_THAT(pass(mint_.redeem({coin})), IsOk());
}

// COIN-EQUAL
TEST_F(OperationGate, AnExchangeGivesOutWhatItTakesIn) {
  EXPECT_THAT(pass(mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 4}})),
              RefusedBy("COIN-EQUAL"));
  EXPECT_THAT(pass(mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 6}})),
              RefusedBy("COIN-EQUAL"));
  EXPECT_THAT(pass(mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}})), IsOk());
  EXPECT_THAT(pass(mint_.exchange({mint_.coins(mint_.one, 5)}, {{mint_.five, 1}})), IsOk());
}
// Trap of value overflow.
TEST_F(OperationGate, AValueThatDoesNotFitInto64BitsIsBadInput) {
  EXPECT_THAT(pass(mint_.mint({{mint_.five, ~std::uint64_t{0}}})), FailsWith(Code::kBadInput));
  const std::uint64_t half = ~std::uint64_t{0} / 500;
  EXPECT_THAT(pass(mint_.mint({{mint_.five, half}, {mint_.one, half}})),
              FailsWith(Code::kBadInput));
}
TEST_F(OperationGate, ALedgerThatIsFullRefusesAndTakesNothing) {
  mint_.tallies.ledger.restore({{mint_.one, LedgerEntry::kMinted, {1, ~std::uint64_t{0} - 50}}});
  EXPECT_THAT(pass(mint_.mint({{mint_.five, 1}, {mint_.one, 1}})),
              FailsSaying(Code::kRefused, "full"));
  EXPECT_EQ(account(mint_.five).issued(), Amount{});
}

// SIGN-BUDGET
TEST_F(OperationGate, WhatExceedsABudgetIsRefused) {
  mint_.set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 3, 1'000'000},
                                  BudgetText{"redeem", "redeem", "client:issuer", 1, 1'000'000},
                                  BudgetText{"check", "check", "all", 2, 0}}));
  EXPECT_THAT(pass(mint_.mint({{mint_.five, 2}, {mint_.one, 2}})), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(pass(mint_.mint({{mint_.five, 2}, {mint_.one, 1}})), IsOk());
  EXPECT_THAT(pass(mint_.redeem({mint_.coins(mint_.five, 2)})), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(pass(mint_.redeem({mint_.coins(mint_.five)})), IsOk());
  EXPECT_THAT(pass(mint_.check("ggg")), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(pass(mint_.check("gg")), IsOk());
}

// A leaf holds 16 KiB: what its answer would have no place in is refused before it is counted.
TEST_F(OperationGate, CoinsOfMoreKeysThanALeafHasRoomForAreRefusedAndNothingIsTaken) {
  Books books = mint_.vault.books();
  const auto redeem = [&](std::size_t keys, std::size_t many) {
    std::vector<RetiredCoins> in;
    for (std::size_t i = 0; i < keys; ++i) {
      KeyRecord record = *books.key(mint_.five);
      record.id = Uuid::v7(mint_.vault.clock.now());
      books.add_key(record);
      in.push_back(mint_.coins(record.id, many));
    }
    Gate gate{books, mint_.tallies, mint_.retired, mint_.vault.clock.now()};
    return gate.operation(mint_.redeem(in));
  };
  EXPECT_THAT(redeem(128, 2), FailsSaying(Code::kBadInput, "bring fewer"));
  expect_nothing_aside();
  EXPECT_EQ(mint_.retired.size(), 0U);
  EXPECT_THAT(redeem(32, 8), IsOk());
}

TEST_F(OperationGate, ADryRunSaysWhatARequestWouldBeToldAndTakesNothing) {
  mint_.set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 3, 1'000'000},
                                  BudgetText{"exchange", "exchange", "all", 3, 1'000'000}}));
  const OperationLeaf fits = mint_.mint({{mint_.five, 2}});
  const auto would = mint_.gate().would_pass(fits);
  ASSERT_THAT(would, IsOk());
  EXPECT_EQ(*would, (Remaining{"issue", "1h", 1, 999'000}));
  expect_nothing_aside();
  EXPECT_THAT(mint_.gate().would_pass(mint_.mint({{mint_.five, 4}})), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(mint_.gate().would_pass(mint_.exchange({}, {{mint_.five, 1}})), IsOk());
  EXPECT_EQ(must(pass(fits)), *would);
  freeze(FreezeMinting{});
  EXPECT_THAT(mint_.gate().would_pass(fits), FailsWith(Code::kFrozen));
}

// COIN-ORACLE
TEST_F(OperationGate, WrongTagsCountAgainstTheirClientWhereverTheyCameFrom) {
  const policies::Client& client = *mint_.vault.books().policy.client_named("issuer");
  must(mint_.gate().bad_coins({"issuer", Operation::kCoinsExchange, client.most_bad_coins - 1}));
  must(pass(mint_.check("gbg")));
  EXPECT_FALSE(mint_.gate().is_oracle(client));
  must(pass(mint_.check("b")));
  EXPECT_TRUE(mint_.gate().is_oracle(client));
  mint_.vault.clock.advance(kBadCoinsWindow + std::chrono::hours(1));
  EXPECT_FALSE(mint_.gate().is_oracle(client));
}

}  // namespace operation_gate_test
}  // namespace pyx::custody
