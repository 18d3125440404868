// blind.sign on a real token: RFC 9474 under the key of a denomination.
#include "custody/client/blind_rsa.h"
#include "custody/coins/value_job.h"
#include "tests/support/mint_vault.h"

namespace pyx::custody {
namespace blind_job_test {

using client::BlindVariant;
using testing::FailsSaying;
using testing::FailsWith;
using testing::IsOk;
using testing::MintVault;
using testing::must;
using testing::RefusedBy;

class BlindJob : public ::testing::Test {
 protected:
  PublicKey public_key() { return *vault_.key(vault_.blind_key()).public_key; }
  ValueRequest asked(std::vector<Bytes> elements) {
    return vault_.value_request(BlindSign{vault_.blind_key(), std::move(elements)});
  }
  Bytes element() {
    return must(client::blind(BlindVariant::kPssRandomized, public_key(), as_bytes("a coin")))
        .element;
  }

  MintVault vault_;
};

TEST_F(BlindJob, UnblindsToASignatureOnTheMessageInEachVariant) {
  for (const BlindVariant variant :
       {BlindVariant::kPssRandomized, BlindVariant::kPssZeroRandomized,
        BlindVariant::kPssDeterministic, BlindVariant::kPssZeroDeterministic}) {
    const Bytes prepared = client::prepare(variant, as_bytes("coin 17"));
    const auto blinded = must(client::blind(variant, public_key(), prepared));
    const ValueAnswer answer = must(vault_.ask(asked({blinded.element})));
    const auto signature =
        client::finalize(variant, public_key(), prepared,
                         std::get<BlindSigned>(answer.what).signatures.front(), blinded.inverse);
    ASSERT_THAT(signature, IsOk());
    EXPECT_TRUE(client::verify_unblinded(variant, public_key(), prepared, *signature));
  }
  EXPECT_THAT(vault_.exported_and_verified(), IsOk());
}

TEST_F(BlindJob, IsCountedAsTheValueOfItsDenomination) {
  const ValueRequest request = asked({element(), element(), element()});
  must(vault_.ask(request));
  must(vault_.ask(request));
  EXPECT_EQ(must(vault_->budgets())[0].taken[0], (Amount{3, 3000}));
  vault_.set_budgets(testing::issue_budget("1h", 100, 5999));
  EXPECT_THAT(vault_.ask(asked({element(), element(), element()})), RefusedBy("SIGN-BUDGET"));
}

TEST_F(BlindJob, WhatIsNoBlindedMessageIsRefused) {
  const std::size_t size = element().size();
  Bytes one(size);
  one.back() = 1;
  for (const Bytes& wrong : {Bytes(size), one, Bytes(size, 0xff), Bytes(size - 1, 1), Bytes()}) {
    EXPECT_THAT(vault_.ask(asked({wrong})), FailsWith(Code::kBadInput));
    EXPECT_THAT(vault_.ask(asked({element(), wrong})), FailsWith(Code::kBadInput));
  }
  EXPECT_THAT(vault_.ask(asked({})), FailsWith(Code::kBadInput));
  EXPECT_EQ(must(vault_->budgets())[0].taken[0], Amount{});
}

TEST_F(BlindJob, AKeyOfAnotherPurposeSignsNothingBlindlyAndABlindKeyNothingElse) {
  const Uuid rsa = vault_.make_active_key("issuer-rsa-2048");
  EXPECT_THAT(vault_.ask(vault_.value_request(BlindSign{rsa, {element()}})),
              FailsWith(Code::kNotFound));
  EXPECT_THAT(vault_.sign(vault_.blind_key(), {element()}), RefusedBy("SIGN-GRANT"));
  const CoinPouch coin = vault_.minted({{"eur-5", 1}});
  EXPECT_THAT(vault_.sign(coin.faces().front().key, {to_bytes("a message")}),
              RefusedBy("SIGN-GRANT"));
  EXPECT_THAT(vault_.sign(vault_.answer_key, {to_bytes("a message")}), RefusedBy("SIGN-GRANT"));
}

TEST_F(BlindJob, IsNotSignedOutsideTheKeysPeriod) {
  vault_.blind_key();
  vault_.clock.shift(std::chrono::hours(24 * 9));
  EXPECT_THAT(vault_.ask(asked({element()})), RefusedBy("KEY-TERMS"));
}

TEST_F(BlindJob, ADryRunChangesNothing) {
  ValueRequest dry = asked({element()});
  dry.dry_run = true;
  const std::uint64_t size = must(vault_->info()).log_size;
  const ValueAnswer answer = must(vault_.ask(dry));
  EXPECT_TRUE(std::holds_alternative<WouldPass>(answer.what));
  EXPECT_TRUE(answer.receipt.remaining.has_value());
  EXPECT_EQ(must(vault_->info()).log_size, size);
}

}  // namespace blind_job_test
}  // namespace pyx::custody
