#include "custody/shares/gf256.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace pyx::shares {
namespace {

// Eight elements at a time, one in each byte of a machine word.
using Lanes = std::uint64_t;
constexpr Lanes kLowBits = 0x0101010101010101;
constexpr Lanes kReduction = 0x1b;  // x^4 + x^3 + x + 1

// All ones if the lowest bit is set. The optimiser must not see that there are only two values: it
// may choose between them by a branch.
Lanes mask_of(unsigned bits) {
  Lanes mask = Lanes{0} - (bits & 1U);
  asm volatile("" : "+r"(mask));
  return mask;
}

Lanes times_x(Lanes lanes) {
  return ((lanes << 1U) & ~kLowBits) ^ (((lanes >> 7U) & kLowBits) * kReduction);
}

Lanes multiply(Lanes lanes, std::uint8_t by) {
  Lanes product = 0;
  for (unsigned bit = 0; bit < 8; ++bit) {
    product ^= lanes & mask_of(static_cast<unsigned>(by) >> bit);
    lanes = times_x(lanes);
  }
  return product;
}

// The Lagrange polynomial of point `at`, at x.
std::uint8_t weight(std::span<const Point> points, std::size_t at, std::uint8_t x) {
  std::uint8_t above = 1;
  std::uint8_t below = 1;
  for (std::size_t other = 0; other < points.size(); ++other) {
    if (other == at) continue;
    above = gf_multiply(above, x ^ points[other].x);
    below = gf_multiply(below, points[at].x ^ points[other].x);
  }
  return gf_multiply(above, gf_inverse(below));
}

}  // namespace

std::uint8_t gf_multiply(std::uint8_t a, std::uint8_t b) {
  return static_cast<std::uint8_t>(multiply(a, b));
}

std::uint8_t gf_inverse(std::uint8_t a) {
  // a^254, since a^255 is 1.
  std::uint8_t power = a;
  std::uint8_t inverse = 1;
  for (unsigned bit = 1; bit < 8; ++bit) {
    power = gf_multiply(power, power);
    inverse = gf_multiply(inverse, power);
  }
  return inverse;
}

void interpolate(std::uint8_t x, std::span<const Point> points, std::span<std::uint8_t> to) {
  std::ranges::fill(to, std::uint8_t{0});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::uint8_t factor = weight(points, i, x);
    for (std::size_t at = 0; at < to.size(); at += sizeof(Lanes)) {
      const std::size_t some = std::min(sizeof(Lanes), to.size() - at);
      Lanes sum = 0;
      Lanes lanes = 0;
      std::memcpy(&sum, to.data() + at, some);
      std::memcpy(&lanes, points[i].y.data() + at, some);
      sum ^= multiply(lanes, factor);
      std::memcpy(to.data() + at, &sum, some);
    }
  }
}

}  // namespace pyx::shares
