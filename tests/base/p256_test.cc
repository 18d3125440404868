#include "base/p256.h"

#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/vectors.h"

namespace pyx::p256 {
namespace p256_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::hex_bytes;
using testing::IsOk;
using testing::revealed;
using testing::secret;

// RFC 5903, 8.1: two parties and what they agree on.
const Bytes kOne = hex_bytes("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433");
const Bytes kOnesPoint = hex_bytes(
    "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
    "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3");
const Bytes kOther = hex_bytes("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53");
const Bytes kOthersPoint = hex_bytes(
    "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
    "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab");
const Bytes kShared = hex_bytes("d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
// FIPS 186-4, D.1.2.3: the order of the curve and its prime.
const Bytes kOrder = hex_bytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const Bytes kPrime = hex_bytes("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");

TEST(P256, PointsAndAgreementAreThoseOfTheStandard) {
  for (const auto& [mine, my_point, others_point] :
       {std::tuple(kOne, kOnesPoint, kOthersPoint), std::tuple(kOther, kOthersPoint, kOnesPoint)}) {
    const auto point = public_point(secret(mine));
    ASSERT_THAT(point, IsOk());
    EXPECT_EQ(Bytes(point->begin(), point->end()), my_point);
    const auto shared = agree(secret(mine), others_point);
    ASSERT_THAT(shared, IsOk());
    EXPECT_EQ(revealed(*shared), kShared);
  }
}

TEST(P256, ASecretIsAboveZeroAndBelowTheOrder) {
  Bytes least(32, 0);
  EXPECT_FALSE(is_secret(secret(least)));
  least.back() = 1;
  EXPECT_TRUE(is_secret(secret(least)));
  Bytes most = kOrder;
  most.back() -= 1;
  EXPECT_TRUE(is_secret(secret(most)));
  for (const Bytes& wrong :
       {kOrder, Bytes(32, 0xff), Bytes(31, 1), Bytes(33, 1), Bytes(), Bytes(32, 0)}) {
    EXPECT_FALSE(is_secret(secret(wrong)));
    EXPECT_THAT(public_point(secret(wrong)), FailsSaying(Code::kBadInput, "no private key"));
    EXPECT_THAT(agree(secret(wrong), kOnesPoint), FailsSaying(Code::kBadInput, "no private key"));
  }
}

TEST(P256, WhatIsNotOnTheCurveIsNoPoint) {
  EXPECT_TRUE(is_point(kOnesPoint));
  for (std::size_t at = 0; at < kOnesPoint.size(); ++at) {
    Bytes off = kOnesPoint;
    off[at] ^= 1U;
    EXPECT_FALSE(is_point(off)) << at;
  }
  Bytes off = kOnesPoint;
  off.back() ^= 1U;
  EXPECT_THAT(agree(secret(kOther), off), FailsSaying(Code::kBadInput, "no point of P-256"));
}

// Infinity, the compressed and the hybrid form, cut short, too long.
TEST(P256, OnlyTheUncompressedFormIsTaken) {
  Bytes compressed(kOnesPoint.begin(), kOnesPoint.begin() + 33);
  compressed.front() = static_cast<std::uint8_t>(0x02U + (kOnesPoint.back() & 1U));
  Bytes hybrid = kOnesPoint;
  hybrid.front() = static_cast<std::uint8_t>(0x06U + (kOnesPoint.back() & 1U));
  Bytes longer = kOnesPoint;
  longer.push_back(0);
  const Bytes shorter(kOnesPoint.begin(), kOnesPoint.end() - 1);
  Bytes zeroes(kPointBytes, 0);
  EXPECT_FALSE(is_point(zeroes));
  zeroes.front() = 0x04;
  for (const Bytes& wrong : {compressed, hybrid, longer, shorter, zeroes, Bytes{0x00}, Bytes()}) {
    EXPECT_FALSE(is_point(wrong)) << wrong.size();
    EXPECT_THAT(agree(secret(kOther), wrong), FailsWith(Code::kBadInput)) << wrong.size();
  }
}

// (0, sqrt(b)) is on the curve; (p, sqrt(b)) would be a second way to write it.
TEST(P256, ACoordinateIsBelowThePrime) {
  Bytes point = hex_bytes("04" + std::string(64, '0') +
                          "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");
  EXPECT_TRUE(is_point(point));
  std::ranges::copy(kPrime, point.begin() + 1);
  EXPECT_FALSE(is_point(point));
}

}  // namespace p256_test
}  // namespace pyx::p256
