#include "pkcs11/public_half.h"

#include "pkcs11/key_generation.h"
#include "tests/pkcs11/on_softhsm.h"

namespace pyx::pkcs11 {
namespace public_half_test {

Bytes with_header(std::initializer_list<std::uint8_t> header, Bytes body) {
  Bytes all(header);
  append(all, body);
  return all;
}

TEST(BarePoint, AnOctetStringIsUnwrapped) {
  EXPECT_EQ(must(bare_point(KeyType::kP256, with_header({4, 65}, Bytes(65, 4)))), Bytes(65, 4));
  EXPECT_EQ(must(bare_point(KeyType::kP384, with_header({4, 97}, Bytes(97, 4)))), Bytes(97, 4));
  EXPECT_EQ(must(bare_point(KeyType::kEd25519, with_header({4, 32}, Bytes(32, 9)))), Bytes(32, 9));
}

TEST(BarePoint, ABarePointIsTakenAsItIs) {
  EXPECT_EQ(must(bare_point(KeyType::kP256, Bytes(65, 4))), Bytes(65, 4));
  EXPECT_EQ(must(bare_point(KeyType::kEd25519, Bytes(32, 4))), Bytes(32, 4));
}

TEST(BarePoint, AnyOtherLengthIsRefused) {
  for (const std::size_t size : {0, 1, 31, 33, 35, 64, 66, 68, 98}) {
    EXPECT_THAT(bare_point(KeyType::kEd25519, Bytes(size, 4)), FailsWith(Code::kToken)) << size;
    EXPECT_THAT(bare_point(KeyType::kP256, Bytes(size, 4)), FailsWith(Code::kToken)) << size;
  }
}

TEST(BarePoint, AWrongHeaderIsRefused) {
  EXPECT_THAT(bare_point(KeyType::kEd25519, with_header({3, 32}, Bytes(32))),
              FailsWith(Code::kToken));
  EXPECT_THAT(bare_point(KeyType::kEd25519, with_header({4, 33}, Bytes(32))),
              FailsWith(Code::kToken));
}

class PublicHalfOnSoftHsm : public OnSession {};

TEST_F(PublicHalfOnSoftHsm, EveryAsymmetricTypeIsRead) {
  for (const KeyType type :
       {KeyType::kRsa2048, KeyType::kP256, KeyType::kP384, KeyType::kEd25519}) {
    const auto key = must(make_key(session_, spec_of(type, Purpose::kSign), Lifetime::kSession));
    EXPECT_EQ(must(read_public_half(session_, *key.public_key)).type(), type);
  }
}

TEST_F(PublicHalfOnSoftHsm, AKeyThatIsNoPublicKeyIsTheTokensFault) {
  const auto key =
      must(make_key(session_, spec_of(KeyType::kGenericSecret, Purpose::kMac), Lifetime::kSession));
  EXPECT_THAT(read_public_half(session_, PublicKeyHandle{key.secret_key->value}),
              FailsWith(Code::kToken));
}

TEST_F(PublicHalfOnSoftHsm, AnRsaKeyWithAnotherExponentIsTheTokensFault) {
  Template asked;
  asked.number(CKA_CLASS, CKO_PUBLIC_KEY)
      .number(CKA_KEY_TYPE, CKK_RSA)
      .flag(CKA_TOKEN, false)
      .bytes(CKA_MODULUS, Bytes(256, 0xc1))
      .bytes(CKA_PUBLIC_EXPONENT, Bytes{3});
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  ASSERT_EQ(module_->C_CreateObject(session_.handle(), asked.data(), asked.size(), &made), CKR_OK);
  EXPECT_THAT(read_public_half(session_, PublicKeyHandle{made}), FailsWith(Code::kToken));
}

}  // namespace public_half_test
}  // namespace pyx::pkcs11
