#include "base/ed25519_point.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/hex.h"

namespace pyx {
namespace {

constexpr std::size_t kPointBytes = 32;

// The y of the eight points whose order divides 8, least byte first as RFC 8032 writes them.
constexpr std::array<std::string_view, 5> kSmallOrder = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

// 2^255 - 19: the least byte is 0xed, the others are full.
bool is_below_prime(ByteView y) {
  const bool full = y.back() == 0x7f && std::ranges::all_of(y.subspan(1, kPointBytes - 2),
                                                            [](auto byte) { return byte == 0xff; });
  return !full || y.front() < 0xed;
}

}  // namespace

bool is_sound_ed25519_point(ByteView raw) {
  if (raw.size() != kPointBytes) return false;
  Bytes y(raw.begin(), raw.end());
  y.back() &= 0x7fU;  // the top bit is the sign of x
  return is_below_prime(y) && std::ranges::find(kSmallOrder, to_hex(y)) == kSmallOrder.end();
}

}  // namespace pyx
