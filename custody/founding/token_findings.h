// What was found of a token when a vault was bound to it: by the founding, or by an act
// token.replace. Format: docs/formats/statements.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_reader.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/uuid.h"
#include "pkcs11/token.h"

namespace pyx::custody {

struct TokenFindings {
  pkcs11::TokenIdentity token;
  std::string firmware;                    // as CK_TOKEN_INFO says
  std::vector<pkcs11::RuleFinding> rules;  // what it was seen to enforce, each rule once
};

json::object to_json(const TokenFindings& findings);
// Strict: each rule once, no text of the token longer than 256 bytes. Errors: kBadInput.
Result<TokenFindings> read_token_findings(const json::object& from);

// A key that was made with the binding: {"id", "spki"}.
struct BoundKey {
  Uuid id;
  PublicKey key;
};
json::object to_json(const BoundKey& key);
// The member `name`. Errors: kBadInput, also if it is of another type than `type`.
Result<BoundKey> read_bound_key(json::ObjectReader& from, std::string_view name, KeyType type);

}  // namespace pyx::custody
