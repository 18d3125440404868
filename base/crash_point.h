// Named points at which a test may end the process, to prove ACT-ONCE and SIGN-DURABLE. In pyx and
// pyxd this is nothing: they link base/crash_point.cc; only test programs link
// tests/crash_point_hook.cc, which knows the names.
#pragma once

namespace pyx {

enum class CrashPoint {
  kFoundKeysMade,         // founding: log and canary key are on the token, the draft is not written
  kFoundBeforeCommit,     // founding: every signature is checked, the store is not committed
  kProposeBeforeCommit,   // an act is about to be recorded
  kDecideBeforeCommit,    // a decision is about to be recorded
  kExecuteIntentWritten,  // the intent is durable, the token was not asked
  kExecuteTokenDone,      // the token did it, the result is not recorded
  kExecuteBeforeCommit,   // the result is about to be recorded
  kSignReserved,          // the request's leaf is durable, nothing was signed
  kSignSigned,            // the token signed, nothing left
  kSignBeforeSettle,      // the answer may have left, the settle leaf is not written
};

void crash_point(CrashPoint point);

}  // namespace pyx
