// Which keys the operations behind an access use: the link between what a client may do and the
// profiles that its `use` names. Format: docs/formats/policy.md.
#pragma once

#include <span>

#include "base/key_type.h"
#include "policies/policy.h"

namespace pyx::policies {

// All but "acts" and "log".
bool uses_keys(Access access);
// Whether an operation that `access` allows may use a key of `purpose`. Raw signatures ("sign") are
// made by keys of purpose sign and mac only; nothing uses a key of purpose encrypt.
bool serves(Access access, Purpose purpose);
// Each of these must be in the `use` of a client that has the access, or it could do nothing with
// it. Empty for "sign", for which either of sign and mac will do, and where no keys are used.
std::span<const Purpose> needed_by(Access access);

}  // namespace pyx::policies
