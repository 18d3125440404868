// The test build's crash points: a process that was armed for one is killed there by SIGKILL, as by
// a power cut. The names live here only, so that a release binary can be searched for them.
#pragma once

#include <array>
#include <string_view>

#include "base/crash_point.h"

namespace pyx::testing {

struct NamedCrashPoint {
  CrashPoint point;
  std::string_view name;
};
inline constexpr std::array kCrashPoints = {
    NamedCrashPoint{CrashPoint::kFoundPlanWritten, "crash-point:found-plan-written"},
    NamedCrashPoint{CrashPoint::kFoundKeysMade, "crash-point:found-keys-made"},
    NamedCrashPoint{CrashPoint::kFoundBeforeCommit, "crash-point:found-before-commit"},
    NamedCrashPoint{CrashPoint::kFoundStoreWritten, "crash-point:found-store-written"},
    NamedCrashPoint{CrashPoint::kFoundMarked, "crash-point:found-marked"},
    NamedCrashPoint{CrashPoint::kDraftMovedAway, "crash-point:draft-moved-away"},
    NamedCrashPoint{CrashPoint::kAbandonKeysDestroyed, "crash-point:abandon-keys-destroyed"},
    NamedCrashPoint{CrashPoint::kProposeBeforeCommit, "crash-point:propose-before-commit"},
    NamedCrashPoint{CrashPoint::kDecideBeforeCommit, "crash-point:decide-before-commit"},
    NamedCrashPoint{CrashPoint::kExpireBeforeCommit, "crash-point:expire-before-commit"},
    NamedCrashPoint{CrashPoint::kFreezeBeforeCommit, "crash-point:freeze-before-commit"},
    NamedCrashPoint{CrashPoint::kExecuteBeforeIntent, "crash-point:execute-before-intent"},
    NamedCrashPoint{CrashPoint::kExecuteIntentWritten, "crash-point:execute-intent-written"},
    NamedCrashPoint{CrashPoint::kExecuteTokenDone, "crash-point:execute-token-done"},
    NamedCrashPoint{CrashPoint::kExecuteSwept, "crash-point:execute-swept"},
    NamedCrashPoint{CrashPoint::kExecuteBeforeCommit, "crash-point:execute-before-commit"},
    NamedCrashPoint{CrashPoint::kBackupWrapped, "crash-point:backup-wrapped"},
    NamedCrashPoint{CrashPoint::kSharesMade, "crash-point:shares-made"},
    NamedCrashPoint{CrashPoint::kSharesHandedOver, "crash-point:shares-handed-over"},
    NamedCrashPoint{CrashPoint::kSharesCollected, "crash-point:shares-collected"},
    NamedCrashPoint{CrashPoint::kBackupProven, "crash-point:backup-proven"},
    NamedCrashPoint{CrashPoint::kShareBeforeCommit, "crash-point:share-before-commit"},
    NamedCrashPoint{CrashPoint::kMoveKeysMade, "crash-point:move-keys-made"},
    NamedCrashPoint{CrashPoint::kMoveMarked, "crash-point:move-marked"},
    NamedCrashPoint{CrashPoint::kMoveRecorded, "crash-point:move-recorded"},
    NamedCrashPoint{CrashPoint::kSignLooked, "crash-point:sign-looked"},
    NamedCrashPoint{CrashPoint::kSignReserved, "crash-point:sign-reserved"},
    NamedCrashPoint{CrashPoint::kSignSigned, "crash-point:sign-signed"},
    NamedCrashPoint{CrashPoint::kSignBeforeSettle, "crash-point:sign-before-settle"},
    NamedCrashPoint{CrashPoint::kCeremonyStepBegun, "crash-point:ceremony-step-begun"},
    NamedCrashPoint{CrashPoint::kCeremonyStepWorked, "crash-point:ceremony-step-worked"},
    NamedCrashPoint{CrashPoint::kCeremonyStepDone, "crash-point:ceremony-step-done"},
};

// From now on this process dies at the point of this name. Called in a forked child; a name that
// stands for no point ends the process with an exit code that no test takes for a crash.
//   passes  so often it passes the point before
void crash_at(std::string_view name, unsigned passes = 0);

}  // namespace pyx::testing
