#include "base/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace pyx {
void fill_random(std::span<std::uint8_t> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
}
}  // namespace pyx
