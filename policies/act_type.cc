#include "policies/act_type.h"

#include <algorithm>

namespace pyx::policies {

std::string_view to_text(ActType type) {
  switch (type) {
    case ActType::kKeyGenerate:
      return "key.generate";
    case ActType::kKeyActivate:
      return "key.activate";
    case ActType::kKeyRetire:
      return "key.retire";
    case ActType::kKeyDestroy:
      return "key.destroy";
    case ActType::kPolicyChange:
      return "policy.change";
    case ActType::kLogRotate:
      return "log.rotate";
    case ActType::kThaw:
      return "thaw";
    case ActType::kKeysSchedule:
      return "keys.schedule";
    case ActType::kBudgetSet:
      return "budget.set";
    case ActType::kCoinsRefund:
      return "coins.refund";
    case ActType::kReservationFree:
      return "reservation.free";
    case ActType::kClockAccept:
      return "clock.accept";
    case ActType::kBackupCreate:
      return "backup.create";
    case ActType::kBackupProve:
      return "backup.prove";
    case ActType::kBackupRestore:
      return "backup.restore";
    case ActType::kSharesReshare:
      return "shares.reshare";
    case ActType::kBackupRewrap:
      return "backup.rewrap";
    case ActType::kCopyDestroy:
      return "copy.destroy";
    case ActType::kTokenReplace:
      return "token.replace";
    case ActType::kStateAccept:
      return "state.accept";
  }
  return "?";  // a number that is no act; act_type_from never reads it back
}

std::optional<ActType> act_type_from(std::string_view text) {
  const auto* const found =
      std::ranges::find_if(kActTypes, [&](ActType type) { return to_text(type) == text; });
  if (found == kActTypes.end()) return std::nullopt;
  return *found;
}

}  // namespace pyx::policies
