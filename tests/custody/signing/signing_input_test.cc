#include "custody/signing/signing_input.h"

#include "base/hex.h"
#include "tests/matchers.h"

namespace pyx::custody {
namespace signing_input_test {

using testing::FailsWith;
using testing::IsOk;

const Bytes kMessage = to_bytes("abc");
// FIPS 180-4, the examples for "abc".
constexpr std::string_view kSha256Of =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kSha384Of =
    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7";

std::string given(Scheme scheme) {
  DigestRoom room{};
  return to_hex(signing_input(scheme, kMessage, room));
}

TEST(SigningInput, OfASchemeOverADigestIsTheDigest) {
  EXPECT_EQ(given(Scheme::kEcdsaSha256), kSha256Of);
  EXPECT_EQ(given(Scheme::kRsaPssSha256), kSha256Of);
  EXPECT_EQ(given(Scheme::kEcdsaSha384), kSha384Of);
}
TEST(SigningInput, OfASchemeOverTheMessageIsTheMessageWhereItLies) {
  for (const Scheme scheme : {Scheme::kEd25519, Scheme::kHmacSha256, Scheme::kRsaBlind}) {
    DigestRoom room{};
    EXPECT_EQ(signing_input(scheme, kMessage, room).data(), kMessage.data()) << to_text(scheme);
    EXPECT_EQ(given(scheme), "616263") << to_text(scheme);
  }
}
TEST(SigningInput, OfNothingIsTheDigestOfNothing) {
  DigestRoom room{};
  EXPECT_EQ(to_hex(signing_input(Scheme::kEcdsaSha256, {}, room)),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_TRUE(signing_input(Scheme::kEd25519, {}, room).empty());
}

// r = 1, s = 255: the smallest, and one whose DER needs a zero in front.
Bytes p1363(std::size_t half_bytes) {
  Bytes signature(2 * half_bytes, 0);
  signature[half_bytes - 1] = 1;
  signature.back() = 255;
  return signature;
}

TEST(SignatureInForm, OfEcdsaIsDerOrWhatTheTokenGave) {
  for (const auto& [scheme, half_bytes] : {std::pair(Scheme::kEcdsaSha256, std::size_t{32}),
                                           std::pair(Scheme::kEcdsaSha384, std::size_t{48})}) {
    const auto der = signature_in_form(scheme, EcdsaForm::kDer, p1363(half_bytes));
    ASSERT_THAT(der, IsOk());
    EXPECT_EQ(to_hex(*der), "3007020101020200ff");
    const auto plain = signature_in_form(scheme, EcdsaForm::kP1363, p1363(half_bytes));
    ASSERT_THAT(plain, IsOk());
    EXPECT_EQ(*plain, p1363(half_bytes));
  }
}
TEST(SignatureInForm, OfEverythingElseIsAsItIsInEitherForm) {
  for (const Scheme scheme :
       {Scheme::kEd25519, Scheme::kHmacSha256, Scheme::kRsaPssSha256, Scheme::kRsaBlind}) {
    for (const EcdsaForm form : {EcdsaForm::kDer, EcdsaForm::kP1363}) {
      const auto same = signature_in_form(scheme, form, p1363(32));
      ASSERT_THAT(same, IsOk());
      EXPECT_EQ(*same, p1363(32)) << to_text(scheme);
    }
  }
}
TEST(SignatureInForm, WhatIsNoEcdsaSignatureIsTheTokensFault) {
  for (const std::size_t size_bytes : {std::size_t{0}, std::size_t{63}})
    EXPECT_THAT(signature_in_form(Scheme::kEcdsaSha256, EcdsaForm::kDer, Bytes(size_bytes, 1)),
                FailsWith(Code::kToken))
        << size_bytes;
}

}  // namespace signing_input_test
}  // namespace pyx::custody
