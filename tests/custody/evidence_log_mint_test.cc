// What the log keeps beside its leaves for the operations of a mint: tallies, retired coins, keys.
#include "custody/acts/lowering_statement.h"
#include "custody/evidence_log.h"
#include "tests/custody/stored_vault.h"
#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace evidence_log_mint_test {

using pyx::testing::budgets_text;
using pyx::testing::BudgetText;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::ElementsAre;

class MintOnDisk : public ::testing::Test {
 protected:
  using Writer = EvidenceLog::Writer;
  MintOnDisk() { vault_.carry_over(); }

  static RequestKey row_key(const OperationLeaf& leaf) { return {leaf.client, {}, leaf.request}; }
  static Result<std::uint64_t> stage(Writer& writer, OperationLeaf leaf) {
    PYX_ASSIGN(leaf.remaining, writer.gate().operation(leaf));
    PYX_ASSIGN(const auto staged, writer.stage_operation(leaf, row_key(leaf)));
    return staged.index;
  }
  Result<std::uint64_t> record(const OperationLeaf& leaf) {
    PYX_ASSIGN(Writer writer, vault_.log().write());
    PYX_ASSIGN(const std::uint64_t index, stage(writer, leaf));
    PYX_TRY(writer.commit());
    return index;
  }
  void count_wrong_tags(std::uint64_t count) {
    auto writer = must(vault_.log().write());
    const BadCoinsLeaf leaf{"issuer", Operation::kCoinsRedeem, count};
    must(writer.gate().bad_coins(leaf));
    must(writer.stage_bad_coins(leaf));
    must(writer.commit());
  }
  void set_budgets(const std::string& text) {
    mint_.vault.set_budgets(text);
    vault_.carry_over();
  }

  struct State {
    std::vector<std::vector<Amount>> taken;
    std::array<Amount, kLedgerEntries> five, one;
    std::uint64_t bad_coins = 0;
    std::vector<bool> retired;
    friend bool operator==(const State&, const State&) = default;
  };
  State state() {
    return vault_.log().look_at([&](const Books& books, const Tallies& tallies, Time now) {
      State all;
      for (const policies::Budget& budget : books.budgets)
        all.taken.push_back(tallies.budgets.taken_of(budget.name, now));
      all.five = tallies.ledger.of(mint_.five).entries;
      all.one = tallies.ledger.of(mint_.one).entries;
      all.bad_coins = tallies.bad_coins("issuer", now);
      all.retired = must(vault_.store().are_retired(mint_.five, coin_.coins));
      return all;
    });
  }
  std::vector<Amount> taken(const char* budget) {
    return vault_.log().look_at([&](const Books&, const Tallies& tallies, Time now) {
      return tallies.budgets.taken_of(budget, now);
    });
  }

  pyx::testing::StoredVault vault_;
  pyx::testing::MemoryMint mint_{vault_.memory};
  const RetiredCoins coin_ = mint_.coins(mint_.five);
};

TEST_F(MintOnDisk, WhatAnOperationMovesIsCountedOnceItIsDurable) {
  const State before = state();
  must(record(mint_.exchange({coin_}, {{mint_.one, 5}})));
  EXPECT_NE(state(), before);
  EXPECT_THAT(taken("exchange"), ElementsAre(Amount{5, 500}));
  EXPECT_THAT(state().retired, ElementsAre(true));
}
TEST_F(MintOnDisk, AWriterThatIsDroppedLeavesTheTalliesAsTheyWere) {
  must(record(mint_.mint({{mint_.five, 1}})));
  const State before = state();
  const OperationLeaf exchange = mint_.exchange({coin_}, {{mint_.one, 5}});
  {
    auto writer = must(vault_.log().write());
    must(stage(writer, exchange));
    must(writer.gate().bad_coins({"issuer", Operation::kCoinsRedeem, 3}));
  }
  EXPECT_EQ(state(), before);
  EXPECT_THAT(record(exchange), IsOk());
}
// SIGN-DURABLE
TEST_F(MintOnDisk, ACommitThatFailsLeavesTheTalliesAsTheyWere) {
  must(record(mint_.mint({{mint_.five, 1}})));
  const State before = state();
  const OperationLeaf exchange = mint_.exchange({coin_}, {{mint_.one, 5}});
  vault_.store().fail_next_commit();
  EXPECT_THAT(record(exchange), FailsWith(Code::kStore));
  EXPECT_EQ(state(), before);
  EXPECT_THAT(record(exchange), IsOk());
  EXPECT_NE(state(), before);
}
TEST_F(MintOnDisk, TalliesRetiredCoinsAndBudgetsAreTheSameAfterReopening) {
  must(record(mint_.mint({{mint_.five, 7}, {mint_.one, 2}})));
  vault_.memory.clock.advance(std::chrono::minutes(40));
  must(record(mint_.exchange({coin_}, {{mint_.one, 5}})));
  must(record(mint_.redeem({mint_.coins(mint_.five, 2)})));
  must(record(mint_.check("gbb")));
  count_wrong_tags(4);
  for (const int minutes : {0, 25, 60}) {
    vault_.memory.clock.advance(std::chrono::minutes(minutes));
    const State before = state();
    EXPECT_EQ(before.bad_coins, 6U);
    vault_.reopen();
    EXPECT_EQ(state(), before) << minutes;
  }
  EXPECT_THAT(record(mint_.redeem({coin_})), RefusedBy("COIN-ONCE"));
}

