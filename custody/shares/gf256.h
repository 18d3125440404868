// Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1, and interpolation over it. In constant
// time: no tables, no branch and no address depends on a value.
// Source: SLIP-0039, "Polynomial interpolation"; FIPS 197, section 4.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace pyx::shares {

std::uint8_t gf_multiply(std::uint8_t a, std::uint8_t b);
std::uint8_t gf_inverse(std::uint8_t a);  // of 0: 0

// What the polynomials of a secret's bytes, one for each byte, are worth at x.
struct Point {
  std::uint8_t x = 0;
  ByteView y;
};
// The values at `x` of the polynomials of least degree through all points.
// Precondition: no two points have the same x, and each y is as long as `to`, which is none of
// them.
void interpolate(std::uint8_t x, std::span<const Point> points, std::span<std::uint8_t> to);

}  // namespace pyx::shares
