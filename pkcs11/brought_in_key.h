// A key that comes out of a backup: brought to a token by whatever way, read back, and made to
// answer once so that whoever knows its public key can tell whether it is the same key.
#pragma once

#include <p11-kit/pkcs11.h>

#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "pkcs11/session.h"
#include "pkcs11/template.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

// Errors: kBadInput (spec, bytes of no possible size, or a public key that is missing, of another
// type or of a key that has none).
Result<void> check_wrapped_key(const WrappedKey& key);

// How the private or secret key comes to the token: `call` by a template that it may add to.
struct WayIn {
  std::string_view call;  // "C_UnwrapKey"
  std::function<CK_RV(Template& asked, CK_OBJECT_HANDLE& made)> bring;
};

// As a session object, which is gone when this returns: answers once. `key` passed
// check_wrapped_key.
// Errors: kRefused with KEY-READBACK, or with KEY-PROVEN if the token tells of another public key;
// kBadInput for an input that does not fit; what the calls say.
Result<Bytes> answer_as_session_object(const Session& session, const WrappedKey& key,
                                       const WayIn& way, ProofInput input);

// As a session object that can be wrapped under a trusted key, for as long as this takes: answers
// once, and only if `check` takes its answer it is handed to `wrap`. `key` passed
// check_wrapped_key. Errors: as above; those of `check` and of `wrap`.
Result<void> pass_through(const Session& session, const WrappedKey& key, const WayIn& way,
                          ProofInput input, const CheckAnswer& check,
                          const std::function<Result<void>(CK_OBJECT_HANDLE)>& wrap);

// As token objects with the key's CKA_ID: as strict as a key that is generated, with its public
// half from the record, read back, and only if `check` takes its answer. After any failure nothing
// of it is on the token, or the error says so.
//   fresh_session  opens another session, read-write, logged in
// Errors: as above; kConflict if the CKA_ID is taken; those of `check`.
Result<RestoredKey> bring_in(const Session& session, const WrappedKey& key, const WayIn& way,
                             ProofInput input, const CheckAnswer& check,
                             const std::function<Result<Session>()>& fresh_session);

}  // namespace pyx::pkcs11
