#include "base/ed25519_point.h"

#include <gmock/gmock.h>

#include "tests/support/vectors.h"

namespace pyx {
namespace ed25519_point_test {

using testing::hex_bytes;

// RFC 8032, 7.1, test 1.
const Bytes kGood = hex_bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

Bytes with_sign(Bytes point) {
  point.back() |= 0x80U;
  return point;
}

TEST(Ed25519Point, AKeyOfTheStandardIsSound) { EXPECT_TRUE(is_sound_ed25519_point(kGood)); }

// Found as L times arbitrary points, L the order of the base point.
TEST(Ed25519Point, APointOfSmallOrderIsRefusedWithEitherSign) {
  for (const auto* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    EXPECT_FALSE(is_sound_ed25519_point(hex_bytes(hex))) << hex;
    EXPECT_FALSE(is_sound_ed25519_point(with_sign(hex_bytes(hex)))) << hex;
  }
}

TEST(Ed25519Point, TheLargestSoundNumberIsTwoBelowThePrime) {
  Bytes y(32, 0xff);
  y.back() = 0x7f;
  y.front() = 0xeb;
  EXPECT_TRUE(is_sound_ed25519_point(y));
}

TEST(Ed25519Point, ANumberThatIsNotBelowThePrimeIsRefused) {
  Bytes y(32, 0xff);
  for (unsigned least = 0xed; least <= 0xff; ++least) {
    y.front() = static_cast<std::uint8_t>(least);
    y.back() = 0x7f;
    EXPECT_FALSE(is_sound_ed25519_point(y)) << least;
    EXPECT_FALSE(is_sound_ed25519_point(with_sign(y))) << least;
  }
}

TEST(Ed25519Point, AnotherLengthIsRefused) {
  EXPECT_FALSE(is_sound_ed25519_point({}));
  EXPECT_FALSE(is_sound_ed25519_point(ByteView(kGood).first(31)));
  EXPECT_FALSE(is_sound_ed25519_point(Bytes(33, 7)));
}

}  // namespace ed25519_point_test
}  // namespace pyx
