// Anchors: what a token tells of how far its vault had come, as private data objects. What is in
// them is not known here (custody/freshness/anchor.h).
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// All there are, in no order: after a crash of write_anchor the new one and older ones.
Result<std::vector<Bytes>> read_anchors(const Session& session);
// Makes it, reads it back, then destroys all others. `session` is read-write. Errors: kBadInput if
// empty; kToken if it does not read back; what C_CreateObject and C_DestroyObject say. If the old
// ones could not be destroyed, the new one stands all the same.
Result<void> write_anchor(const Session& session, ByteView value);

}  // namespace pyx::pkcs11
