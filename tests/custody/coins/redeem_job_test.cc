// coins.redeem on a real token.
#include "custody/coins/value_job.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace redeem_job_test {

using testing::FailsSaying;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;

TEST(RedeemJob, RetiresCoinsAndSaysWhatTheyAreWorth) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}, {"eur-1", 3}});
  const ValueRequest asked = vault.redeem(coins);
  const ValueAnswer answer = must(vault.ask(asked));
  const auto& redeemed = std::get<Redeemed>(answer.what);
  EXPECT_EQ(redeemed.currency, "EUR");
  EXPECT_EQ(redeemed.value, 1300U);
  EXPECT_EQ(redeemed.retired.size(), 5U);
  const ValueAnswer again = must(vault.ask(asked));
  EXPECT_EQ(std::get<Redeemed>(again.what).value, 1300U);
  EXPECT_EQ(again.receipt.leaf_index, answer.receipt.leaf_index);
  EXPECT_THAT(vault.ask(vault.redeem(coins)), FailsSaying(Code::kRefused, "5 retired"));
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(RedeemJob, OneBadCoinKeepsAllOthersIn) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 3}});
  EXPECT_THAT(vault.ask(vault.redeem(testing::with_a_bad_tag(coins, 1))),
              FailsSaying(Code::kRefused, "1 of 3 coins are not good: 1 bad-tag"));
  EXPECT_THAT(vault.ask(vault.redeem(coins)), IsOk());
}

TEST(RedeemJob, BeyondItsBudgetIsRefusedWhole) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 3}});
  vault.set_budgets(
      "version = 1\n[[budget]]\nname = \"redeem\"\ncharge = \"redeem\"\nscope = \"all\"\n"
      "currency = \"EUR\"\n[[budget.limit]]\nwindow = \"1h\"\ncount = 9\nvalue = 1000\n");
  EXPECT_THAT(vault.ask(vault.redeem(coins)), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(vault.ask(vault.redeem(testing::some_of(coins, {0, 1}))), IsOk());
}

}  // namespace redeem_job_test
}  // namespace pyx::custody
