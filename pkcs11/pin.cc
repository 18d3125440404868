#include "pkcs11/pin.h"

#include <algorithm>

#include "base/reveal.h"

namespace pyx::pkcs11 {

Result<Pin> another(const Pin& pin) {
  const ByteView from = pin.bytes().reveal(reveal());
  if (from.empty()) return Pin::entered_on_the_token();
  PYX_ASSIGN(SecretBytes copy, SecretBytes::zeroed(from.size()));
  std::ranges::copy(from, copy.reveal_mutable(reveal()).begin());
  return Pin(std::move(copy));
}

}  // namespace pyx::pkcs11
