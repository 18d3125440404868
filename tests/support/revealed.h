// Secrets out of bytes that are public, those of a standard's examples, and back.
#pragma once

#include "base/reveal.h"

namespace pyx::testing {

inline SecretBytes secret(Bytes bytes) { return SecretBytes::take(bytes).value(); }
inline Bytes revealed(const SecretBytes& secret) {
  const ByteView bytes = secret.reveal(reveal());
  return {bytes.begin(), bytes.end()};
}

}  // namespace pyx::testing
