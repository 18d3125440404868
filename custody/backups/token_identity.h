// A token's identity as JSON. Format: docs/formats/backups.md.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "pkcs11/token.h"

namespace pyx::custody {

json::object to_json(const pkcs11::TokenIdentity& token);
Result<pkcs11::TokenIdentity> read_token_identity(const json::object& from);  // kBadInput

}  // namespace pyx::custody
