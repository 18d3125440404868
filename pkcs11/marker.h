// The marker that binds a token to a vault: one private data object.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "pkcs11/session.h"

namespace pyx::pkcs11 {

// Nothing if there is none. Errors: kConflict if there are several.
Result<std::optional<Bytes>> read_marker(const Session& session);
// Writing the value that is there already is success. `session` is read-write.
// Errors: kBadInput if empty; kConflict if another is there; kToken if it does not read back.
Result<void> write_marker(const Session& session, ByteView value);
// Destroys the marker if it has this value. None there is success. `session` is read-write. Errors:
// kConflict if another is there, which stays; kToken if it is still there afterwards.
Result<void> destroy_marker(const Session& session, ByteView value);

}  // namespace pyx::pkcs11
