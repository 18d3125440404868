// Named points at which a test may end the process, to prove ACT-ONCE and SIGN-DURABLE. In pyx and
// pyxd this is nothing: they link base/crash_point.cc; only test programs link
// tests/crash_point_hook.cc, which knows the names.
#pragma once

namespace pyx {

enum class CrashPoint {
  kFoundPlanWritten,      // founding: the plan is written, the token was not asked
  kFoundKeysMade,         // founding: log and canary key are on the token, the draft is not written
  kFoundBeforeCommit,     // founding: every signature is checked, the store is not committed
  kFoundStoreWritten,     // founding: leaf 0 is durable, the token is not marked
  kFoundMarked,           // founding: the token is marked, the draft is still there
  kDraftMovedAway,        // a draft that is finished or abandoned is out of the way, not removed
  kAbandonKeysDestroyed,  // the keys of an abandoned draft are destroyed, the draft is there
  kProposeBeforeCommit,   // an act is about to be recorded
  kDecideBeforeCommit,    // a decision is about to be recorded
  kExpireBeforeCommit,    // that an act expired is about to be recorded
  kFreezeBeforeCommit,    // a freeze is about to be recorded
  kExecuteBeforeIntent,   // everything was checked, the intent is not written
  kExecuteIntentWritten,  // the intent is durable, the token was not asked
  kExecuteTokenDone,      // the token did it or failed, nothing of that is recorded
  kExecuteSwept,          // what an attempt left on the token is destroyed, nothing is recorded
  kExecuteBeforeCommit,   // the result is about to be recorded
  kBackupWrapped,         // the keys are wrapped, no share was made
  kSharesMade,            // the shares are made and every combination tried, nobody has one
  kSharesHandedOver,      // every holder has his share, nothing of it is recorded
  kSharesCollected,       // enough holders have entered their shares, nothing was done with them
  kBackupProven,          // the keys answered on the second token, nothing of that is recorded
  kShareBeforeCommit,     // what a holder says of his share is about to be recorded
  kMoveKeysMade,          // log and canary key are on the new token, which is not marked
  kMoveMarked,            // the new token is marked, nothing of it is recorded
  kMoveRecorded,          // the vault is bound to the new token, and is still opened at the old one
  kSignLooked,            // coins were opened and checked, nothing is reserved
  kSignReserved,          // the request's leaf is durable, nothing was signed
  kSignSigned,            // the token signed, nothing left
  kSignBeforeSettle,      // the answer may have left, the settle leaf is not written
  kCeremonyStepBegun,     // a step of a ceremony is begun, nothing of it was done
  kCeremonyStepWorked,    // it was done, and that it was is not written
  kCeremonyStepDone,      // that it was is written, nobody has initialled it
};

void crash_point(CrashPoint point);

}  // namespace pyx
