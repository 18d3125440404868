// What custody knows of a key: what it is, where it lives, in which state of SP 800-57 part 1 rev.
// 5 section 7 it is and since when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/key_type.h"
#include "base/public_key.h"
#include "base/uuid.h"
#include "policies/policy.h"

namespace pyx::custody {

enum class KeyState { kPreActivation, kActive, kDeactivated, kDestroyed };
std::string_view to_text(KeyState state);  // "pre-activation" "active" "deactivated" "destroyed"
std::optional<KeyState> key_state_from(std::string_view text);

// What the coins under a key are, as the policy had it when the key was made.
struct CoinTerms {
  std::string denomination;
  std::string currency;
  std::uint64_t value = 0;  // of one coin, minor units
  policies::Period period;
  std::optional<std::uint64_t> most_issued;  // minor units; then the next key mints
  friend bool operator==(const CoinTerms&, const CoinTerms&) = default;
};

// Another token that had the key: for as long as a proof took, or for good.
struct KeyElsewhere {
  Uuid backup;  // out of which it came
  std::string token_serial;
  std::string token_model;
  std::string module;
  bool exposed = false;  // was in the clear for somebody there (DESIGN.md, "Exposed")
  Time time{};
  // What keys rest on and that token was not seen to enforce; nothing of what was recorded before
  // it was told.
  std::optional<std::vector<TokenRule>> not_enforced = {};
  std::optional<Time> gone = {};  // of a copy for good: destroyed there since
  friend bool operator==(const KeyElsewhere&, const KeyElsewhere&) = default;
};

// A token on which the key was at home before the vault went on from it.
struct FormerHome {
  std::string token_serial;
  Time until{};
  friend bool operator==(const FormerHome&, const FormerHome&) = default;
};

struct KeyRecord {
  Uuid id;
  std::string name;
  std::string profile;  // its name when the key was made; type, purpose, backup and exceptions are
                        // kept as they were then
  KeyType type = KeyType::kP256;
  Purpose purpose = Purpose::kSign;
  policies::Backup backup = policies::Backup::kSplit;
  std::vector<TokenRule> exceptions;    // what the token need not enforce for it (TOKEN-ENFORCES)
  std::optional<CoinTerms> coins;       // of a key that keys.schedule made
  std::string token_serial;             // where it is at home
  std::optional<PublicKey> public_key;  // of an asymmetric key
  KeyState state = KeyState::kPreActivation;
  Time created{};
  std::optional<Time> activated;
  std::optional<Time> deactivated;
  std::optional<Time> destroyed;       // the record stays as a tombstone
  std::optional<KeyElsewhere> proven;  // the last proof of its backup: "restorable on" (KEY-PROVEN)
  std::vector<KeyElsewhere> restored;  // copies for good, oldest first
  std::vector<KeyElsewhere> proven_before;  // the proofs before the last one, oldest first
  std::vector<FormerHome> former_homes;     // oldest first
  // Since when the vault is on another token, to which this key did not come along (KEY-HOME).
  std::optional<Time> left_behind;
  // A key of coins that was there when leaves of the log were given up (state.accept): nothing is
  // issued with it any more, and no coin of it is taken.
  bool suspended = false;

  bool exposed() const;  // was so anywhere
  // The copy for good that is on this token now; nullptr if the log knows of none.
  const KeyElsewhere* copy_on(std::string_view serial) const;
  std::optional<Scheme> scheme() const { return scheme_of(type, purpose); }
};

// STATE-FRESH. Precondition: it is suspended.
Error in_the_gap(const KeyRecord& key);

}  // namespace pyx::custody
