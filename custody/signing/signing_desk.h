// The way of a client's request through the vault: admit, reserve and record in one commit shared
// by many requests, sign on the token, check, answer, settle later. Controls SIGN-DURABLE,
// SIGN-RETRY, SIGN-CHECKED, SIGN-GRANT.
#pragma once

#include <memory>

#include "custody/signing/sign_request.h"

namespace pyx::custody {

class SigningDesk {
 public:
  virtual ~SigningDesk() = default;

  // `done` is called exactly once, on a thread of the desk, with all signatures or one error; never
  // before the request's leaf is durable. Errors: kBadInput (a message does not fit the key),
  // kNotFound (no such key, or not this client's), kRefused with SIGN-GRANT, KEY-STATE or
  // SIGN-RETRY, kConflict (the id with another body), kFrozen, kRetry (too many waiting, or the
  // token went away), kToken, kStore.
  virtual void submit(SignRequest request, SignCallback done) = 0;
};

}  // namespace pyx::custody
