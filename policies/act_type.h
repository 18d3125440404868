// The privileged acts that Pyx knows. An act type that is not here is refused.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace pyx::policies {

enum class ActType {
  kKeyGenerate,
  kKeyActivate,
  kKeyRetire,
  kKeyDestroy,
  kPolicyChange,
  kLogRotate,
  kThaw,
  kKeysSchedule,     // keys of denominations for periods to come, many by one act
  kBudgetSet,        // sets budgets, also higher ones
  kCoinsRefund,      // retires the coins of a lost answer and issues their value anew
  kReservationFree,  // gives back what a request that was never answered has reserved
  kClockAccept,      // goes on although the clock has moved on by too much
  kBackupCreate,     // wraps keys under a key that is split among holders
  kBackupProve,      // restores them on a second token, has them sign, destroys them there
  kBackupRestore,
  kSharesReshare,  // new shares of the same, for the same holders or for others
  kBackupRewrap,   // its wrapped keys under a new wrap key, with new shares
  kCopyDestroy,    // of a key, on the token onto which it was restored
  kTokenReplace,   // goes on on another token, planned or after the loss of the vault's
  kStateAccept,    // goes on although leaves of the log are lost for ever
};
inline constexpr std::array kActTypes = {
    ActType::kKeyGenerate,   ActType::kKeyActivate,     ActType::kKeyRetire,
    ActType::kKeyDestroy,    ActType::kPolicyChange,    ActType::kLogRotate,
    ActType::kThaw,          ActType::kKeysSchedule,    ActType::kBudgetSet,
    ActType::kCoinsRefund,   ActType::kReservationFree, ActType::kClockAccept,
    ActType::kBackupCreate,  ActType::kBackupProve,     ActType::kBackupRestore,
    ActType::kSharesReshare, ActType::kBackupRewrap,    ActType::kCopyDestroy,
    ActType::kTokenReplace,  ActType::kStateAccept};

std::string_view to_text(
    ActType type);  // "key.generate", "policy.change", …: as in policies, statements and the log
std::optional<ActType> act_type_from(std::string_view text);

}  // namespace pyx::policies