// COIN-ONCE, SIGN-BUDGET: requests of one commit see each other.
TEST_F(MintOnDisk, ACoinIsRetiredOnceInACommitToo) {
  auto writer = must(vault_.log().write());
  must(stage(writer, mint_.redeem({coin_})));
  EXPECT_THAT(stage(writer, mint_.redeem({coin_})), RefusedBy("COIN-ONCE"));
  EXPECT_THAT(stage(writer, mint_.redeem({mint_.coins(mint_.five)})), IsOk());
  must(writer.commit());
}
TEST_F(MintOnDisk, RequestsOfOneCommitShareTheBudget) {
  set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 3, 1'000'000}}));
  auto writer = must(vault_.log().write());
  must(stage(writer, mint_.mint({{mint_.five, 2}})));
  EXPECT_THAT(stage(writer, mint_.mint({{mint_.five, 2}})), RefusedBy("SIGN-BUDGET"));
  must(stage(writer, mint_.mint({{mint_.five, 1}})));
  must(writer.commit());
}

TEST_F(MintOnDisk, BudgetsThatAreSetAreInForceFromTheNextCommitOn) {
  set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 1, 1'000'000}}));
  EXPECT_THAT(record(mint_.mint({{mint_.five, 2}})), RefusedBy("SIGN-BUDGET"));
  set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 2, 1'000'000}}));
  EXPECT_THAT(record(mint_.mint({{mint_.five, 2}})), IsOk());
  vault_.reopen();
  EXPECT_THAT(record(mint_.mint({{mint_.five, 1}})), RefusedBy("SIGN-BUDGET"));
}
TEST_F(MintOnDisk, ALoweringIsInForceAtOnceAndAfterReopening) {
  LoweringStatement lowering;
  lowering.vault = vault_.memory.books().vault;
  lowering.budget = "issue";
  lowering.limit = {std::chrono::hours(1), 1, 1'000'000};
  lowering.person = "dave";
  lowering.time = vault_.memory.clock.now();
  lowering.expires = lowering.time + std::chrono::minutes(10);
  lowering.nonce = pyx::testing::new_nonce();
  must(vault_.log().append(LoweringLeaf{
      pyx::testing::envelope_by({&vault_.memory.people.at("dave")}, encode_lowering(lowering))}));
  EXPECT_THAT(record(mint_.mint({{mint_.five, 2}})), RefusedBy("SIGN-BUDGET"));
  vault_.reopen();
  EXPECT_THAT(record(mint_.mint({{mint_.five, 2}})), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(record(mint_.mint({{mint_.five, 1}})), IsOk());
}
// A window that was gone begins empty; the verifier, which never closes, says so as well.
TEST_F(MintOnDisk, AWindowThatComesBackIsAsEmptyAfterReopeningAsBefore) {
  const BudgetText hour_alone{"issue", "issue", "all", 1'000, 1'000'000};
  BudgetText with_life = hour_alone;
  with_life.life_value = 1'000'000;
  set_budgets(budgets_text({with_life}));
  must(record(mint_.mint({{mint_.five, 3}})));
  set_budgets(budgets_text({hour_alone}));
  set_budgets(budgets_text({with_life}));
  EXPECT_THAT(taken("issue"), ElementsAre(Amount{3, 1'500}, Amount{}));
  vault_.reopen();
  EXPECT_THAT(taken("issue"), ElementsAre(Amount{3, 1'500}, Amount{}));
}

TEST_F(MintOnDisk, AnOperationIsFoundAtItsLeafAndNothingElseIs) {
  const OperationLeaf asked = mint_.mint({{mint_.five, 1}});
  const std::uint64_t index = must(record(asked));
  const auto found = vault_.log().operation_at(index);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->request, asked.request);
  EXPECT_EQ(found->moves, asked.moves);
  EXPECT_TRUE(found->remaining.has_value());
  EXPECT_THAT(vault_.log().operation_at(index - 1), FailsSaying(Code::kNotFound, "no request"));
  EXPECT_THAT(vault_.log().operation_at(index + 1), FailsSaying(Code::kNotFound, "no leaf"));
  EXPECT_THAT(vault_.log().operation_at(~std::uint64_t{0} / 2), FailsWith(Code::kNotFound));
}
TEST_F(MintOnDisk, AnOperationsRowHasNoKeyAndPinsItsLeaf) {
  const OperationLeaf asked = mint_.mint({{mint_.five, 1}});
  const std::uint64_t index = must(record(asked));
  vault_.reopen();
  const auto row = must(vault_.store().find_requests({row_key(asked)})).front();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->leaf_index, index);
  EXPECT_EQ(row->digest, asked.digest);
  EXPECT_EQ(row->state, RequestRow::State::kOpen);
}
TEST_F(MintOnDisk, TheStatementOfAnAttestationIsKeptWithItsLeaf) {
  const OperationLeaf attest = mint_.attest();
  {
    auto writer = must(vault_.log().write());
    must(writer.gate().operation(attest));
    must(writer.stage_operation(attest, row_key(attest),
                                {{attest.statement.value(), to_bytes("the ledger")}}));
    must(writer.commit());
  }
  vault_.reopen();
  EXPECT_EQ(must(vault_.log().blobs()(attest.statement.value())), to_bytes("the ledger"));
}

TEST_F(MintOnDisk, TheTableOfKeysHasThoseOfCoinsAndEnvelopesAndFollowsTheActs) {
  const auto former = vault_.log().coin_keys();
  EXPECT_TRUE(former->contains(mint_.five));
  EXPECT_TRUE(former->contains(mint_.envelope));
  EXPECT_FALSE(former->contains(mint_.seed));
  EXPECT_FALSE(former->contains(mint_.answer));
  EXPECT_EQ(vault_.log().coin_keys(), former);  // the same until an act
  const Uuid next = mint_.coin_key("eur-5", 2);
  mint_.vault.done(KeyRetire{mint_.one});
  vault_.carry_over();
  const auto present = vault_.log().coin_keys();
  EXPECT_TRUE(present->contains(next));
  EXPECT_EQ(present->at(mint_.one).state, KeyState::kDeactivated);
  mint_.vault.frozen(FreezeKey{mint_.one}, "alice");
  mint_.vault.done(KeyDestroy{mint_.one});
  vault_.carry_over();
  EXPECT_FALSE(vault_.log().coin_keys()->contains(mint_.one));
  EXPECT_FALSE(former->contains(next));
  EXPECT_EQ(former->at(mint_.one).state, KeyState::kActive);
}
TEST_F(MintOnDisk, OfADestroyedKeyTheRetiredCoinsAreForgotten) {
  must(record(mint_.redeem({coin_})));
  mint_.vault.done(KeyRetire{mint_.five});
  vault_.carry_over();
  EXPECT_THAT(state().retired, ElementsAre(true));
  mint_.vault.frozen(FreezeKey{mint_.five}, "alice");
  mint_.vault.done(KeyDestroy{mint_.five});
  vault_.carry_over();
  EXPECT_THAT(state().retired, ElementsAre(false));
}

class FreedOnDisk : public MintOnDisk {
 protected:
  FreedOnDisk() {
    BudgetText issue{"issue", "issue", "all"};
    issue.life_value = 1'000'000;
    set_budgets(budgets_text({issue}));
    asked_ = mint_.mint({{mint_.five, 2}});
    lost_ = must(record(asked_));
    vault_.log().gave_up(lost_);  // nobody is answering it now
  }
  // With its quorum and its intent, and what is retired by it.
  Result<std::uint64_t> free(std::vector<RetiredCoins> retired) {
    vault_.memory.clock.advance(kQuietBeforeFreeing);
    const Uuid act = vault_.memory.approved(ReservationFree{lost_, "case"});
    must(vault_.memory.append(vault_.memory.intent(act)));
    vault_.carry_over();
    ExecutedLeaf leaf{act, {}, {}};
    leaf.refund = Refund{{{}, std::move(retired)}, {}, {}};
    return vault_.log().append(leaf);
  }
  RequestRow row() { return must(vault_.store().find_requests({row_key(asked_)})).front().value(); }

  OperationLeaf asked_;
  std::uint64_t lost_ = 0;
};
TEST_F(FreedOnDisk, AReservationIsClosedRetiredAndGivenBack) {
  const RetiredCoins coins = mint_.coins(mint_.five, 2);
  ASSERT_THAT(free({coins}), IsOk());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(taken("issue"), ElementsAre(Amount{2, 1'000}, Amount{}));
    EXPECT_EQ(row().state, RequestRow::State::kClosed);
    EXPECT_THAT(must(vault_.store().are_retired(mint_.five, coins.coins)), ElementsAre(true, true));
    vault_.reopen();
  }
}
TEST_F(FreedOnDisk, WhatTheGateRefusesChangesNothing) {
  const State before = state();
  const std::uint64_t size = vault_.size();
  EXPECT_THAT(free({mint_.coins(mint_.five, 1)}), RefusedBy("COIN-REFUND"));
  EXPECT_EQ(state(), before);
  EXPECT_EQ(row().state, RequestRow::State::kOpen);
  EXPECT_GT(vault_.size(), size);  // the act and its intent stand
}

}  // namespace evidence_log_mint_test
}  // namespace pyx::custody
