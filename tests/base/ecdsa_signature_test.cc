#include "base/ecdsa_signature.h"

#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx {
namespace ecdsa_signature_test {

using testing::FailsWith;
using testing::hex_bytes;
using testing::IsOk;

// RFC 6979, A.2.5: P-256, SHA-256, "sample".
const Bytes kFixed = hex_bytes(
    "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
// The same in DER: both numbers have their top bit set, so each has a zero before it.
const Bytes kDer = hex_bytes(
    "3046022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");

Bytes small(std::size_t coordinate_bytes) {
  Bytes fixed(2 * coordinate_bytes);
  fixed[coordinate_bytes - 1] = 0x7f;
  fixed.back() = 0x80;
  return fixed;
}

TEST(EcdsaSignature, WritesTheDerOfAKnownSignature) {
  EXPECT_EQ(ecdsa_p1363_to_der(kFixed).value(), kDer);
  EXPECT_EQ(ecdsa_der_to_p1363(kDer, 32).value(), kFixed);
}

TEST(EcdsaSignature, SmallNumbersAreWrittenShortAndReadPadded) {
  const Bytes der = hex_bytes("300702017f02020080");
  EXPECT_EQ(ecdsa_p1363_to_der(small(32)).value(), der);
  EXPECT_EQ(ecdsa_p1363_to_der(small(48)).value(), der);
  EXPECT_EQ(ecdsa_der_to_p1363(der, 32).value(), small(32));
  EXPECT_EQ(ecdsa_der_to_p1363(der, 48).value(), small(48));
}

TEST(EcdsaSignature, TheLargestNumbersGoThrough) {
  for (const std::size_t coordinate_bytes : {32U, 48U}) {
    const Bytes fixed(2 * coordinate_bytes, 0xff);
    const Bytes der = ecdsa_p1363_to_der(fixed).value();
    EXPECT_EQ(ecdsa_der_to_p1363(der, coordinate_bytes).value(), fixed);
  }
}

TEST(EcdsaSignature, OtherLengthsAreRefused) {
  for (const std::size_t size : {0U, 1U, 63U, 65U, 95U, 97U, 128U, 132U}) {
    EXPECT_THAT(ecdsa_p1363_to_der(Bytes(size, 1)), FailsWith(Code::kBadInput)) << size;
  }
}

TEST(EcdsaSignature, ZeroIsNoPartOfASignature) {
  Bytes no_r = kFixed;
  std::fill(no_r.begin(), no_r.begin() + 32, 0);
  Bytes no_s = kFixed;
  std::fill(no_s.begin() + 32, no_s.end(), 0);
  EXPECT_THAT(ecdsa_p1363_to_der(no_r), FailsWith(Code::kBadInput));
  EXPECT_THAT(ecdsa_p1363_to_der(no_s), FailsWith(Code::kBadInput));
  EXPECT_THAT(ecdsa_der_to_p1363(hex_bytes("3006020100020101"), 32), FailsWith(Code::kBadInput));
  EXPECT_THAT(ecdsa_der_to_p1363(hex_bytes("3006020101020100"), 32), FailsWith(Code::kBadInput));
}

TEST(EcdsaSignature, ANumberLongerThanTheCoordinateIsRefused) {
  EXPECT_THAT(ecdsa_der_to_p1363(ecdsa_p1363_to_der(Bytes(96, 0xff)).value(), 32),
              FailsWith(Code::kBadInput));
}

// In the manner of the Wycheproof cases: one signature must have one encoding.
TEST(EcdsaSignature, WhatIsNotStrictDerIsRefused) {
  ASSERT_THAT(ecdsa_der_to_p1363(hex_bytes("3006020101020102"), 32), IsOk());
  for (const auto* hex : {
           "",                        // nothing
           "30",                      // cut
           "3006020101020102 00",     // a byte behind it
           "3008020101020102 0000",   // bytes behind it, inside
           "308106020101020102",      // length in long form
           "3080020101020102 0000",   // indefinite length
           "300702020001020102",      // a needless zero
           "3006020181020102",        // negative
           "3006020101 0201ff",       // negative
           "3003020101",              // one number only
           "3009020101020102020103",  // three numbers
           "3106020101020102",        // a set
           "300502000201 02",         // a number of no bytes
           "3006030101020102",        // a bit string
           "3005020101020102",        // length one short
           "3007020101020102",        // length one long
       }) {
    EXPECT_THAT(ecdsa_der_to_p1363(hex_bytes(hex), 32), FailsWith(Code::kBadInput)) << hex;
  }
}

TEST(EcdsaSignature, NoPrefixOfASignatureIsOne) {
  for (std::size_t size = 0; size < kDer.size(); ++size) {
    EXPECT_THAT(ecdsa_der_to_p1363(ByteView(kDer).first(size), 32), FailsWith(Code::kBadInput));
  }
}

}  // namespace ecdsa_signature_test
}  // namespace pyx
