// Vectors: tests/vectors/rfc9474.json, computed from the text of RFC 9474 in plain integers and
// checked by a second implementation; fields as in the RFC's appendix A.
#include "custody/client/blind_rsa.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx::client {
namespace blind_rsa_test {

using pyx::testing::FailsWith;
using pyx::testing::hex_member;
using pyx::testing::IsOk;
using pyx::testing::read_vectors;
using pyx::testing::RefusedBy;

constexpr BlindVariant kVariants[] = {
    BlindVariant::kPssRandomized, BlindVariant::kPssZeroRandomized, BlindVariant::kPssDeterministic,
    BlindVariant::kPssZeroDeterministic};

BlindVariant variant_of(const json::object& vector) {
  const auto& name = vector.at("name").as_string();
  for (const BlindVariant one : kVariants) {
    if (to_text(one) == std::string_view(name.data(), name.size())) return one;
  }
  ADD_FAILURE() << "unknown variant";
  return kVariants[0];
}

Bytes padded(Bytes number, std::size_t size) {
  number.insert(number.begin(), size - number.size(), 0);
  return number;
}

// z^d mod n: what the vault's token does.
Bytes sign_raw(const json::object& vector, const Bytes& element) {
  const auto number = [](const Bytes& from) {
    return BN_bin2bn(from.data(), static_cast<int>(from.size()), nullptr);
  };
  BIGNUM* const z = number(element);
  BIGNUM* const d = number(hex_member(vector, "d"));
  BIGNUM* const n = number(hex_member(vector, "n"));
  BN_CTX* const context = BN_CTX_new();
  BN_mod_exp(z, z, d, n, context);
  Bytes out(element.size());
  BN_bn2binpad(z, out.data(), static_cast<int>(out.size()));
  BN_CTX_free(context);
  BN_free(n);
  BN_free(d);
  BN_free(z);
  return out;
}

class BlindRsa : public ::testing::TestWithParam<std::size_t> {
 protected:
  static const json::array& vectors() {
    static const json::array all = read_vectors("rfc9474.json");
    return all;
  }
  const json::object& vector = vectors().at(GetParam()).as_object();
  const BlindVariant variant = variant_of(vector);
  const PublicKey key =
      PublicKey::from_rsa(hex_member(vector, "n"), hex_member(vector, "e")).value();
  const Bytes prepared = hex_member(vector, "input_msg");
  SecretBytes inverse() const {
    // Printed as a number: leading zeros are missing, of a byte too.
    std::string digits(vector.at("inv").as_string().c_str() + 2);
    if (digits.size() % 2 == 1) digits.insert(0, "0");
    Bytes inv = padded(from_hex(digits).value(), key.rsa_modulus_bytes());
    return SecretBytes::take(inv).value();
  }
};

TEST_P(BlindRsa, PreparesAsTheVectorDoes) {
  const Bytes prefix = vector.contains("msg_prefix") ? hex_member(vector, "msg_prefix") : Bytes();
  EXPECT_EQ(internal::prepare_with(variant, hex_member(vector, "msg"), prefix), prepared);
}

TEST_P(BlindRsa, EncodesAsTheVectorDoes) {
  EXPECT_EQ(internal::emsa_pss_encode(prepared, hex_member(vector, "salt"), key.rsa_modulus_bytes())
                .value(),
            hex_member(vector, "encoded_msg"));
}

TEST_P(BlindRsa, BlindsAsTheVectorDoes) {
  const auto blinded =
      internal::blind_with(variant, key, prepared, hex_member(vector, "salt"), inverse());
  ASSERT_THAT(blinded, IsOk());
  EXPECT_EQ(blinded->element, hex_member(vector, "blinded_msg"));
}

TEST_P(BlindRsa, FinalizesAsTheVectorDoes) {
  const auto signature =
      finalize(variant, key, prepared, hex_member(vector, "blind_sig"), inverse());
  ASSERT_THAT(signature, IsOk());
  EXPECT_EQ(*signature, hex_member(vector, "sig"));
  EXPECT_TRUE(verify_unblinded(variant, key, prepared, *signature));
}

TEST_P(BlindRsa, GoesTheWholeWayWithItsOwnRandomness) {
  const Bytes message = to_bytes("a coin");
  const Bytes mine = prepare(variant, message);
  const auto blinded = blind(variant, key, mine);
  ASSERT_THAT(blinded, IsOk());
  const auto again = blind(variant, key, mine);
  ASSERT_THAT(again, IsOk());
  EXPECT_NE(blinded->element, again->element) << "blinding must not repeat";
  const auto signature =
      finalize(variant, key, mine, sign_raw(vector, blinded->element), blinded->inverse);
  ASSERT_THAT(signature, IsOk());
  EXPECT_TRUE(verify_unblinded(variant, key, mine, *signature));
  EXPECT_FALSE(verify_unblinded(variant, key, to_bytes("another coin"), *signature));
}

TEST_P(BlindRsa, AWrongBlindSignatureIsRefused) {
  Bytes wrong = hex_member(vector, "blind_sig");
  wrong.back() ^= 1;
  EXPECT_THAT(finalize(variant, key, prepared, wrong, inverse()), RefusedBy("SIGN-CHECKED"));
  wrong.pop_back();
  EXPECT_THAT(finalize(variant, key, prepared, wrong, inverse()), FailsWith(Code::kBadInput));
}

TEST_P(BlindRsa, ASignatureOfAnotherVariantIsNone) {
  for (const BlindVariant other : kVariants) {
    const bool same_salt =
        (hex_member(vector, "salt").empty()) ==
        (other == BlindVariant::kPssZeroRandomized || other == BlindVariant::kPssZeroDeterministic);
    EXPECT_EQ(verify_unblinded(other, key, prepared, hex_member(vector, "sig")), same_salt);
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc9474, BlindRsa, ::testing::Range(std::size_t{0}, std::size_t{12}));

TEST(BlindRsaPrepare, RandomizedMessagesBeginWithFreshBytes) {
  const Bytes message = to_bytes("m");
  EXPECT_EQ(prepare(BlindVariant::kPssRandomized, message).size(), 33U);
  EXPECT_NE(prepare(BlindVariant::kPssRandomized, message),
            prepare(BlindVariant::kPssRandomized, message));
  EXPECT_EQ(prepare(BlindVariant::kPssDeterministic, message), message);
}

TEST(BlindRsaKey, OnlyRsaKeysSignBlindly) {
  const PublicKey key = PublicKey::from_ed25519(
                            Bytes{0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
                                  0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
                                  0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a})
                            .value();
  EXPECT_THAT(blind(BlindVariant::kPssRandomized, key, to_bytes("m")), FailsWith(Code::kBadInput));
  EXPECT_FALSE(verify_unblinded(BlindVariant::kPssRandomized, key, to_bytes("m"), Bytes(256)));
}

}  // namespace blind_rsa_test
}  // namespace pyx::client
