// Refunds and reservations that are freed, through the gate.
#include "custody/coins/operation_gate.h"
#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace refund_gate_test {

using pyx::testing::budgets_text;
using pyx::testing::BudgetText;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::ElementsAre;

class RefundGate : public ::testing::Test {
 protected:
  RefundGate() { at_ = must(mint_.append(mint_.mint({{mint_.five, 2}, {mint_.one, 3}}))); }
  Result<std::uint64_t> refund(CoinMoves moves) {
    return mint_.execute(CoinsRefund{at_, kHolder, "case 1"}, {std::move(moves), {}, {}});
  }
  Result<std::uint64_t> free(std::uint64_t leaf, std::vector<RetiredCoins> retired) {
    return mint_.execute(ReservationFree{leaf, "case 2"}, {{{}, std::move(retired)}, {}, {}});
  }
  std::vector<RetiredCoins> all_of_it() {
    return {mint_.coins(mint_.five, 2), mint_.coins(mint_.one, 3)};
  }
  std::vector<Amount> life_of(const char* budget) const {
    return mint_.tallies.budgets.taken_of(budget, mint_.vault.clock.now());
  }
  const KeyAccount& account(const Uuid& key) const { return mint_.tallies.ledger.of(key); }

  // Bob's public key of RFC 7748, 6.1.
  static constexpr const char* kHolder = "x25519:3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";
  pyx::testing::MemoryMint mint_;
  std::uint64_t at_ = 0;
};

