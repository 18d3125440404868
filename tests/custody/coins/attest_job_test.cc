// ledger.attest on a real token: conservation of cash, signed; a difference stops minting.
#include "custody/coins/value_job.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace attest_job_test {

using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::some_of;

ValueRequest attest(MintVault& vault, std::vector<LedgerClaim> claims,
                    std::string denomination = "") {
  return vault.value_request(
      LedgerAttest{vault.answer_key, std::move(denomination), std::move(claims)});
}

TEST(AttestJob, SaysWhatWasIssuedRedeemedAndIsOutstanding) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 5}});
  must(vault.ask(vault.redeem(some_of(coins, {0, 1}))));
  must(vault.ask(vault.exchange(some_of(coins, {2}), {{"eur-1", 5}})));
  const ValueAnswer answer =
      must(vault.ask(attest(vault, {{"eur-5", {2, 1000}}, {"eur-1", {5, 500}}})));
  const Envelope& envelope = std::get<Stated>(answer.what).envelope;
  EXPECT_TRUE(signed_by(envelope, *vault.key(vault.answer_key).public_key));
  const std::string text = pyx::to_text(envelope.payload);
  EXPECT_THAT(text, HasSubstr(R"("denomination":"eur-5","currency":"EUR","issued":{"count":5,)"
                              R"("value":2500},"redeemed":{"count":2,"value":1000},)"
                              R"("outstanding":{"count":2,"value":1000})"));
  EXPECT_TRUE(must(vault->freezes()).empty());
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(AttestJob, ADifferenceFreezesMintingAndNothingElse) {
  MintVault vault;
  const CoinPouch coins = vault.minted({{"eur-5", 2}});
  ASSERT_THAT(vault.ask(attest(vault, {{"eur-5", {3, 1500}}})), IsOk());
  const auto freezes = must(vault->freezes());
  ASSERT_EQ(freezes.size(), 1U);
  EXPECT_EQ(freezes.front().statement.target, FreezeTarget(FreezeMinting{}));
  EXPECT_THAT(freezes.front().statement.reason, HasSubstr("eur-5"));
  const ValueRequest mint = vault.value_request(CoinsMint{{{"eur-5", 1}}, vault.holder.public_key});
  EXPECT_THAT(vault.ask(mint), FailsWith(Code::kFrozen));
  EXPECT_THAT(vault.ask(vault.value_request(BlindSign{vault.blind_key(), {Bytes(256, 7)}})),
              FailsWith(Code::kFrozen));
  EXPECT_THAT(vault.ask(vault.exchange(some_of(coins, {0}), {{"eur-1", 5}})), IsOk());
  EXPECT_THAT(vault.ask(vault.redeem(some_of(coins, {1}))), IsOk());
  // Once more raises no second alarm.
  ASSERT_THAT(vault.ask(attest(vault, {{"eur-5", {3, 1500}}})), IsOk());
  EXPECT_EQ(must(vault->freezes()).size(), 1U);
  vault.done(Thaw{{freezes.front().id}, false});
  EXPECT_THAT(vault.ask(mint), IsOk());
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
}

TEST(AttestJob, OfADenominationThatIsNoneIsRefused) {
  MintVault vault;
  EXPECT_THAT(vault.ask(attest(vault, {{"eur-7", {}}})), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault.ask(attest(vault, {}, "eur-7")), FailsWith(Code::kNotFound));
  EXPECT_THAT(vault.ask(attest(vault, {}, "eur-1")), IsOk());
}

}  // namespace attest_job_test
}  // namespace pyx::custody
