// coins.exchange on a real token: value in is value out, once.
#include <future>

#include "custody/coins/value_job.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace exchange_job_test {

using ::testing::Each;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;
using testing::some_of;

TEST(ExchangeJob, GivesNewCoinsOfEqualValueForOldOnes) {
  MintVault vault;
  const CoinPouch old = vault.minted({{"eur-5", 2}});
  const ValueRequest asked = vault.exchange(old, {{"eur-5", 1}, {"eur-1", 5}});
  const ValueAnswer answer = must(vault.ask(asked));
  const CoinPouch fresh = vault.opened(answer, asked.request);
  ASSERT_EQ(fresh.size(), 6U);
  EXPECT_THAT(vault.verdicts(fresh), Each(Verdict::kGood));
  EXPECT_THAT(vault.verdicts(old), Each(Verdict::kRetired));
  // Outstanding value does not change.
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->facts, ::testing::Contains(::testing::HasSubstr("eur-5: 3 coins issued")));
}

TEST(ExchangeJob, ARetryGivesTheSameCoinsAlsoAfterARestart) {
  MintVault vault;
  const CoinPouch old = vault.minted({{"eur-5", 1}});
  const ValueRequest asked = vault.exchange(old, {{"eur-1", 5}});
  const ValueAnswer first = must(vault.ask(asked));
  vault.close();
  vault.open();
  const ValueAnswer again = must(vault.ask(asked));
  EXPECT_EQ(std::get<Exchanged>(first.what).minted.sealed,
            std::get<Exchanged>(again.what).minted.sealed);
  EXPECT_EQ(first.receipt.leaf_index, again.receipt.leaf_index);
}

// Trap 25: whatever is wrong with what goes out, nothing is retired.
TEST(ExchangeJob, OfUnequalValueIsRefusedAndRetiresNothing) {
  MintVault vault;
  const CoinPouch old = vault.minted({{"eur-5", 1}});
  EXPECT_THAT(vault.ask(vault.exchange(old, {{"eur-1", 4}})), RefusedBy("COIN-EQUAL"));
  EXPECT_THAT(vault.ask(vault.exchange(old, {{"eur-1", 6}})), RefusedBy("COIN-EQUAL"));
  EXPECT_THAT(vault.ask(vault.exchange(old, {{"eur-5", 2}})), RefusedBy("COIN-EQUAL"));
  EXPECT_THAT(vault.verdicts(old), Each(Verdict::kGood));
}

TEST(ExchangeJob, ACoinThatWasExchangedOrRedeemedIsRefusedForEver) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}});
  must(vault.ask(vault.exchange(some_of(coins, {0}), {{"eur-5", 1}})));
  must(vault.ask(vault.redeem(some_of(coins, {1}))));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(vault.ask(vault.exchange(coins, {{"eur-5", 2}})),
                FailsSaying(Code::kRefused, "2 retired"));
    EXPECT_THAT(vault.ask(vault.redeem(some_of(coins, {0}))), RefusedBy("COIN-GOOD"));
    vault.close();
    vault.open();
  }
}

TEST(ExchangeJob, TheSameCoinTwiceInOneRequestIsRefused) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  EXPECT_THAT(vault.ask(vault.exchange(some_of(coins, {0, 0}), {{"eur-5", 2}})),
              FailsSaying(Code::kRefused, "1 twice"));
}

// Trap 24.
TEST(ExchangeJob, TheSameCoinInManyRequestsAtOnceIsTakenOnce) {
  MintVault vault;
  const CoinPouch coin = vault.minted({{"eur-5", 1}});
  constexpr int kClients = 24;
  std::vector<std::future<bool>> outcomes;
  for (int i = 0; i < kClients; ++i) {
    auto outcome = std::make_shared<std::promise<bool>>();
    outcomes.push_back(outcome->get_future());
    vault->operations().submit(
        i % 2 == 0 ? vault.exchange(coin, {{"eur-1", 5}}) : vault.redeem(coin),
        [outcome](const Result<ValueAnswer>& answer) { outcome->set_value(answer.ok()); });
  }
  int taken = 0;
  for (auto& outcome : outcomes) taken += outcome.get() ? 1 : 0;
  EXPECT_EQ(taken, 1);
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

// Refresh.
TEST(ExchangeJob, ExpiredCoinsAreExchangedWithinTheirGrace) {
  MintVault vault(MintVault::Coins::kNone);
  vault.schedule("eur-5");
  const CoinPouch old = vault.minted({{"eur-5", 1}});
  vault.clock.shift(std::chrono::hours(24) * 72);
  EXPECT_THAT(vault.ask(vault.redeem(old)), FailsSaying(Code::kRefused, "1 expired"));
  vault.schedule("eur-5");
  EXPECT_THAT(vault.ask(vault.exchange(old, {{"eur-5", 1}})), IsOk());
}

TEST(ExchangeJob, CoinsOfADeactivatedKeyAreStillExchangedAndNoMoreRedeemed) {
  MintVault vault;
  const CoinPouch old = vault.minted({{"eur-5", 1}});
  vault.done(KeyRetire{old.faces().front().key});
  EXPECT_THAT(vault.ask(vault.redeem(old)), RefusedBy("COIN-GOOD"));
  EXPECT_THAT(vault.ask(vault.exchange(old, {{"eur-1", 5}})), IsOk());
}

TEST(ExchangeJob, IsChargedToItsOwnBudgetAndNotToIssuance) {
  MintVault vault;
  const CoinPouch old = vault.minted({{"eur-5", 1}});
  vault.set_budgets(testing::issue_budget("1h", 1, 500));
  EXPECT_THAT(vault.ask(vault.exchange(old, {{"eur-1", 5}})), IsOk());
  for (const BudgetRecord& record : must(vault->budgets())) {
    if (record.budget.name == "exchange") {
      EXPECT_EQ(record.taken.front(), (Amount{5, 500}));
    }
  }
}

}  // namespace exchange_job_test
}  // namespace pyx::custody
