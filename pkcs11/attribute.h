// Attributes of objects: read from the token, and as text for people.
#pragma once

#include <p11-kit/pkcs11.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "pkcs11/session.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// Nothing if the object has no such attribute or the token has no value for it. At most 64 KiB.
// Errors: kToken with CKR_ATTRIBUTE_SENSITIVE; what else C_GetAttributeValue says.
// Source: PKCS#11 v3.1, C_GetAttributeValue.
Result<std::optional<Bytes>> read_attribute(const Session& session, CK_OBJECT_HANDLE object,
                                            CK_ATTRIBUTE_TYPE type);
// The same for one that must be there. Errors: kToken if it is absent or of another size.
Result<Bytes> read_bytes(const Session& session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
Result<CK_ULONG> read_number(const Session& session, CK_OBJECT_HANDLE object,
                             CK_ATTRIBUTE_TYPE type);
// The one mechanism to which CKA_ALLOWED_MECHANISMS fixes a key; nothing if the token has no such
// list or one of another length.
Result<std::optional<CK_MECHANISM_TYPE>> read_only_mechanism(const Session& session,
                                                             CK_OBJECT_HANDLE key);

std::optional<CK_ULONG> as_number(ByteView value);   // nothing unless it has a CK_ULONG's size
std::string attribute_name(CK_ATTRIBUTE_TYPE type);  // "CKA_SENSITIVE", or "0x80000001"
// The value by what the attribute means: "true", "CKK_RSA", "CKM_ECDSA", text, or hex.
Attribute to_attribute(CK_ATTRIBUTE_TYPE type, const std::optional<Bytes>& value);

}  // namespace pyx::pkcs11
