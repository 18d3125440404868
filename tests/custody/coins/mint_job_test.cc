// coins.mint on a real token, from the request to the coins in the holder's hand.
#include <atomic>
#include <set>
#include <thread>

#include "custody/acts/lowering_statement.h"
#include "custody/coins/value_job.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace mint_job_test {

using ::testing::ElementsAre;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;

TEST(MintJob, GivesCoinsThatOnlyTheirHolderSees) {
  MintVault vault;
  const ValueRequest request =
      vault.value_request(CoinsMint{{{"eur-5", 3}, {"eur-1", 2}}, vault.holder.public_key});
  const ValueAnswer answer = must(vault.ask(request));
  const Minted& minted = std::get<Minted>(answer.what);
  ASSERT_EQ(minted.coins.size(), 5U);
  const CoinPouch pouch = vault.opened(answer, request.request);
  ASSERT_EQ(pouch.size(), 5U);
  std::set<CoinId> ids;
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(pouch.faces()[i].id, minted.coins[i].id);
    EXPECT_EQ(pouch.faces()[i].value, i < 3 ? 500U : 100U);
    ids.insert(pouch.faces()[i].id);
  }
  EXPECT_EQ(ids.size(), 5U);
  EXPECT_EQ(vault.verdicts(pouch), std::vector<Verdict>(5, Verdict::kGood));
  EXPECT_TRUE(vault.exported_and_verified().ok());
}

TEST(MintJob, ARetryGivesTheSameBytesAndChargesOnce) {
  MintVault vault;
  const ValueRequest request =
      vault.value_request(CoinsMint{{{"eur-5", 40}}, vault.holder.public_key});
  const ValueAnswer first = must(vault.ask(request));
  const ValueAnswer again = must(vault.ask(request));
  EXPECT_EQ(std::get<Minted>(first.what).sealed, std::get<Minted>(again.what).sealed);
  EXPECT_EQ(first.receipt.leaf_index, again.receipt.leaf_index);
  EXPECT_EQ(first.receipt.remaining, again.receipt.remaining);
  vault.close();
  vault.open();
  const ValueAnswer later = must(vault.ask(request));
  EXPECT_EQ(std::get<Minted>(first.what).sealed, std::get<Minted>(later.what).sealed);
  EXPECT_EQ(must(vault->budgets())[0].taken[0], (Amount{40, 20000}));
}

ValueRequest asking(MintVault& vault, std::vector<CoinLine> coins) {
  return vault.value_request(CoinsMint{std::move(coins), vault.holder.public_key});
}

TEST(MintJob, AP256HolderGetsCoinsToo) {
  MintVault vault;
  const auto holder = must(client::new_holder_key(hpke::Kem::kP256));
  const ValueRequest request = vault.value_request(CoinsMint{{{"eur-1", 1}}, holder.public_key});
  const ValueAnswer answer = must(vault.ask(request));
  const auto pouch = client::open_delivery(holder, vault.id, request.request,
                                           std::get<Minted>(answer.what).sealed);
  ASSERT_THAT(pouch, IsOk());
  // Neither for another request nor with another key.
  EXPECT_THAT(
      client::open_delivery(holder, vault.id, vault.new_id(), std::get<Minted>(answer.what).sealed),
      FailsWith(Code::kBadInput));
  EXPECT_THAT(client::open_delivery(must(client::new_holder_key(hpke::Kem::kP256)), vault.id,
                                    request.request, std::get<Minted>(answer.what).sealed),
              FailsWith(Code::kBadInput));
}

TEST(MintJob, CountsAndNamesThatAreWrongAreRefusedAndChargeNothing) {
  MintVault vault;
  vault.blind_key();
  for (const auto& coins :
       std::vector<std::vector<CoinLine>>{{},
                                          {{"eur-5", 0}},
                                          {{"eur-5", kMostCoins + 1}},
                                          {{"eur-5", 0x80000000U}},
                                          {{"eur-5", 0xffffffffU}},
                                          {{"eur-5", 200}, {"eur-1", 57}},
                                          {{"eur-5", 1}, {"eur-5", 1}},
                                          {{"eur-10-blind", 1}},
                                          std::vector<CoinLine>(33, CoinLine{"eur-5", 1})}) {
    EXPECT_THAT(vault.ask(asking(vault, coins)), FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-7", 1}})), FailsSaying(Code::kNotFound, "eur-7"));
  EXPECT_EQ(must(vault->budgets())[0].taken[0], Amount{});
}

TEST(MintJob, WhatDoesNotFitIsRefusedWholeAndSaysWhatRemainsAndWhenItFrees) {
  MintVault vault;
  vault.set_budgets(testing::issue_budget("1h", 10, 5000));
  must(vault.ask(asking(vault, {{"eur-5", 8}})));
  const auto refusal = vault.ask(asking(vault, {{"eur-5", 3}}));
  ASSERT_THAT(refusal, RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(refusal, FailsSaying(Code::kRefused, "2 coins worth 1000 minor units of EUR remain"));
  EXPECT_THAT(refusal, FailsSaying(Code::kRefused, "there is room at"));
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 2}})), IsOk());
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-1", 1}})), RefusedBy("SIGN-BUDGET"));
  vault.clock.shift(std::chrono::minutes(62));
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 10}})), IsOk());
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

