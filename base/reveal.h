// The one way to a RevealToken, and with it to secret bytes (SECRET-NEVER). A file that includes
// this was read for secrets: tests/tree_test.py holds the list of them, and fails on any other.
#pragma once

#include "base/secret_bytes.h"

namespace pyx {
inline RevealToken reveal() { return {}; }
}  // namespace pyx
