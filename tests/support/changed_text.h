// Text with one thing changed, to see that a reader or a signature notices it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace pyx::testing {

// `bytes` with the first `from` replaced. Throws when there is none: the test would prove nothing.
inline Bytes changed(ByteView bytes, std::string_view from, std::string_view to) {
  std::string text(as_text(bytes));
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("nothing to change");
  return to_bytes(text.replace(at, from.size(), to));
}

}  // namespace pyx::testing
