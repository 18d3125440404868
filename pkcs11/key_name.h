// How a person's key is named on his token: by CKA_ID, by CKA_LABEL, or by both.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

struct KeyName {
  std::optional<Bytes> id;           // CKA_ID
  std::optional<std::string> label;  // CKA_LABEL
  bool empty() const { return !id && !label; }
};

KeyName key_name(const TokenUri& uri);
// "id=%01;object=alice": as a pkcs11: URI has it (RFC 7512).
std::string to_text(const KeyName& name);

}  // namespace pyx::pkcs11
