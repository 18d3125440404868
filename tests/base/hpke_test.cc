#include "base/hpke.h"

#include "tests/matchers.h"
#include "tests/support/hpke_vectors.h"
#include "tests/support/revealed.h"

namespace pyx::hpke {
namespace hpke_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::hex_bytes;
using testing::HpkeVector;
using testing::IsOk;
using testing::revealed;
using testing::secret;

class Hpke : public ::testing::TestWithParam<HpkeVector> {
 protected:
  Result<Bytes> seal_it(ByteView info, ByteView associated) const {
    return seal(receiver_.public_key, secret(vector_.ephemeral_input), info, associated,
                secret(vector_.plain));
  }
  Bytes sealed() const { return seal_it(vector_.info, vector_.associated).value(); }
  Result<SecretBytes> open_it(ByteView sealed) const {
    return open(receiver_, sealed, vector_.info, vector_.associated);
  }
  // As a token does it.
  SecretBytes agreed_on(const Bytes& sealed) const {
    return shared_point(receiver_, encapsulated_key(vector_.kem, sealed).value()).value();
  }

  const HpkeVector vector_ = GetParam();
  const KeyPair receiver_ = derive_key_pair(vector_.kem, secret(vector_.receiver_input)).value();
  const KeyPair other_ = derive_key_pair(vector_.kem, secret(Bytes(32, 7))).value();
  const std::size_t overhead_ = overhead_bytes(vector_.kem);
};

TEST_P(Hpke, SealsAsTheStandardDoes) {
  Bytes expected = vector_.encapsulated;
  append(expected, vector_.cipher);
  const auto sealed = seal_it(vector_.info, vector_.associated);
  ASSERT_THAT(sealed, IsOk());
  EXPECT_EQ(*sealed, expected);
  EXPECT_EQ(sealed->size(), vector_.plain.size() + overhead_);
}

TEST_P(Hpke, OpensWhatTheStandardSealed) {
  Bytes sealed = vector_.encapsulated;
  append(sealed, vector_.cipher);
  const auto opened = open_it(sealed);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(revealed(*opened), vector_.plain);
}

TEST_P(Hpke, OpensWithWhatATokenAgreedOn) {
  const Bytes sealed = this->sealed();
  EXPECT_EQ(encapsulated_key(vector_.kem, sealed).value(), vector_.encapsulated);
  const auto opened = open_agreed(receiver_.public_key, agreed_on(sealed), sealed, vector_.info,
                                  vector_.associated);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(revealed(*opened), vector_.plain);
}

TEST_P(Hpke, WhatWasAgreedOnByOthersOrOfAnotherLengthOpensNothing) {
  const Bytes sealed = this->sealed();
  const auto open_by = [&](const PublicKey& key, SecretBytes agreed) {
    return open_agreed(key, agreed, sealed, vector_.info, vector_.associated);
  };
  Bytes changed = revealed(agreed_on(sealed));
  changed.front() ^= 1U;
  EXPECT_THAT(open_by(receiver_.public_key, secret(changed)), FailsWith(Code::kBadInput));
  EXPECT_THAT(open_by(receiver_.public_key, secret(Bytes(32, 0))), FailsWith(Code::kBadInput));
  for (const std::size_t size : {0, 31, 33}) {
    EXPECT_THAT(open_by(receiver_.public_key, secret(Bytes(size, 1))),
                FailsSaying(Code::kBadInput, "32 bytes"));
  }
  // The right secret under the name of another receiver, and of none.
  EXPECT_THAT(open_by(other_.public_key, agreed_on(sealed)), FailsWith(Code::kBadInput));
  EXPECT_THAT(open_by({vector_.kem, {}}, agreed_on(sealed)), FailsWith(Code::kBadInput));
}

TEST_P(Hpke, OneChangedBitAnywhereIsRefused) {
  const Bytes sealed = this->sealed();
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    // The topmost bit of an encapsulated X25519 point is no part of it (RFC 7748, 5), but of what
    // is hashed.
    for (const std::uint8_t bit : Bytes{0x01, 0x80}) {
      Bytes changed = sealed;
      changed[at] ^= bit;
      EXPECT_THAT(open_it(changed), FailsWith(Code::kBadInput)) << at;
    }
  }
}

