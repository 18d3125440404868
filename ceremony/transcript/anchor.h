// How a transcript gets into the vault's log: the nonce of each act that is proposed in a ceremony
// is a hash over the transcript so far. The proposer signs it, and so does everybody who approves.
// Why not a leaf of its own: docs/decisions/0052-the-nonce-of-an-act-names-the-transcript.md.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::ceremony::transcript {

// The first 16 bytes of SHA-256 over "pyx/ceremony-anchor/v1", the ceremony's id, the number of
// entries so far, their root and the act's id, a line each.
Bytes act_nonce(const Uuid& ceremony, std::uint64_t size, const Sha256& root, const Uuid& act);

}  // namespace pyx::ceremony::transcript
