// A PIN of 32 hexadecimal digits that nobody knows.
#pragma once

#include "base/hex.h"
#include "base/random.h"

namespace pyx::testing {

inline Bytes random_pin() {
  Bytes raw(16);
  fill_random(raw);
  return to_bytes(to_hex(raw));
}

}  // namespace pyx::testing
