// A token's identity as JSON, and what of it is told beside that. Format: docs/formats/backups.md.
#pragma once

#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/token_rule.h"
#include "pkcs11/token.h"

namespace pyx::custody {

json::object to_json(const pkcs11::TokenIdentity& token);
Result<pkcs11::TokenIdentity> read_token_identity(const json::object& from);  // kBadInput

json::array to_json(const std::vector<TokenRule>& rules);  // ["usage"]
// Errors: kBadInput for an unknown rule, or one that stands twice.
Result<std::vector<TokenRule>> read_token_rules(const json::array& from);

}  // namespace pyx::custody
