#include "custody/shares/gf256.h"

#include <array>
#include <set>

#include "tests/matchers.h"
#include "tests/support/vectors.h"

namespace pyx::shares {
namespace gf256_test {

using pyx::testing::hex_bytes;
using ::testing::ElementsAre;

// As a person multiplies polynomials on paper: no trick of the product's code is used.
std::uint8_t long_product(unsigned a, unsigned b) {
  unsigned product = 0;
  for (unsigned place = 0; place < 8; ++place) {
    if (((b >> place) & 1U) != 0) product ^= a << place;
  }
  for (unsigned place = 15; place >= 8; --place) {
    if (((product >> place) & 1U) != 0) product ^= 0x11bU << (place - 8);
  }
  return static_cast<std::uint8_t>(product);
}

// Trap 6: a wrong field polynomial gives shares that no other program can combine.
TEST(Gf256, EveryProductIsThatOfTheFieldOfAes) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      ASSERT_EQ(gf_multiply(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)),
                long_product(a, b))
          << a << " * " << b;
    }
  }
}

// FIPS 197, sections 4.2 and 4.2.1.
TEST(Gf256, TheExamplesOfTheStandardComeOut) {
  EXPECT_EQ(gf_multiply(0x57, 0x83), 0xc1);
  EXPECT_EQ(gf_multiply(0x57, 0x13), 0xfe);
  EXPECT_EQ(gf_multiply(0x57, 0x10), 0x07);
}

TEST(Gf256, EveryElementButNoneHasOneInverse) {
  std::set<unsigned> inverses;
  for (unsigned a = 1; a < 256; ++a) {
    const std::uint8_t inverse = gf_inverse(static_cast<std::uint8_t>(a));
    EXPECT_EQ(gf_multiply(static_cast<std::uint8_t>(a), inverse), 1) << a;
    inverses.insert(inverse);
  }
  EXPECT_EQ(inverses.size(), 255U);
  EXPECT_EQ(gf_inverse(0), 0);
}

// y = c0 + c1 x + c2 x^2 in each byte, computed by hand at some x and found again at others.
std::uint8_t polynomial(std::uint8_t x, const std::array<std::uint8_t, 3>& c) {
  return static_cast<std::uint8_t>(
      c[0] ^ gf_multiply(x, static_cast<std::uint8_t>(c[1] ^ gf_multiply(x, c[2]))));
}
constexpr std::array<std::array<std::uint8_t, 3>, 2> kCoefficients = {{{7, 0x80, 0xfe}, {0, 1, 2}}};
Bytes values_at(std::uint8_t x) {
  return {polynomial(x, kCoefficients[0]), polynomial(x, kCoefficients[1])};
}

TEST(Interpolation, GivesThePolynomialThroughThePointsAtEveryX) {
  const Bytes at_0 = values_at(0);
  const Bytes at_9 = values_at(9);
  const Bytes at_200 = values_at(200);
  const std::array<Point, 3> points = {Point{9, at_9}, Point{200, at_200}, Point{0, at_0}};
  for (unsigned x = 0; x < 256; ++x) {
    Bytes found(2, 0xaa);
    interpolate(static_cast<std::uint8_t>(x), points, found);
    ASSERT_EQ(found, values_at(static_cast<std::uint8_t>(x))) << x;
  }
}

TEST(Interpolation, OfOnePointIsThatPointEverywhere) {
  const Bytes y = hex_bytes("00ff10");
  const std::array<Point, 1> points = {Point{4, y}};
  for (const unsigned x : {0U, 4U, 255U}) {
    Bytes found(3);
    interpolate(static_cast<std::uint8_t>(x), points, found);
    EXPECT_EQ(found, y);
  }
}

TEST(Interpolation, TakesAnyNumberOfBytes) {
  for (std::size_t size = 0; size <= 33; ++size) {
    Bytes y1(size);
    Bytes y2(size);
    Bytes wanted(size);
    for (std::size_t at = 0; at < size; ++at) {
      y1[at] = static_cast<std::uint8_t>(3 * at + 1);
      y2[at] = static_cast<std::uint8_t>(5 * at + 2);
      // The line through (0, y1) and (1, y2), at 2: y1 + 2 (y1 + y2).
      wanted[at] = static_cast<std::uint8_t>(
          y1[at] ^ gf_multiply(2, static_cast<std::uint8_t>(y1[at] ^ y2[at])));
    }
    const std::array<Point, 2> points = {Point{0, y1}, Point{1, y2}};
    Bytes found(size);
    interpolate(2, points, found);
    EXPECT_EQ(found, wanted) << size;
  }
}

TEST(Interpolation, OfPointsOnALineStaysOnIt) {
  const Bytes zero = {0};
  const Bytes one = {1};
  const std::array<Point, 2> points = {Point{0, zero}, Point{1, one}};
  Bytes found(1);
  interpolate(77, points, found);
  EXPECT_THAT(found, ElementsAre(77));
}

}  // namespace gf256_test
}  // namespace pyx::shares
