// One target as a libFuzzer program; PYX_FUZZ_TARGET is its name.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pyx::fuzz::PYX_FUZZ_TARGET({data, size});
  return 0;
}
