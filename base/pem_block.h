// The PEM block of a file (RFC 7468), by OpenSSL. What was named by mistake may be a key in the
// clear: of a block with another label than the wanted one nothing is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace pyx {

struct PemBlock {
  std::string label;
  Bytes der;              // empty if the label is not the wanted one
  bool is_alone = false;  // no other block stands behind it
};

// The first block; nothing where none begins. Precondition: `text` has fewer than 2^31 bytes.
std::optional<PemBlock> first_pem_block(ByteView text, std::string_view wanted_label);

}  // namespace pyx
