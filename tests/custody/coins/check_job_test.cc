// coins.check on a real token: verdicts, metering, and a client that tries tags.
#include "custody/coins/value_job.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace check_job_test {

using ::testing::ElementsAre;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;
using testing::some_of;
using testing::with_a_bad_tag;

constexpr Duration kDay = std::chrono::hours(24);

TEST(CheckJob, SaysOfEachCoinWhatItIs) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}, {"eur-1", 2}});
  must(vault.ask(vault.redeem(some_of(coins, {1}))));
  EXPECT_THAT(vault.verdicts(coins),
              ElementsAre(Verdict::kGood, Verdict::kRetired, Verdict::kGood, Verdict::kGood));
  EXPECT_THAT(vault.verdicts(with_a_bad_tag(coins, 2)),
              ElementsAre(Verdict::kGood, Verdict::kRetired, Verdict::kBadTag, Verdict::kGood));
  EXPECT_THAT(vault.verdicts(some_of(coins, {0, 0, 3})),
              ElementsAre(Verdict::kGood, Verdict::kTwice, Verdict::kGood));
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(CheckJob, OfAnExpiredCoinSaysSoAndOfOnePastItsGraceToo) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  vault.clock.shift(70 * kDay);
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kExpired));
  vault.clock.shift(40 * kDay);
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kOver));
}

TEST(CheckJob, OfACoinWhoseKeyIsFrozenOrDestroyedSaysSo) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  const Uuid key = coins.faces().front().key;
  must(vault.freeze(FreezeKey{key}));
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kFrozen));
  const auto freezes = must(vault->freezes());
  vault.done(Thaw{{freezes.front().id}, false});
  vault.done(KeyRetire{key});
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kExpired));
  must(vault.freeze(FreezeKey{key}));
  vault.close();  // which settles
  vault.open();
  vault.done(KeyDestroy{key});
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kUnknownKey));
}

TEST(CheckJob, ARetryGivesTheVerdictsOfItsFirstAnswer) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  const ValueRequest asked = vault.check(coins);
  const ValueAnswer first = must(vault.ask(asked));
  must(vault.ask(vault.redeem(coins)));
  const ValueAnswer again = must(vault.ask(asked));
  EXPECT_EQ(first.receipt.leaf_index, again.receipt.leaf_index);
  EXPECT_EQ(std::get<Judged>(again.what).coins.front().verdict, Verdict::kGood);
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kRetired));
}

// An envelope is bound to the call that it was made for.
TEST(CheckJob, AnEnvelopeForAnotherCallDoesNotOpen) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  ValueRequest replayed = vault.check(coins);
  replayed.request = vault.new_id();
  EXPECT_THAT(vault.ask(replayed), FailsSaying(Code::kBadInput, "bound to something else"));
  ValueRequest redirected = vault.redeem(coins);
  std::get<CoinsRedeem>(redirected.what).account = sha256("another account");
  EXPECT_THAT(vault.ask(redirected), FailsSaying(Code::kBadInput, "bound to something else"));
  const ValueRequest exchange = vault.exchange(coins, {{"eur-1", 5}});
  ValueRequest to_a_thief = exchange;
  std::get<CoinsExchange>(to_a_thief.what).holder =
      must(client::new_holder_key(hpke::Kem::kP256)).public_key;
  EXPECT_THAT(vault.ask(to_a_thief), FailsSaying(Code::kBadInput, "bound to something else"));
  ValueRequest other_outputs = exchange;
  std::get<CoinsExchange>(other_outputs.what).coins = {{"eur-1", 4}};
  EXPECT_THAT(vault.ask(other_outputs), FailsSaying(Code::kBadInput, "bound to something else"));
  ValueRequest other_operation =
      vault.value_request(CoinsCheck{std::get<CoinsExchange>(exchange.what).payment});
  other_operation.request = exchange.request;
  EXPECT_THAT(vault.ask(other_operation), FailsSaying(Code::kBadInput, "bound to something else"));
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kGood));
}

