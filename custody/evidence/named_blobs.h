// Which blobs belong to a leaf: an export holds them, and whoever takes the leaf over needs them.
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

// In the order of the leaf; one may be named by several leaves. Errors: kBadInput, of reading it.
Result<std::vector<Sha256>> named_blobs(ByteView leaf);

}  // namespace pyx::custody
