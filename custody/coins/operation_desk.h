// Where the mint's operations are asked for. Controls SIGN-DURABLE, SIGN-BUDGET, SIGN-RETRY,
// COIN-ONCE, COIN-ORACLE.
#pragma once

#include "custody/coins/value_request.h"

namespace pyx::custody {

class OperationDesk {
 public:
  virtual ~OperationDesk() = default;

  // `done` is called exactly once, on a thread of the desk, with the answer or one error; never
  // before the request's leaf is durable. Errors: kBadInput, kNotFound (no such key or
  // denomination, or not this client's), kRefused with SIGN-GRANT, SIGN-BUDGET, KEY-STATE,
  // KEY-TERMS, COIN-GOOD, COIN-ONCE, COIN-EQUAL or SIGN-RETRY, kConflict (the id with another
  // body), kFrozen, kRetry (too many waiting, or the token went away), kToken, kStore.
  virtual void submit(ValueRequest request, ValueCallback done) = 0;
};

}  // namespace pyx::custody