// FAIL-CLOSED.
TEST(MintJob, WithoutABudgetNothingIsIssued) {
  MintVault vault;
  vault.set_budgets(testing::issue_budget("1h", 10, 5000, "denomination:eur-1"));
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-1", 1}})), IsOk());
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), FailsSaying(Code::kRefused, "no budget"));
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-1", 1}, {"eur-5", 1}})), RefusedBy("SIGN-BUDGET"));
}

TEST(MintJob, ALoweredBudgetHoldsAtOnceAndIsRaisedByAnActOnly) {
  MintVault vault;
  const Time now = vault.clock.now();
  LoweringStatement lowering{
      {vault.id, "carol", now, now + std::chrono::minutes(5), testing::new_nonce(), "a test"},
      "issue",
      {std::chrono::hours(1), 5, 2500}};
  const auto signed_by_carol = [&] {
    return testing::envelope_by({&vault.people.at("carol")}, encode_lowering(lowering));
  };
  const auto lowered = vault->lower(signed_by_carol());
  ASSERT_THAT(lowered, IsOk());
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 6}})), RefusedBy("SIGN-BUDGET"));
  EXPECT_THAT(vault->lower(signed_by_carol()), RefusedBy("SIGN-BUDGET"));  // used before
  lowering.nonce = testing::new_nonce();
  lowering.limit.count = 6;
  EXPECT_THAT(vault->lower(signed_by_carol()), RefusedBy("SIGN-BUDGET"));  // raises
  vault.close();
  vault.open();
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 6}})), RefusedBy("SIGN-BUDGET"));
  vault.set_budgets(testing::roomy_budgets());
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 6}})), IsOk());
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

// SIGN-BUDGET. Trap 24.
TEST(MintJob, TheLastUnitOfABudgetGoesToOneOf64) {
  MintVault vault;
  vault.set_budgets(testing::issue_budget("life", 1, 500));
  constexpr int kClients = 64;
  std::atomic<int> given{0};
  std::atomic<int> refusals{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      const auto answer = vault.ask(asking(vault, {{"eur-5", 1}}));
      if (answer.ok()) ++given;
      if (!answer.ok() && answer.error().control == "SIGN-BUDGET") ++refusals;
    });
  }
  for (std::thread& one : clients) one.join();
  EXPECT_EQ(given, 1);
  EXPECT_EQ(refusals, kClients - 1);
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(MintJob, ADryRunSaysWhetherItWouldPassAndChangesNothing) {
  MintVault vault;
  vault.set_budgets(testing::issue_budget("1h", 10, 5000));
  ValueRequest dry = asking(vault, {{"eur-5", 7}});
  dry.dry_run = true;
  const std::uint64_t size = must(vault->info()).log_size;
  for (int i = 0; i < 3; ++i) {
    const ValueAnswer answer = must(vault.ask(dry));
    EXPECT_TRUE(std::holds_alternative<WouldPass>(answer.what));
    EXPECT_EQ(answer.receipt.remaining->count, 3U);
  }
  ValueRequest too_much = asking(vault, {{"eur-5", 11}});
  too_much.dry_run = true;
  EXPECT_THAT(vault.ask(too_much), RefusedBy("SIGN-BUDGET"));
  EXPECT_EQ(must(vault->info()).log_size, size);
  EXPECT_EQ(must(vault->budgets())[0].taken[0], Amount{});
  // Its id stands for nothing yet.
  dry.dry_run = false;
  EXPECT_THAT(vault.ask(dry), IsOk());
}