// COIN-REFUND
TEST_F(RefundGate, WhatIsLeftOfALostAnswerIsIssuedAnew) {
  ASSERT_THAT(refund({{{mint_.five, 2}}, {mint_.coins(mint_.five, 2)}}), IsOk());
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kRefunded), (Amount{2, 1'000}));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kReissued), (Amount{2, 1'000}));
  EXPECT_EQ(account(mint_.five).outstanding(), (Amount{2, 1'000}));
  EXPECT_THAT(life_of("refund"), ElementsAre(Amount{2, 1'000}));
  EXPECT_EQ(mint_.retired.size(), 2U);
}
TEST_F(RefundGate, ItIssuesNeitherMoreNorLessThanItRetires) {
  EXPECT_THAT(refund({{{mint_.five, 2}}, {mint_.coins(mint_.five)}}), RefusedBy("COIN-EQUAL"));
  EXPECT_THAT(refund({{{mint_.five, 1}}, {mint_.coins(mint_.five, 2)}}), RefusedBy("COIN-EQUAL"));
  EXPECT_EQ(mint_.retired.size(), 0U);
}
TEST_F(RefundGate, ItRetiresOnlyWhatTheRequestIssued) {
  EXPECT_THAT(refund({{{mint_.five, 3}}, {mint_.coins(mint_.five, 3)}}), RefusedBy("COIN-REFUND"));
  const Uuid next = mint_.coin_key("eur-5", 2);
  EXPECT_THAT(refund({{{mint_.five, 1}}, {mint_.coins(next)}}), RefusedBy("COIN-REFUND"));
  RetiredCoins twice = mint_.coins(mint_.five);
  twice.coins.push_back(twice.coins.front());
  EXPECT_THAT(refund({{{mint_.five, 2}}, {twice}}), RefusedBy("COIN-REFUND"));
}
TEST_F(RefundGate, ACoinThatWasSpentIsNotRefunded) {
  const RetiredCoins coin = mint_.coins(mint_.five);
  must(mint_.append(mint_.redeem({coin})));
  EXPECT_THAT(refund({{{mint_.five, 1}}, {coin}}), RefusedBy("COIN-ONCE"));
}
TEST_F(RefundGate, ARefundedCoinIsSpentNoMore) {
  const RetiredCoins coin = mint_.coins(mint_.five);
  must(refund({{{mint_.five, 1}}, {coin}}));
  EXPECT_THAT(mint_.append(mint_.redeem({coin})), RefusedBy("COIN-ONCE"));
  EXPECT_THAT(refund({{{mint_.five, 1}}, {coin}}), RefusedBy("COIN-ONCE"));
}
TEST_F(RefundGate, ItFallsUnderTheBudgetOfRefundsAndAFreezeOfMinting) {
  mint_.set_budgets(budgets_text({BudgetText{"refund", "refund", "all", 1, 1'000'000}}));
  EXPECT_THAT(refund({{{mint_.five, 2}}, {mint_.coins(mint_.five, 2)}}), RefusedBy("SIGN-BUDGET"));
  mint_.vault.frozen(FreezeMinting{}, "alice");
  EXPECT_THAT(refund({{{mint_.five, 1}}, {mint_.coins(mint_.five)}}), FailsWith(Code::kFrozen));
}
TEST_F(RefundGate, ItIssuesWithKeysThatMayIssue) {
  mint_.vault.clock.set(mint_.vault.books().key(mint_.five)->coins->period.mints_until);
  EXPECT_THAT(refund({{{mint_.five, 1}}, {mint_.coins(mint_.five)}}), RefusedBy("KEY-TERMS"));
}
TEST_F(RefundGate, OnlyWhatIssuesCoinsIsRefunded) {
  for (const std::uint64_t other : {must(mint_.append(mint_.redeem({mint_.coins(mint_.five)}))),
                                    must(mint_.append(mint_.blind_sign(1)))}) {
    EXPECT_THAT(mint_.execute(CoinsRefund{other, kHolder, "case"}, {}), RefusedBy("COIN-REFUND"));
  }
  EXPECT_THAT(mint_.execute(CoinsRefund{1, kHolder, "case"}, {}), FailsWith(Code::kNotFound));
}
TEST_F(RefundGate, CoinsOfAnExchangeAreRefunded) {
  at_ = must(mint_.append(mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}})));
  EXPECT_THAT(refund({{{mint_.one, 5}}, {mint_.coins(mint_.one, 5)}}), IsOk());
}

class FreeingGate : public RefundGate {
 protected:
  FreeingGate() {
    BudgetText text{"issue", "issue", "all"};
    text.life_value = 1'000'000;
    mint_.set_budgets(budgets_text({text}));
    at_ = must(mint_.append(mint_.mint({{mint_.five, 2}, {mint_.one, 3}})));
  }
};
TEST_F(FreeingGate, AFreedReservationIsRetiredWholeAndGivesBackTheLifeWindows) {
  ASSERT_THAT(free(at_, all_of_it()), IsOk());
  const Amount hour{10, 2'600};  // nothing is given back there; it frees with time
  EXPECT_THAT(life_of("issue"), ElementsAre(hour, Amount{}));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kRefunded), (Amount{2, 1'000}));
  EXPECT_EQ(account(mint_.five).of(LedgerEntry::kReissued), Amount{});
  EXPECT_EQ(mint_.retired.size(), 5U);
}
TEST_F(FreeingGate, AReservationOfWhichACoinWasSpentIsNotFreed) {
  EXPECT_THAT(free(at_, {mint_.coins(mint_.five, 2), mint_.coins(mint_.one, 2)}),
              FailsSaying(Code::kRefused, "answered after all"));
  EXPECT_THAT(life_of("issue"), ElementsAre(Amount{10, 2'600}, Amount{5, 1'300}));
}
TEST_F(FreeingGate, NothingIsIssuedByFreeing) {
  EXPECT_THAT(
      mint_.execute(ReservationFree{at_, "case"}, {{{{mint_.five, 1}}, all_of_it()}, {}, {}}),
      RefusedBy("COIN-EQUAL"));
}
TEST_F(FreeingGate, AnExchangeIsNotFreedForWhatItTookInWouldBeLost) {
  mint_.set_budgets(pyx::testing::roomy_budget_texts());
  const std::uint64_t exchange =
      must(mint_.append(mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}})));
  EXPECT_THAT(free(exchange, {mint_.coins(mint_.one, 5)}), RefusedBy("COIN-REFUND"));
}
TEST_F(FreeingGate, BlindSignaturesAreFreedByWhatPeopleVouchFor) {
  const std::uint64_t blind = must(mint_.append(mint_.blind_sign(3)));
  ASSERT_THAT(free(blind, {}), IsOk());
  EXPECT_EQ(account(mint_.blind()).issued(), Amount{});
  EXPECT_THAT(life_of("issue").back(), (Amount{5, 1'300}));
}
// What was given back once is not given back again: the budget would grow by it.
TEST_F(FreeingGate, WhatWasFreedIsNotFreedAgain) {
  const std::uint64_t blind = must(mint_.append(mint_.blind_sign(3)));
  must(mint_.append(mint_.blind_sign(3)));
  must(free(blind, {}));
  EXPECT_THAT(free(blind, {}), FailsSaying(Code::kRefused, "given back before"));
  EXPECT_EQ(account(mint_.blind()).issued(), (Amount{3, 3'000}));
}

}  // namespace refund_gate_test
}  // namespace pyx::custody
