// What an exchange and a redemption share: all coins or none, and what a refusal tells.
#include "custody/coins/retiring_job.h"

#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace retiring_job_test {

using testing::FailsSaying;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::some_of;
using testing::with_a_bad_tag;

TEST(RetiringJob, ARefusalCountsWhatIsWrongAndNamesNoCoin) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 5}});
  must(vault.ask(vault.redeem(some_of(coins, {4}))));
  const CoinPouch mixed = with_a_bad_tag(some_of(coins, {0, 1, 1, 4}), 0);
  EXPECT_THAT(
      vault.ask(vault.redeem(mixed)),
      FailsSaying(Code::kRefused, "3 of 4 coins are not good: 1 bad-tag, 1 retired, 1 twice"));
  EXPECT_THAT(vault.ask(vault.exchange(mixed, {{"eur-5", 4}})),
              FailsSaying(Code::kRefused, "3 of 4 coins are not good"));
  EXPECT_THAT(vault.ask(vault.redeem(some_of(coins, {0, 1, 2, 3}))), IsOk());
}

TEST(RetiringJob, ARefusedRequestsIdStandsForNothing) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  const ValueRequest refused = vault.redeem(with_a_bad_tag(coins));
  EXPECT_FALSE(vault.ask(refused).ok());
  ValueRequest right = vault.redeem(coins);
  right.request = refused.request;
  auto& what = std::get<CoinsRedeem>(right.what);
  what.payment = vault.pay(coins, payment_binding(vault.id, right.request, what));
  EXPECT_THAT(vault.ask(right), IsOk());
}

TEST(RetiringJob, EachWrongTagOfARefusedRequestIsInTheLog) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}});
  EXPECT_FALSE(vault.ask(vault.redeem(with_a_bad_tag(with_a_bad_tag(coins, 0), 1))).ok());
  const auto leaves = vault.leaves();
  const auto found = std::ranges::find_if(
      leaves, [](const Leaf& leaf) { return std::holds_alternative<BadCoinsLeaf>(leaf.body); });
  ASSERT_NE(found, leaves.end());
  EXPECT_EQ(std::get<BadCoinsLeaf>(found->body).count, 2U);
  EXPECT_EQ(std::get<BadCoinsLeaf>(found->body).client, "issuer");
}

}  // namespace retiring_job_test
}  // namespace pyx::custody
