// The log of a mint, verified offline: the same gate as in the running vault, counted in the same
// way.
#include "base/file.h"
#include "custody/acts/lowering_statement.h"
#include "custody/evidence/export.h"
#include "custody/evidence/verify.h"
#include "tests/support/memory_mint.h"
#include "tests/support/temp_folder.h"

namespace pyx::custody {
namespace verify_mint_test {

namespace fs = std::filesystem;
using pyx::testing::budgets_text;
using pyx::testing::BudgetText;
using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::must;
using pyx::testing::RefusedBy;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VerifyMint : public ::testing::Test {
 protected:
  Result<VerifyReport> verify() {
    pyx::testing::MemoryAccess access(mint_.vault);
    must(export_log(access, folder_));
    return verify_export(folder_, mint_.vault.books().vault, {});
  }
  // A leaf that only a vault which lies would write is refused by its control, and named.
  void expect_refused(const OperationLeaf& leaf, std::string_view control) {
    const std::uint64_t index = mint_.vault.append_unchecked(leaf);
    const auto report = verify();
    EXPECT_THAT(report, RefusedBy(control));
    EXPECT_THAT(report, FailsSaying(Code::kRefused, "leaf " + std::to_string(index) + ": "));
  }
  std::uint64_t minted(std::vector<IssuedCoins> issued) {
    return must(mint_.append(mint_.mint(std::move(issued))));
  }
  void settle(std::uint64_t index) { must(mint_.vault.append(SettleLeaf{{index}})); }

  // Bob's public key of RFC 7748, 6.1.
  static constexpr const char* kHolder = "x25519:3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";
  pyx::testing::MemoryMint mint_;
  pyx::testing::TempFolder temp_;
  fs::path folder_ = temp_.path() / "export";
};

TEST_F(VerifyMint, AnHonestExportVerifiesAndTellsWhatIsOutstanding) {
  minted({{mint_.five, 10}, {mint_.one, 4}});
  must(mint_.append(mint_.exchange({mint_.coins(mint_.five)}, {{mint_.one, 5}})));
  must(mint_.append(mint_.redeem({mint_.coins(mint_.five, 2), mint_.coins(mint_.one)})));
  must(mint_.append(mint_.check("gb")));
  must(mint_.append(mint_.answer_sign()));
  must(mint_.append(mint_.attest()));
  const auto report = verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->facts, Contains("6 operations of the mint, 4 coins retired"));
  EXPECT_THAT(report->facts, Contains("eur-5: 10 coins issued worth 5000, 2 redeemed worth 1000, "
                                      "7 outstanding worth 3500"));
  EXPECT_THAT(report->facts, Contains("eur-1: 9 coins issued worth 900, 1 redeemed worth 100, "
                                      "8 outstanding worth 800"));
}
TEST_F(VerifyMint, OperationsThatWereNotSeenAnsweredAreListed) {
  settle(minted({{mint_.five, 1}}));
  const std::uint64_t open = minted({{mint_.five, 1}});
  EXPECT_THAT(must(verify()).unsettled,
              ElementsAre(::testing::AllOf(HasSubstr("leaf " + std::to_string(open) + ":"),
                                           HasSubstr("coins.mint"))));
}

// SIGN-BUDGET
TEST_F(VerifyMint, ALeafThatExceedsABudgetIsRefused) {
  mint_.set_budgets(budgets_text({BudgetText{"issue", "issue", "all", 3, 1'000'000}}));
  minted({{mint_.five, 2}});
  OperationLeaf lie = mint_.mint({{mint_.five, 2}});
  lie.remaining = Remaining{"issue", "1h", 0, 998'000};
  expect_refused(lie, "SIGN-BUDGET");
}
TEST_F(VerifyMint, ALeafWithinABudgetThatWasLoweredBeforeItIsRefused) {
  LoweringStatement lowering;
  lowering.vault = mint_.vault.books().vault;
  lowering.budget = "issue";
  lowering.limit = {std::chrono::hours(1), 1, 1'000'000};
  lowering.person = "dave";
  lowering.time = mint_.vault.clock.now();
  lowering.expires = lowering.time + std::chrono::minutes(10);
  lowering.nonce = pyx::testing::new_nonce();
  must(mint_.vault.append(LoweringLeaf{
      pyx::testing::envelope_by({&mint_.vault.people.at("dave")}, encode_lowering(lowering))}));
  OperationLeaf lie = mint_.mint({{mint_.five, 2}});
  lie.remaining = must(mint_.gate().would_pass(lie));
  expect_refused(lie, "SIGN-BUDGET");
}
TEST_F(VerifyMint, ALeafThatStatesAnotherRemainderIsRefused) {
  OperationLeaf lie = mint_.mint({{mint_.five, 1}});
  lie.remaining = must(mint_.gate().would_pass(lie));
  --lie.remaining->value;
  expect_refused(lie, "SIGN-BUDGET");
}
TEST_F(VerifyMint, ALeafThatStatesNoRemainderOrOneWhereNoneIsIsRefused) {
  const OperationLeaf without = mint_.mint({{mint_.five, 1}});
  expect_refused(without, "SIGN-BUDGET");
}
TEST_F(VerifyMint, AnAnswerThatStatesARemainderIsRefused) {
  OperationLeaf lie = mint_.answer_sign();
  lie.remaining = Remaining{"issue", "1h", 1, 1};
  expect_refused(lie, "SIGN-BUDGET");
}
TEST_F(VerifyMint, WithoutABudgetNothingWasAllowed) {
  mint_.set_budgets(budgets_text({BudgetText{"redeem", "redeem", "client:issuer", 1, 100}}));
  OperationLeaf lie = mint_.redeem({mint_.coins(mint_.five)});
  expect_refused(lie, "SIGN-BUDGET");
}

// KEY-TERMS
TEST_F(VerifyMint, ALeafThatMintsWithAKeyOutsideItsPeriodIsRefused) {
  expect_refused(mint_.mint({{mint_.coin_key("eur-5", 2), 1}}), "KEY-TERMS");
}
TEST_F(VerifyMint, ALeafThatRedeemsACoinPastItsLifeIsRefused) {
  mint_.vault.clock.set(mint_.vault.books().key(mint_.five)->coins->period.coins_expire);
  expect_refused(mint_.redeem({mint_.coins(mint_.five)}), "KEY-TERMS");
}
// SIGN-GRANT, CLIENT-PINNED
TEST_F(VerifyMint, ALeafOfAClientWithoutTheAccessIsRefused) {
  OperationLeaf lie = mint_.mint({{mint_.five, 1}});
  lie.client = "till";
  expect_refused(lie, "SIGN-GRANT");
}
TEST_F(VerifyMint, WrongTagsOfAnUnknownClientAreRefused) {
  mint_.vault.append_unchecked(BadCoinsLeaf{"nobody", Operation::kCoinsRedeem, 1});
  EXPECT_THAT(verify(), RefusedBy("CLIENT-PINNED"));
}
// FREEZE-ONE
TEST_F(VerifyMint, ALeafWhileMintingIsFrozenIsRefused) {
  mint_.vault.frozen(FreezeMinting{}, "alice");
  mint_.vault.append_unchecked(mint_.mint({{mint_.five, 1}}));
  EXPECT_THAT(verify(), FailsWith(Code::kFrozen));
}
// COIN-ONCE
TEST_F(VerifyMint, ALeafThatRetiresACoinAgainIsRefused) {
  const RetiredCoins coin = mint_.coins(mint_.five);
  must(mint_.append(mint_.redeem({coin})));
  expect_refused(mint_.exchange({coin}, {{mint_.five, 1}}), "COIN-ONCE");
}
// COIN-EQUAL
TEST_F(VerifyMint, ALeafThatExchangesUnequalValueIsRefused) {
  expect_refused(mint_.exchange({mint_.coins(mint_.one)}, {{mint_.five, 1}}), "COIN-EQUAL");
}
// SIGN-RETRY: of whichever operation, an id stands for one request.
TEST_F(VerifyMint, ARequestIdOfAnOperationReservedTwiceIsRefused) {
  const OperationLeaf first = mint_.mint({{mint_.five, 1}});
  must(mint_.append(first));
  OperationLeaf second = mint_.redeem({mint_.coins(mint_.five)});
  second.request = first.request;
  expect_refused(second, "SIGN-RETRY");
}
TEST_F(VerifyMint, AnOperationSettledTwiceIsRefused) {
  const std::uint64_t index = minted({{mint_.five, 1}});
  settle(index);
  mint_.vault.append_unchecked(SettleLeaf{{index}});
  EXPECT_THAT(verify(), FailsWith(Code::kBadInput));
}
TEST_F(VerifyMint, AnAttestationWithoutItsStatementIsRefused) {
  const OperationLeaf attest = mint_.attest();
  must(mint_.append(attest));
  ASSERT_THAT(verify(), IsOk());
  fs::remove(folder_ / "blobs" / "sha256" / to_hex(attest.statement.value()));
  EXPECT_FALSE(verify_export(folder_, mint_.vault.books().vault, {}).ok());
}

// COIN-REFUND
TEST_F(VerifyMint, ARefundVerifiesAndClosesItsRequest) {
  const std::uint64_t lost = minted({{mint_.five, 2}});
  const Sha256 delivery = mint_.vault.put_blob(to_bytes("sealed coins"));
  must(mint_.execute(CoinsRefund{lost, kHolder, "case"},
                     {{{{mint_.five, 2}}, {mint_.coins(mint_.five, 2)}}, mint_.seed, delivery}));
  const auto report = verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
  EXPECT_THAT(report->facts, Contains(HasSubstr("eur-5: 4 coins issued")));
  EXPECT_THAT(report->facts, Contains(HasSubstr("2 outstanding worth 1000")));
  fs::remove(folder_ / "blobs" / "sha256" / to_hex(delivery));
  EXPECT_FALSE(verify_export(folder_, mint_.vault.books().vault, {}).ok());
}
TEST_F(VerifyMint, ARefundOfMoreThanItRetiresIsRefused) {
  const std::uint64_t lost = minted({{mint_.five, 2}});
  mint_.execute_unchecked(CoinsRefund{lost, kHolder, "case"},
                          {{{{mint_.five, 2}}, {mint_.coins(mint_.five)}}, {}, {}});
  EXPECT_THAT(verify(), RefusedBy("COIN-EQUAL"));
}
TEST_F(VerifyMint, ARefundOfCoinsThatWereSpentIsRefused) {
  const std::uint64_t lost = minted({{mint_.five, 1}});
  const RetiredCoins coin = mint_.coins(mint_.five);
  must(mint_.append(mint_.redeem({coin})));
  mint_.execute_unchecked(CoinsRefund{lost, kHolder, "case"},
                          {{{{mint_.five, 1}}, {coin}}, {}, {}});
  EXPECT_THAT(verify(), RefusedBy("COIN-ONCE"));
}
TEST_F(VerifyMint, ARefundOfALeafThatIsNoOperationIsRefused) {
  mint_.execute_unchecked(CoinsRefund{1, kHolder, "case"}, {});
  EXPECT_THAT(verify(), FailsSaying(Code::kNotFound, "leaf 1 "));
}
TEST_F(VerifyMint, AFreedReservationVerifiesClosesItsRequestAndMakesRoomAgain) {
  BudgetText issue{"issue", "issue", "all"};
  issue.life_value = 1'000;
  mint_.set_budgets(budgets_text({issue}));
  const std::uint64_t lost = minted({{mint_.five, 2}});
  must(mint_.execute(ReservationFree{lost, "case"}, {{{}, {mint_.coins(mint_.five, 2)}}, {}, {}}));
  const std::uint64_t again = minted({{mint_.five, 2}});
  const auto report = verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, ElementsAre(HasSubstr("leaf " + std::to_string(again))));
}
TEST_F(VerifyMint, AReservationThatIsFreedAgainIsRefused) {
  const std::uint64_t lost = must(mint_.append(mint_.blind_sign(2)));
  must(mint_.execute(ReservationFree{lost, "case"}, {}));
  ASSERT_THAT(verify(), IsOk());
  mint_.execute_unchecked(ReservationFree{lost, "again"}, {});
  EXPECT_THAT(verify(), RefusedBy("COIN-REFUND"));
}
TEST_F(VerifyMint, AClosedRequestIsNotSettled) {
  const std::uint64_t lost = must(mint_.append(mint_.blind_sign(2)));
  must(mint_.execute(ReservationFree{lost, "case"}, {}));
  mint_.vault.append_unchecked(SettleLeaf{{lost}});
  EXPECT_THAT(verify(), FailsSaying(Code::kBadInput, "no open request"));
}

}  // namespace verify_mint_test
}  // namespace pyx::custody