TEST_P(Hpke, OtherInfoDataOrReceiverIsRefused) {
  const Bytes sealed = this->sealed();
  const Bytes& info = vector_.info;
  const Bytes& associated = vector_.associated;
  EXPECT_THAT(open(receiver_, sealed, associated, associated), FailsWith(Code::kBadInput));
  EXPECT_THAT(open(receiver_, sealed, {}, associated), FailsWith(Code::kBadInput));
  EXPECT_THAT(open(receiver_, sealed, info, info), FailsWith(Code::kBadInput));
  EXPECT_THAT(open(receiver_, sealed, info, {}), FailsWith(Code::kBadInput));
  EXPECT_THAT(open(other_, sealed, info, associated), FailsWith(Code::kBadInput));
}

TEST_P(Hpke, WhatIsCutShortIsRefused) {
  const Bytes sealed = this->sealed();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{31}, overhead_ - 1, overhead_, sealed.size() - 1}) {
    const ByteView cut = ByteView(sealed).first(size);
    EXPECT_THAT(open_it(cut), FailsWith(Code::kBadInput)) << size;
    EXPECT_EQ(encapsulated_key(vector_.kem, cut).ok(), size >= overhead_) << size;
    EXPECT_THAT(
        open_agreed(receiver_.public_key, agreed_on(sealed), cut, vector_.info, vector_.associated),
        FailsWith(Code::kBadInput))
        << size;
  }
}

TEST_P(Hpke, NothingCanBeSealedToo) {
  const auto sealed =
      seal(receiver_.public_key, secret(vector_.ephemeral_input), {}, {}, SecretBytes());
  ASSERT_THAT(sealed, IsOk());
  EXPECT_EQ(sealed->size(), overhead_);
  const auto opened = open(receiver_, *sealed, {}, {});
  ASSERT_THAT(opened, IsOk());
  EXPECT_TRUE(opened->empty());
}

TEST_P(Hpke, TheSameInputSealsTheSameAndAnotherInputSealsOtherwise) {
  EXPECT_EQ(sealed(), sealed());
  const auto again = seal(receiver_.public_key, secret(Bytes(32, 8)), vector_.info,
                          vector_.associated, secret(vector_.plain));
  ASSERT_THAT(again, IsOk());
  EXPECT_NE(*again, sealed());
  EXPECT_THAT(open_it(*again), IsOk());
}

TEST_P(Hpke, WhatWasSealedByTheOtherKemIsRefused) {
  const Kem another = vector_.kem == Kem::kP256 ? Kem::kX25519 : Kem::kP256;
  const KeyPair pair = derive_key_pair(another, secret(vector_.receiver_input)).value();
  EXPECT_THAT(open(pair, sealed(), vector_.info, vector_.associated), FailsWith(Code::kBadInput));
  EXPECT_THAT(seal({another, receiver_.public_key.bytes}, secret(vector_.ephemeral_input), {}, {},
                   secret(vector_.plain)),
              FailsWith(Code::kBadInput));
}

INSTANTIATE_TEST_SUITE_P(All, Hpke,
                         ::testing::Values(testing::hpke_x25519_vector(),
                                           testing::hpke_p256_vector()),
                         [](const auto& named) {
                           return std::string(named.param.kem == Kem::kP256 ? "P256" : "X25519");
                         });

// RFC 7748, 6.1: whoever gives such a key would have everybody know the shared secret.
TEST(HpkeX25519, APointOfSmallOrderIsRefused) {
  const HpkeVector vector = testing::hpke_x25519_vector();
  const KeyPair receiver = derive_key_pair(vector.kem, secret(vector.receiver_input)).value();
  for (const char* const hex :
       {"0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    const Bytes point = hex_bytes(hex);
    EXPECT_THAT(
        seal({vector.kem, point}, secret(vector.ephemeral_input), {}, {}, secret(vector.plain)),
        FailsSaying(Code::kBadInput, "small order"))
        << hex;
    Bytes sealed = point;
    sealed.resize(overhead_bytes(vector.kem) + 4);
    EXPECT_THAT(open(receiver, sealed, {}, {}), FailsSaying(Code::kBadInput, "small order")) << hex;
  }
}

TEST(HpkeP256, APointOffTheCurveIsRefused) {
  const HpkeVector vector = testing::hpke_p256_vector();
  const KeyPair receiver = derive_key_pair(vector.kem, secret(vector.receiver_input)).value();
  Bytes off = vector.receiver_key;
  off.back() ^= 1U;
  EXPECT_THAT(seal({vector.kem, off}, secret(vector.ephemeral_input), {}, {}, secret(vector.plain)),
              FailsSaying(Code::kBadInput, "no point of P-256"));
  off.resize(overhead_bytes(vector.kem) + 4);
  EXPECT_THAT(open(receiver, off, {}, {}), FailsSaying(Code::kBadInput, "no point of P-256"));
}

}  // namespace hpke_test
}  // namespace pyx::hpke
