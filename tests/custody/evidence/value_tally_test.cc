#include "custody/evidence/value_tally.h"

#include "tests/support/memory_mint.h"

namespace pyx::custody {
namespace value_tally_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;

class ValueTallyTest : public ::testing::Test {
 protected:
  ValueTallyTest() { tally_.follow(mint_.vault.books()); }
  template <class Body>
  Result<void> take(const Body& body) {
    return tally_.take(mint_.vault.books(), {mint_.vault.clock.now(), body}, requests_,
                       mint_.vault.blob_reader());
  }
  // As the vault wrote it: through its gate, and into its tallies.
  OperationLeaf passed(OperationLeaf leaf) {
    leaf.remaining = must(mint_.gate().operation(leaf));
    mint_.tallies.keep(mint_.vault.clock.now());
    return leaf;
  }

  pyx::testing::MemoryMint mint_;
  RequestTally requests_;
  ValueTally tally_;
};

TEST_F(ValueTallyTest, WhatPassedTheVaultsGatePassesHereAndAddsUpTheSame) {
  EXPECT_THAT(take(passed(mint_.mint({{mint_.five, 4}}))), IsOk());
  EXPECT_THAT(take(passed(mint_.redeem({mint_.coins(mint_.five, 3)}))), IsOk());
  EXPECT_THAT(take(passed(mint_.attest())), IsOk());
  EXPECT_EQ(tally_.ledger().of(mint_.five).outstanding(), (Amount{1, 500}));
  EXPECT_EQ(tally_.ledger().of(mint_.five).of(LedgerEntry::kRedeemed), (Amount{3, 1'500}));
  EXPECT_EQ(tally_.retired(), 3U);
}
// SIGN-BUDGET
TEST_F(ValueTallyTest, ALeafThatStatesAnotherRemainderIsRefused) {
  OperationLeaf lie = passed(mint_.mint({{mint_.five, 1}}));
  ++lie.remaining->count;
  EXPECT_THAT(take(lie), RefusedBy("SIGN-BUDGET"));
  lie.remaining.reset();
  EXPECT_THAT(take(lie), RefusedBy("SIGN-BUDGET"));
}
TEST_F(ValueTallyTest, BudgetsCountOnlyOnceTheyAreFollowed) {
  tally_ = {};
  EXPECT_THAT(take(passed(mint_.mint({{mint_.five, 1}}))), RefusedBy("SIGN-BUDGET"));
  tally_.follow(mint_.vault.books());
  EXPECT_THAT(take(passed(mint_.redeem({mint_.coins(mint_.five)}))), IsOk());
}
// COIN-ONCE
TEST_F(ValueTallyTest, ACoinIsRetiredOnce) {
  const RetiredCoins coin = mint_.coins(mint_.five);
  const OperationLeaf redeem = passed(mint_.redeem({coin}));
  ASSERT_THAT(take(redeem), IsOk());
  OperationLeaf again = mint_.redeem({coin});
  again.remaining = redeem.remaining;
  EXPECT_THAT(take(again), RefusedBy("COIN-ONCE"));
  EXPECT_EQ(tally_.retired(), 1U);
}
TEST_F(ValueTallyTest, AStatementThatIsNotThereIsAnError) {
  const OperationLeaf attest = passed(mint_.attest());
  mint_.vault.blobs.erase(attest.statement.value());
  EXPECT_FALSE(take(attest).ok());
}
TEST_F(ValueTallyTest, WrongTagsOfAnUnknownClientAreRefused) {
  EXPECT_THAT(take(BadCoinsLeaf{"issuer", Operation::kCoinsRedeem, 1}), IsOk());
  EXPECT_THAT(take(BadCoinsLeaf{"nobody", Operation::kCoinsRedeem, 1}), RefusedBy("CLIENT-PINNED"));
}

// COIN-REFUND
TEST_F(ValueTallyTest, OnlyAnOpenRequestIsFreed) {
  const OperationLeaf lost = passed(mint_.blind_sign(2));
  ASSERT_THAT(requests_.take({mint_.vault.clock.now(), lost}, 7), IsOk());
  ASSERT_THAT(take(lost), IsOk());
  mint_.vault.clock.advance(kQuietBeforeFreeing);
  ExecutedLeaf free;
  free.act = mint_.vault.approved(ReservationFree{7, "case"});
  free.refund.emplace();
  ASSERT_THAT(requests_.take({mint_.vault.clock.now(), SettleLeaf{{7}}}, 8), IsOk());
  EXPECT_THAT(take(free), RefusedBy("COIN-REFUND"));
  EXPECT_EQ(tally_.ledger().of(mint_.blind()).issued().count, 2U);

  requests_ = {};
  ASSERT_THAT(requests_.take({mint_.vault.clock.now(), lost}, 7), IsOk());
  EXPECT_THAT(take(free), IsOk());
  EXPECT_EQ(tally_.ledger().of(mint_.blind()).issued().count, 0U);
}
TEST_F(ValueTallyTest, ARefundNamesARequestOfTheMint) {
  ExecutedLeaf refund;
  // Bob's public key of RFC 7748, 6.1.
  refund.act = mint_.vault.approved(
      CoinsRefund{7, "x25519:3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08", "case"});
  refund.refund.emplace();
  EXPECT_THAT(take(refund), FailsWith(Code::kNotFound));
}

}  // namespace value_tally_test
}  // namespace pyx::custody
