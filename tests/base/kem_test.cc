#include "base/kem.h"

#include "tests/matchers.h"
#include "tests/support/hpke_vectors.h"
#include "tests/support/revealed.h"

namespace pyx::hpke {
namespace kem_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::HpkeVector;
using testing::IsOk;
using testing::revealed;
using testing::secret;

class KemOfTheStandard : public ::testing::TestWithParam<HpkeVector> {
 protected:
  const HpkeVector vector_ = GetParam();
};

TEST_P(KemOfTheStandard, DerivesItsKeyPairs) {
  const auto receiver = derive_key_pair(vector_.kem, secret(vector_.receiver_input));
  ASSERT_THAT(receiver, IsOk());
  EXPECT_EQ(receiver->public_key, (PublicKey{vector_.kem, vector_.receiver_key}));
  EXPECT_EQ(revealed(receiver->secret), vector_.receiver_secret);
  EXPECT_EQ(public_key_bytes(vector_.kem), vector_.receiver_key.size());
  const auto ephemeral = derive_key_pair(vector_.kem, secret(vector_.ephemeral_input));
  ASSERT_THAT(ephemeral, IsOk());
  EXPECT_EQ(ephemeral->public_key.bytes, vector_.encapsulated);
}

TEST_P(KemOfTheStandard, BothSidesComeToTheSharedSecret) {
  const PublicKey receiver{vector_.kem, vector_.receiver_key};
  const KeyPair ephemeral = derive_key_pair(vector_.kem, secret(vector_.ephemeral_input)).value();
  for (const auto& point :
       {shared_point(ephemeral, receiver.bytes),
        shared_point({secret(vector_.receiver_secret), receiver}, vector_.encapsulated)}) {
    ASSERT_THAT(point, IsOk());
    const auto shared = shared_secret(*point, vector_.encapsulated, receiver);
    ASSERT_THAT(shared, IsOk());
    EXPECT_EQ(revealed(*shared), vector_.shared_secret);
  }
}

TEST_P(KemOfTheStandard, AKeyIsDerivedFromEnoughOnly) {
  EXPECT_THAT(derive_key_pair(vector_.kem, secret(Bytes(32, 1))), IsOk());
  EXPECT_THAT(derive_key_pair(vector_.kem, secret(Bytes(31, 1))), FailsWith(Code::kBadInput));
  EXPECT_THAT(derive_key_pair(vector_.kem, SecretBytes()), FailsWith(Code::kBadInput));
}

TEST_P(KemOfTheStandard, APublicKeyIsCheckedBeforeItIsKept) {
  EXPECT_THAT(check_public_key({vector_.kem, vector_.receiver_key}), IsOk());
  EXPECT_THAT(check_public_key({vector_.kem, vector_.encapsulated}), IsOk());
  for (const std::size_t size : {std::size_t{0}, vector_.receiver_key.size() - 1}) {
    Bytes cut = vector_.receiver_key;
    cut.resize(size);
    EXPECT_THAT(check_public_key({vector_.kem, cut}), FailsSaying(Code::kBadInput, "bytes"));
  }
  Bytes longer = vector_.receiver_key;
  longer.push_back(0);
  EXPECT_THAT(check_public_key({vector_.kem, longer}), FailsSaying(Code::kBadInput, "bytes"));
  const Kem another = vector_.kem == Kem::kP256 ? Kem::kX25519 : Kem::kP256;
  EXPECT_THAT(check_public_key({another, vector_.receiver_key}), FailsWith(Code::kBadInput));
}

INSTANTIATE_TEST_SUITE_P(All, KemOfTheStandard,
                         ::testing::Values(testing::hpke_x25519_vector(),
                                           testing::hpke_p256_vector()),
                         [](const auto& named) {
                           return std::string(named.param.kem == Kem::kP256 ? "P256" : "X25519");
                         });

TEST(Kem, AKeyOffTheCurveIsRefused) {
  Bytes off = testing::hpke_p256_vector().receiver_key;
  off.back() ^= 1U;
  EXPECT_THAT(check_public_key({Kem::kP256, off}), FailsSaying(Code::kBadInput, "no point"));
  const auto mine = derive_key_pair(Kem::kP256, secret(Bytes(32, 7))).value();
  EXPECT_THAT(shared_point(mine, off), FailsSaying(Code::kBadInput, "no point"));
}

TEST(Kem, AKeyOfSmallOrderIsRefused) {
  const Bytes zero(32, 0);
  EXPECT_THAT(check_public_key({Kem::kX25519, zero}), FailsSaying(Code::kBadInput, "small order"));
  const auto mine = derive_key_pair(Kem::kX25519, secret(Bytes(32, 7))).value();
  EXPECT_THAT(shared_point(mine, zero), FailsSaying(Code::kBadInput, "small order"));
}

// RFC 9180, 7.1, table 2.
TEST(Kem, TheNumbersAreThoseOfTheStandard) {
  EXPECT_EQ(kem_id(Kem::kP256), 0x0010);
  EXPECT_EQ(kem_id(Kem::kX25519), 0x0020);
}

}  // namespace kem_test
}  // namespace pyx::hpke
