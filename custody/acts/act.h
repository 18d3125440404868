// An act: everything privileged, as the exact bytes that the proposer and the deciders sign.
// Format: docs/formats/statements.md.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "policies/act_type.h"

namespace pyx::custody {

inline constexpr std::string_view kActPredicate = "urn:pyx:act:v1";
inline constexpr std::size_t kActMostBytes =
    4096;  // so that a decision, which holds the act, fits into a leaf
inline constexpr std::size_t kNonceBytes = 16;

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
using ActParameters =
    std::variant<KeyGenerate, KeyActivate, KeyRetire, KeyDestroy, PolicyChange, LogRotate, Thaw>;

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
