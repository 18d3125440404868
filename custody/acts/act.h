// An act: everything privileged, as the exact bytes that the proposer and the deciders sign.
// Format: docs/formats/statements.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/acts/backup_parameters.h"
#include "custody/acts/token_parameters.h"
#include "policies/act_type.h"

namespace pyx::custody {

inline constexpr std::string_view kActPredicate = "urn:pyx:act:v1";
inline constexpr std::size_t kActMostBytes =
    4096;  // so that a decision, which holds the act, fits into a leaf
inline constexpr std::size_t kNonceBytes = 16;
inline constexpr std::size_t kReasonMostBytes = 512;  // of what a person says about it

// The parameters of each act type. A key is named by the id that becomes its CKA_ID.
struct KeyGenerate {
  Uuid key;  // chosen by the proposer, so that the act is bound to one key and can be resumed
  std::string profile;  // a profile of the policy
  std::string name;     // for people, becomes CKA_LABEL: 1 to 64 printable ASCII characters
};
struct KeyActivate {
  Uuid key;
};
struct KeyRetire {
  Uuid key;
};
struct KeyDestroy {
  Uuid key;
};
struct PolicyChange {
  Sha256 policy;  // of the new policy's bytes, which travel beside the proposal
};
struct LogRotate {
  Uuid key;  // the new log key
};
struct Thaw {
  std::vector<Sha256> freezes;   // the ids of the freezes to lift, 1 to 32; later freezes stay
  bool suspend_freezer = false;  // those who froze lose the right to freeze until the policy
                                 // changes; they have no vote here
};
// Keys of denominations for periods to come.
struct ScheduledKey {
  Uuid key;  // chosen by the proposer, as above
  std::string denomination;
  std::int64_t period = 0;
};
struct KeysSchedule {
  std::vector<ScheduledKey> keys;  // 1 to kMostScheduledKeys
};
inline constexpr std::size_t kMostScheduledKeys = 24;
struct BudgetSet {
  Sha256 budgets;  // of the bytes (policies/budget.h), which travel beside the proposal
};
// The coins of a lost answer are retired and their value issued anew; the old tags never leave
// again.
struct CoinsRefund {
  std::uint64_t leaf = 0;  // the request leaf of the coins.mint or coins.exchange
  std::string holder;    // the key that the new coins are sealed to, as holder_key_from() reads it
  std::string evidence;  // the case, for people: 1 to 256 printable ASCII characters
};
// What an unsettled request has reserved is given back: people vouch that nothing of it was used.
struct ReservationFree {
  std::uint64_t leaf = 0;
  std::string evidence;  // as above
};
struct ClockAccept {
  Time until{};  // the clock is right if it says no more than this
};
// What the log of this vault was seen to be, and what is left of it.
struct StateAccept {
  std::uint64_t lost_size = 0;  // 1 or more
  Sha256 lost_root{};
  std::uint64_t size = 0;  // of the log in front of the proposal; 1 or more
  Sha256 root{};
};
using ActParameters =
    std::variant<KeyGenerate, KeyActivate, KeyRetire, KeyDestroy, PolicyChange, LogRotate, Thaw,
                 KeysSchedule, BudgetSet, CoinsRefund, ReservationFree, ClockAccept, BackupCreate,
                 BackupProve, BackupRestore, SharesReshare, BackupRewrap, CopyDestroy, TokenReplace,
                 StateAccept>;

struct Act {
  Uuid id;
  ActParameters parameters;
  Sha256 vault{};
  Sha256 policy{};  // the digest of the policy under which it was proposed
  Bytes nonce;      // kNonceBytes
  Time not_before{};
  Time expires{};  // neither decided nor executed from then on
  std::string proposer;

  policies::ActType type() const;
};

Bytes encode_act(const Act& act);
// Strict: unknown members, unknown types, parameters of another type and sizes past the bounds are
// refused. Errors: kBadInput.
Result<Act> parse_act(ByteView bytes);

}  // namespace pyx::custody