TEST(MintJob, WhatIsFrozenIsAnswerableAgainAfterAThaw) {
  MintVault vault;
  const ValueRequest reserved = asking(vault, {{"eur-5", 1}});
  const ValueAnswer answer = must(vault.ask(reserved));
  const Uuid key = std::get<Minted>(answer.what).coins.front().key;
  for (const FreezeTarget& target : std::vector<FreezeTarget>{
           FreezeAll{}, FreezeMinting{}, FreezeClient{"issuer"}, FreezeKey{key}}) {
    must(vault.freeze(target));
    const bool a_key = std::holds_alternative<FreezeKey>(target);
    EXPECT_THAT(vault.ask(reserved), FailsWith(Code::kFrozen)) << to_text(target);
    EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), FailsWith(Code::kFrozen));
    if (a_key) {
      EXPECT_THAT(vault.ask(asking(vault, {{"eur-1", 1}})), IsOk());
    }
    vault.done(Thaw{{must(vault->freezes()).front().id}, false});
    const ValueAnswer again = must(vault.ask(reserved));
    EXPECT_EQ(std::get<Minted>(again.what).sealed, std::get<Minted>(answer.what).sealed);
  }
}

TEST(MintJob, AReservedRequestIsCompletedWithItsKeyAlsoAfterThePeriodAndRetirement) {
  MintVault vault;
  const ValueRequest reserved = asking(vault, {{"eur-5", 1}});
  const ValueAnswer answer = must(vault.ask(reserved));
  vault.done(KeyRetire{std::get<Minted>(answer.what).coins.front().key});
  const ValueAnswer again = must(vault.ask(reserved));
  EXPECT_EQ(std::get<Minted>(again.what).sealed, std::get<Minted>(answer.what).sealed);
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), RefusedBy("KEY-STATE"));
}

TEST(MintJob, TheNextPeriodsKeyMintsWhenItsPeriodBegins) {
  MintVault vault(MintVault::Coins::kNone);
  const Uuid now = vault.schedule("eur-5");
  const Uuid next = vault.schedule("eur-5", 1);
  EXPECT_EQ(vault.minted({{"eur-5", 1}}).faces().front().key, now);
  vault.clock.shift(std::chrono::hours(24 * 7));
  EXPECT_EQ(vault.minted({{"eur-5", 1}}).faces().front().key, next);
  vault.clock.shift(std::chrono::hours(24 * 7));
  // The one before it mints on while they overlap, a day, and then nothing does.
  const auto into_period =
      (vault.clock.now() - must(from_rfc3339("2026-11-16T00:00:00Z"))) % std::chrono::hours(24 * 7);
  if (into_period < std::chrono::hours(24)) {
    EXPECT_EQ(vault.minted({{"eur-5", 1}}).faces().front().key, next);
    vault.clock.shift(std::chrono::hours(24));
  }
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), RefusedBy("KEY-TERMS"));
}

TEST(MintJob, CoinsOfOneKeyDoNotCheckUnderAnother) {
  MintVault vault(MintVault::Coins::kNone);
  vault.schedule("eur-5");
  const Uuid next = vault.schedule("eur-5", 1);
  const CoinPouch coins = vault.minted({{"eur-5", 1}});
  const CoinPouch other = testing::with_key(coins, next);
  EXPECT_THAT(vault.verdicts(other), ElementsAre(Verdict::kBadTag));
}

TEST(MintJob, MintingAndCheckingAreGrantedApart) {
  MintVault vault;
  ValueRequest stranger = asking(vault, {{"eur-5", 1}});
  stranger.client = {"urn:pyx:client:auditor-desk", testing::client_key("auditor-desk")};
  EXPECT_THAT(vault.ask(stranger), RefusedBy("SIGN-GRANT"));
  stranger.client.spki_sha256[0] ^= 1;
  EXPECT_THAT(vault.ask(stranger), RefusedBy("CLIENT-PINNED"));
}

// CLOCK-SANE.
TEST(MintJob, AClockThatIsSetBackOrForwardStopsIssuanceUntilItIsAccepted) {
  MintVault vault;
  const ValueRequest request = asking(vault, {{"eur-5", 1}});
  vault.clock.step(-std::chrono::hours(1));
  EXPECT_THAT(vault.ask(request), RefusedBy("CLOCK-SANE"));
  vault.clock.step(std::chrono::hours(1));
  EXPECT_THAT(vault.ask(request), IsOk());
  vault.clock.step(std::chrono::hours(24));
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), RefusedBy("CLOCK-SANE"));
  // A restart does not make it right; a freeze is still possible.
  vault.close();
  vault.open();
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), RefusedBy("CLOCK-SANE"));
  must(vault.freeze(FreezeMinting{}));
  vault.done(ClockAccept{vault.clock.now() + std::chrono::hours(1)});
  vault.done(Thaw{{must(vault->freezes()).front().id}, false});
  EXPECT_THAT(vault.ask(asking(vault, {{"eur-5", 1}})), IsOk());
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

}  // namespace mint_job_test
}  // namespace pyx::custody
