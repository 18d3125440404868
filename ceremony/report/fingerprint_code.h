// The QR code of a digest in hex, for whoever compares it with a telephone. Public: a share's code
// is made elsewhere (ceremony/qr_code.h). Source: ISO/IEC 18004.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"

namespace pyx::ceremony::report {

struct FingerprintCode {
  std::size_t side = 0;            // in modules, without the light border of 4 around it
  std::vector<std::uint8_t> dark;  // side * side, row by row: 1 or 0

  // Runs of dark modules in one row, so that nothing shines through between them.
  struct Run {
    std::size_t row = 0;
    std::size_t from = 0;
    std::size_t to = 0;  // behind the last
  };
  std::vector<Run> runs() const;
};

// Of the 64 lower-case hex digits, at error correction level M. Errors: kBug, without memory.
Result<FingerprintCode> fingerprint_code(const Sha256& digest);

}  // namespace pyx::ceremony::report
