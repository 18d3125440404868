// Objects on a token: typed handles, finding and destroying them.
#pragma once

#include <p11-kit/pkcs11.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uuid.h"
#include "pkcs11/session.h"
#include "pkcs11/template.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

// A handle that knows what it stands for, so that one kind is not passed for another.
template <class Kind>
struct Handle {
  CK_OBJECT_HANDLE value = CK_INVALID_HANDLE;
};
using PrivateKeyHandle = Handle<struct PrivateKeyKind>;
using PublicKeyHandle = Handle<struct PublicKeyKind>;
using SecretKeyHandle = Handle<struct SecretKeyKind>;

// What carries one CKA_ID. Either a secret key, or a private key with its public half.
struct KeyObjects {
  std::optional<PrivateKeyHandle> private_key;
  std::optional<PublicKeyHandle> public_key;
  std::optional<SecretKeyHandle> secret_key;
};

// All that match. The search is ended whatever happens.
// Source: PKCS#11 v3.1, C_FindObjectsInit, C_FindObjects, C_FindObjectsFinal.
Result<std::vector<CK_OBJECT_HANDLE>> find_objects(const Session& session, Template& wanted);
// All token objects with this CKA_ID, which each of them was asked for again: a module that takes
// no notice of a template must not have us use or destroy another's objects.
Result<std::vector<CK_OBJECT_HANDLE>> find_by_id(const Session& session, const Uuid& id);
// Errors: kNotFound; kConflict if two objects of one class carry the id, a half is alone, or a
// secret key and a key pair share it.
Result<KeyObjects> find_key(const Session& session, const Uuid& id);

// Destroys all token objects with this CKA_ID, private and secret keys first, and looks again.
// Errors: kToken if one is left; what C_DestroyObject says.
Result<void> destroy_by_id(const Session& session, const Uuid& id);
// `why` a key is not kept, after its objects were destroyed again in a session of their own: the
// one that failed may be broken. It tells if they could not be.
//   fresh_session  opens another, read-write, logged in
Error destroyed_again(const std::function<Result<Session>()>& fresh_session, const Uuid& id,
                      Error why);
// Every object; one of which the token tells nothing is listed as CKO_UNREADABLE.
Result<std::vector<ObjectFacts>> list_objects(const Session& session);

std::string object_class_name(CK_OBJECT_CLASS object_class);  // "CKO_PRIVATE_KEY", "CKO_0x…"
std::string key_type_name(CK_KEY_TYPE key_type);              // "CKK_RSA", "CKK_0x…"

}  // namespace pyx::pkcs11
