// Control KEY-READBACK: a key's attributes are read from the token and compared with what its
// profile demands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "pkcs11/key_rules.h"
#include "pkcs11/objects.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// The first attribute that differs, as a sentence; nothing if all agree. No I/O: `read` holds the
// value of each rule, in the order of the rules; nothing where the token has none.
std::optional<std::string> first_difference(const std::vector<AttributeRule>& rules,
                                            const std::vector<std::optional<Bytes>>& read);

// Reads and compares one object, which an error calls by `name`.
// Errors: kRefused with KEY-READBACK; kToken.
Result<std::vector<Attribute>> read_back_object(const Session& session, CK_OBJECT_HANDLE object,
                                                const std::vector<AttributeRule>& rules,
                                                const std::string& name);
// Reads and compares the private or secret key alone.
// Errors: kRefused with KEY-READBACK; kToken.
Result<std::vector<Attribute>> read_back_secret_part(const Session& session, CK_OBJECT_HANDLE key,
                                                     const KeySpec& spec, Lifetime lifetime);

// Reads and compares both halves of a key pair, or a secret key.
// Errors: kRefused with KEY-READBACK; kToken.
Result<KeyFacts> read_back(const Session& session, const KeyObjects& key, const KeySpec& spec,
                           Lifetime lifetime);

}  // namespace pyx::pkcs11
