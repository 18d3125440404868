#include "custody/client/wallet.h"

#include "tests/matchers.h"

namespace pyx::client {
namespace wallet_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;

const Uuid kRequest = Uuid::v7(SystemClock().now());
const Sha256 kVault = sha256("a vault of tests");

custody::CoinPouch sample_coins() {
  custody::CoinPouch coins = custody::CoinPouch::of(1).value();
  Bytes tag(custody::kCoinTagBytes, 9);
  coins.put(0, {kRequest, custody::CoinId{1}, 500, kRequest.time()}, tag);
  return coins;
}
// As custody delivers.
Bytes delivered_to(const hpke::PublicKey& holder) {
  const SecretBytes input = SecretBytes::random(32).value();
  return hpke::seal(holder, input, as_bytes(custody::kDeliveryInfo),
                    custody::delivery_binding(kVault, kRequest), sample_coins().bytes())
      .value();
}

class Wallet : public ::testing::TestWithParam<hpke::Kem> {};
INSTANTIATE_TEST_SUITE_P(Kems, Wallet, ::testing::Values(hpke::Kem::kX25519, hpke::Kem::kP256));

TEST_P(Wallet, OpensWhatWasDeliveredToIt) {
  const hpke::KeyPair holder = new_holder_key(GetParam()).value();
  const auto coins = open_delivery(holder, kVault, kRequest, delivered_to(holder.public_key));
  ASSERT_THAT(coins, IsOk());
  EXPECT_EQ(coins->faces(), sample_coins().faces());
  Bytes tag(custody::kCoinTagBytes, 9);
  EXPECT_TRUE(coins->tag_is(0, tag));
}

TEST_P(Wallet, OpensNothingElse) {
  const hpke::KeyPair holder = new_holder_key(GetParam()).value();
  const Bytes sealed = delivered_to(holder.public_key);
  EXPECT_THAT(open_delivery(new_holder_key(GetParam()).value(), kVault, kRequest, sealed),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(open_delivery(holder, sha256("another vault"), kRequest, sealed),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(open_delivery(holder, kVault, Uuid::v7(SystemClock().now()), sealed),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(open_delivery(holder, kVault, kRequest, Bytes{}), FailsWith(Code::kBadInput));
}

// What a holder's key is called in a request leads back to it.
TEST_P(Wallet, AHoldersKeyIsAsTheVaultReadsIt) {
  const hpke::KeyPair holder = new_holder_key(GetParam()).value();
  const auto back = custody::holder_key_from(custody::to_text(holder.public_key));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->bytes, holder.public_key.bytes);
}

TEST(WalletPayment, OpensForTheOneCallThatItIsBoundTo) {
  const hpke::KeyPair mint = new_holder_key(hpke::Kem::kP256).value();
  const PublicKey envelope_key =
      PublicKey::from_ec_point(KeyType::kP256, mint.public_key.bytes).value();
  const custody::CoinsRedeem redeem{{}, sha256("account")};
  const Bytes binding = custody::payment_binding(kVault, kRequest, redeem);
  const auto sealed = seal_payment(envelope_key, sample_coins(), binding);
  ASSERT_THAT(sealed, IsOk());
  const auto open_with = [&](const Bytes& with) {
    return hpke::open(mint, *sealed, as_bytes(custody::kPaymentInfo), with);
  };
  auto opened = open_with(binding);
  ASSERT_THAT(opened, IsOk());
  const auto coins = custody::CoinPouch::parse(std::move(opened).value());
  EXPECT_EQ(coins->faces(), sample_coins().faces());
  const custody::CoinsRedeem elsewhere{{}, sha256("another account")};
  EXPECT_THAT(open_with(custody::payment_binding(kVault, kRequest, elsewhere)),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(open_with(custody::payment_binding(kVault, kRequest, custody::CoinsCheck{})),
              FailsWith(Code::kBadInput));
}

TEST(WalletPayment, IsSealedToAKeyOfItsKindOnly) {
  const PublicKey other = PublicKey::from_ed25519(Bytes(32, 1)).value();
  EXPECT_THAT(seal_payment(other, sample_coins(), {}), FailsWith(Code::kBadInput));
}

}  // namespace wallet_test
}  // namespace pyx::client
