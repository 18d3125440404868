// A share set's record as bytes. They are kept as they came and named by their SHA-256; nobody
// writes them anew. Format: docs/formats/shares.md.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "custody/shares/share_set.h"

namespace pyx::shares {

inline constexpr std::size_t kShareSetMostBytes = 131072;

Bytes encode_share_set(const ShareSet& set);
// Strict. Errors: kBadInput, saying so if a newer Pyx wrote it.
Result<ShareSet> parse_share_set(ByteView bytes);

// Whether a set is the next version of another, as anybody can tell: same vault, set and secret,
// one version more, another identifier, and the digest of the other's bytes. That both hold the
// same secret is what their makers say, by one commitment; a restore finds out.
// Errors: kBadInput, saying what differs.
Result<void> check_succession(const ShareSet& next, ByteView before);

}  // namespace pyx::shares