TEST(CheckJob, AnEnvelopeThatIsNoneIsRefused) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  ValueRequest asked = vault.check(coins);
  auto& payment = std::get<CoinsCheck>(asked.what).payment;
  const Bytes right = payment.sealed;
  payment.sealed.resize(40);
  EXPECT_THAT(vault.ask(asked), FailsWith(Code::kBadInput));
  payment.sealed = right;
  payment.sealed[1] ^= 1;  // no point of the curve
  EXPECT_THAT(vault.ask(asked), FailsWith(Code::kBadInput));
  payment.sealed = right;
  payment.sealed.back() ^= 1;
  EXPECT_THAT(vault.ask(asked), FailsWith(Code::kBadInput));
  payment.sealed = right;
  payment.envelope_key = vault.new_id();
  EXPECT_THAT(vault.ask(asked), FailsWith(Code::kNotFound));
  payment.envelope_key = vault.answer_key;
  EXPECT_THAT(vault.ask(asked), FailsWith(Code::kNotFound));
}

// COIN-ORACLE. A client that tries tags is stopped, and the log says so.
TEST(CheckJob, AClientWithTooManyWrongTagsIsFrozenUntilAThaw) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}});
  for (std::uint64_t i = 0; i < policies::kMostBadCoins; ++i)
    ASSERT_THAT(vault.ask(vault.check(with_a_bad_tag(coins))), IsOk());
  EXPECT_TRUE(must(vault->freezes()).empty());
  // One more is still answered, and is the last.
  ASSERT_THAT(vault.ask(vault.check(with_a_bad_tag(coins))), IsOk());
  const auto freezes = must(vault->freezes());
  ASSERT_EQ(freezes.size(), 1U);
  EXPECT_EQ(freezes.front().statement.target, FreezeTarget(FreezeClient{"issuer"}));
  EXPECT_THAT(vault.ask(vault.check(coins)), FailsWith(Code::kFrozen));
  EXPECT_THAT(vault.ask(vault.exchange(coins, {{"eur-5", 2}})), FailsWith(Code::kFrozen));
  vault.close();
  vault.open();
  EXPECT_THAT(vault.ask(vault.check(coins)), FailsWith(Code::kFrozen));
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
  vault.done(Thaw{{freezes.front().id}, false});
  EXPECT_THAT(vault.ask(vault.check(coins)), IsOk());
}

// Through exchange and redeem, too.
TEST(CheckJob, WrongTagsCountByWhateverOperationTheyCome) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 4}});
  for (int i = 0; i < 8; ++i) {
    EXPECT_THAT(vault.ask(vault.redeem(with_a_bad_tag(coins))), RefusedBy("COIN-GOOD"));
    EXPECT_THAT(vault.ask(vault.exchange(with_a_bad_tag(coins), {{"eur-5", 4}})),
                RefusedBy("COIN-GOOD"));
  }
  EXPECT_TRUE(must(vault->freezes()).empty());
  EXPECT_THAT(vault.ask(vault.redeem(with_a_bad_tag(coins))), RefusedBy("COIN-GOOD"));
  EXPECT_EQ(must(vault->freezes()).size(), 1U);
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

// Its verdicts would be free of any budget and of the count of wrong tags.
TEST(CheckJob, HasNoDryRun) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}});
  for (ValueRequest dry : {vault.check(coins), vault.redeem(coins)}) {
    dry.dry_run = true;
    EXPECT_THAT(vault.ask(dry), FailsSaying(Code::kBadInput, "there is no dry run of coins."));
  }
  EXPECT_THAT(vault.verdicts(coins), ElementsAre(Verdict::kGood, Verdict::kGood));
}

TEST(CheckJob, IsMetered) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 3}});
  vault.set_budgets(
      "version = 1\n[[budget]]\nname = \"check\"\ncharge = \"check\"\nscope = \"client:issuer\"\n"
      "[[budget.limit]]\nwindow = \"1h\"\ncount = 5\n");
  EXPECT_THAT(vault.ask(vault.check(coins)), IsOk());
  EXPECT_THAT(vault.ask(vault.check(coins)), RefusedBy("SIGN-BUDGET"));
}

}  // namespace check_job_test
}  // namespace pyx::custody
