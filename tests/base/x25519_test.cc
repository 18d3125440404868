#include "base/x25519.h"

#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/vectors.h"

namespace pyx::x25519 {
namespace x25519_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::hex_bytes;
using testing::IsOk;
using testing::revealed;
using testing::secret;

// RFC 7748, 6.1: two parties and what they agree on.
const Bytes kOne = hex_bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
const Bytes kOnesPoint =
    hex_bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
const Bytes kOther = hex_bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const Bytes kOthersPoint =
    hex_bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
const Bytes kShared = hex_bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

TEST(X25519, PointsAndAgreementAreThoseOfTheStandard) {
  for (const auto& [mine, my_point, others_point] :
       {std::tuple(kOne, kOnesPoint, kOthersPoint), std::tuple(kOther, kOthersPoint, kOnesPoint)}) {
    const auto point = public_point(secret(mine));
    ASSERT_THAT(point, IsOk());
    EXPECT_EQ(Bytes(point->begin(), point->end()), my_point);
    EXPECT_TRUE(is_point(my_point));
    const auto shared = agree(secret(mine), my_point, others_point);
    ASSERT_THAT(shared, IsOk());
    EXPECT_EQ(revealed(*shared), kShared);
  }
}

// The u of the points whose order divides 8, on the curve and on its twist, each written in every
// way that 32 bytes allow: the topmost bit is no part of the number (RFC 7748, 5).
TEST(X25519, APointOfSmallOrderIsRefusedHoweverItIsWritten) {
  for (const char* const hex :
       {"0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    Bytes point = hex_bytes(hex);
    for (const std::uint8_t top : Bytes{0x00, 0x80}) {
      point.back() |= top;
      EXPECT_FALSE(is_point(point)) << hex;
      EXPECT_THAT(agree(secret(kOne), kOnesPoint, point),
                  FailsSaying(Code::kBadInput, "small order"))
          << hex;
    }
  }
}

TEST(X25519, AnotherLengthIsRefused) {
  for (const std::size_t size : {0, 1, 31, 33, 65}) {
    EXPECT_FALSE(is_point(Bytes(size, 9))) << size;
    EXPECT_THAT(agree(secret(kOne), kOnesPoint, Bytes(size, 9)), FailsWith(Code::kBadInput))
        << size;
    EXPECT_THAT(agree(secret(kOne), Bytes(size, 9), kOthersPoint), FailsWith(Code::kBadInput))
        << size;
    EXPECT_THAT(agree(secret(Bytes(size, 9)), kOnesPoint, kOthersPoint), FailsWith(Code::kBadInput))
        << size;
    EXPECT_THAT(public_point(secret(Bytes(size, 9))), FailsWith(Code::kBadInput)) << size;
  }
}

}  // namespace x25519_test
}  // namespace pyx::x25519
