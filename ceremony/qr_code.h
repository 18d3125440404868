// The QR code of a short secret text. Source: ISO/IEC 18004.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx::ceremony {

inline constexpr std::size_t kQrMostBytes = 1024;

struct QrCode {
  std::size_t side = 0;  // in modules, without the light border of 4 that belongs around it
  SecretBytes modules;   // side * side bytes, row by row: 1 is dark, 0 is light
};

// The bytes as they are, at error correction level M: 15 % of the code may be lost.
// Errors: kBadInput for an empty text or a longer one than kQrMostBytes; kBug if there is no
// memory. libqrencode works on the ordinary heap and does not wipe all of what it used there: only
// in a process of its own (ceremony/card_writer.h).
Result<QrCode> qr_code(const SecretBytes& text);

}  // namespace pyx::ceremony
