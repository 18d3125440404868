// What the model knows at one moment. Plain values, compared and copied.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ceremony/planning/plan.h"
#include "custody/acts/backup_record.h"

namespace pyx::ceremony::planning {

using Ids = std::set<std::string, std::less<>>;

// Somebody in the room.
struct PersonState {
  bool present = false;
  bool identified = false;  // since he came, or came back
  bool was_here = false;
  bool in_policy = true;
  bool has_key = false;
  friend bool operator==(const PersonState&, const PersonState&) = default;
};

enum class Seal { kOpen, kSealed, kTorn };  // kTorn: opened, never sealed again

// What one can read on a thing.
struct Secret {
  enum class Kind { kSoPin, kUserPin, kShare } kind = Kind::kShare;
  std::string of;             // a token, or a backup
  std::uint32_t version = 1;  // of a share set
  friend bool operator==(const Secret&, const Secret&) = default;
};
std::string to_text(const Secret& secret);  // "the SO PIN of token vault"

struct ThingState {
  Place place = Place::kTable;
  std::string in;  // a container, or empty
  Seal seal = Seal::kOpen;
  bool inspected = false;
  std::vector<Secret> secrets;
  Ids holders;  // people who have it, when kHolder; of a thing with `each` all of its people
  friend bool operator==(const ThingState&, const ThingState&) = default;
};

enum class LoggedIn { kNobody, kUser };

struct TokenNow {
  TokenState state = TokenState::kBlank;
  bool inspected = false;
  LoggedIn logged_in = LoggedIn::kNobody;
  PinKeeping so_pin;
  PinKeeping user_pin;
  Ids so_holders;  // people, of a split SO PIN
  unsigned so_needed = 0;
  bool pins_known = true;  // false: kept by a session that has ended
  Ids keys;                // of the plan, that are on it for good
};

enum class VaultState { kNone, kDrafted, kFounded };

struct VaultNow {
  VaultState state = VaultState::kNone;
  std::string token;    // its own
  bool opened = false;  // its id was compared, or it was founded here
  Ids signed_by;
  bool published = false;
  bool policy_checked = false;
  bool new_policy_checked = false;
};

struct KeyNow {
  std::optional<custody::KeyState> state;  // nothing: not there
  std::optional<std::string> proven;       // the backup out of which it came back
  bool frozen = false;                     // by a freeze of its own, or of all
};

struct ShareSetNow {
  std::uint32_t version = 1;
  custody::ShareSetState state = custody::ShareSetState::kPending;
  std::string on;  // the item that carries its shares
  Ids holders;
  unsigned needed = 0;
  Ids acknowledged;
  Ids drilled;
};

struct BackupNow {
  std::vector<ShareSetNow> sets;  // empty: not made yet
  bool dead = false;              // replaced
  bool made_here = false;         // in this ceremony
  bool exported = false;
  const ShareSetNow* live() const;
};

enum class ActState { kOpen, kApproved, kExecuted, kVoid };

struct ActNow {
  policies::ActType type = policies::ActType::kKeyGenerate;
  std::vector<std::string> keys;
  std::string backup;
  std::string token;
  std::vector<std::string> adds;     // people who are in the policy after it,
  std::vector<std::string> removes;  // or no more
  std::vector<std::string> holders;  // people, of shares.reshare
  unsigned needed = 0;               // of them
  std::string proposer;
  Ids approved_by;
  ActState state = ActState::kOpen;
};

struct State {
  std::map<std::string, PersonState, std::less<>> people;
  std::map<std::string, ThingState, std::less<>> things;
  std::map<std::string, TokenNow, std::less<>> tokens;
  VaultNow vault;
  std::map<std::string, KeyNow, std::less<>> keys;
  std::map<std::string, BackupNow, std::less<>> backups;
  std::map<std::string, ActNow, std::less<>> acts;
  bool all_frozen = false;      // by a freeze of all: what is made is frozen too
  bool minting_frozen = false;  // by one of minting
  bool policy_changed = false;
  bool digests_read = false;
  bool interrupted = false;
  bool log_exported = true;  // all of it, as far as it has come
  bool transcript_signed = false;
};

}  // namespace pyx::ceremony::planning
