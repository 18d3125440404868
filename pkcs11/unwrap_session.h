// The second token of a backup: opened with the wrap key on it as a session object, to prove
// wrapped keys or to restore them. The wrap key and every key that is only proven go with it.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::pkcs11 {

// Keeps nothing outside of itself: a child process that lives for one proof may use it. A failure
// after which the state of its session is anybody's guess (trap 12) ends it: what comes after is
// kRetry, and one opens another.
// Threads: one at a time.
class UnwrapSession {
 public:
  // Logs the user in, makes the wrap key as a session object that only unwraps, and finds out by
  // doing which mechanism reads RFC 5649 here.
  //   wrap_key  kWrapKeyBytes; not kept
  // Errors: kBadInput; kToken if none of its mechanisms does; those of Login::first_session, of
  // find_token and put_wrap_key.
  static Result<UnwrapSession> open(const TokenUri& uri, Pin pin, const SecretBytes& wrap_key);
  UnwrapSession(UnwrapSession&&) noexcept;
  UnwrapSession& operator=(UnwrapSession&&) = delete;
  ~UnwrapSession();

  const TokenIdentity& identity() const;
  const std::string& mechanism() const;  // "CKM_AES_KEY_WRAP_KWP": for the record

  // The answer of the key, which is on the token as a session object while this takes. It proves
  // nothing before the caller has verified it with the recorded public key, or compared it with
  // what the key answered before it was wrapped: a token may unwrap another key and say CKR_OK
  // (trap 16).
  // Errors: those of answer_as_session_object; kToken with CKR_WRAPPED_KEY_INVALID and the like if
  // the bytes do not open under this wrap key.
  Result<Bytes> answer_once(const WrappedKey& key, ProofInput input);

  // Puts the key on the token for good; it counts as restored only if `check` takes its answer.
  // Errors: those of bring_in.
  Result<RestoredKey> restore(const WrappedKey& key, ProofInput input, const CheckAnswer& check);
  // What is there for good under the CKA_ID of one of our keys. Nothing is success. Errors: those
  // of destroy_by_id.
  Result<void> destroy(const Uuid& id);

 private:
  struct Parts;
  explicit UnwrapSession(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pyx::pkcs11
