// A plan of a ceremony as plain values: what the file says, before its parameters have values. The
// digest is over the raw bytes as they came. Format: docs/formats/ceremony-plan.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/key_type.h"
#include "base/sha256.h"
#include "base/toml.h"
#include "ceremony/planning/action.h"
#include "ceremony/planning/finding.h"
#include "ceremony/planning/parameter.h"
#include "custody/keys/key_record.h"
#include "policies/act_type.h"
#include "policies/policy.h"

namespace pyx::ceremony::planning {

struct Role {
  std::string id;
  toml::Position at;
  std::string title;
  std::string duty;
  std::string least;               // a number, or "{parameter}": an integer, or the n of m-of-n
  std::vector<std::string> apart;  // roles that nobody has beside this one
  bool in_policy = true;           // people of it are in the vault's policy when the day begins
  bool reaches_host = false;       // people of it can read what is on the host
};

// Where a thing is. kHolder: with its people, or with whoever took it.
enum class Place { kSafe, kTable, kHolder, kHost, kDestroyed };
std::string_view to_text(Place place);  // "safe" "table" "holder" "host" "destroyed"
std::optional<Place> place_from(std::string_view text);

// Bags and envelopes are sealed once and opened once; what carries a secret is read by whoever has
// it and finds it unsealed.
enum class ItemKind { kBag, kEnvelope, kCard, kPaper, kMedia, kPrinter, kToken };
std::string_view to_text(ItemKind kind);
std::optional<ItemKind> item_kind_from(std::string_view text);
bool is_container(ItemKind kind);

// Anything that lies in the room; tokens too.
struct Item {
  std::string id;
  toml::Position at;
  ItemKind kind = ItemKind::kCard;
  std::string meaning;
  Place place = Place::kTable;    // before the ceremony
  Place ends = Place::kTable;     // after it
  std::string in;                 // the container in which it lies before; empty: in none
  bool sealed = false;            // a container, before
  std::vector<std::string> each;  // one for each of these people; empty: one
};

enum class PinWay { kNone, kSplit, kSealed, kPinSource, kSession, kElsewhere };
std::string_view to_text(PinWay way);  // "none" "split" "sealed" "pin-source" "session" "elsewhere"
std::optional<PinWay> pin_way_from(std::string_view text);

// Where a PIN is kept. kSplit: in parts on `on`, one for each of `holders`, of which `shares` says
// how many are needed. kSealed: on `on`. kPinSource: on the host, for the daemon's user. kSession:
// nowhere; whoever made it forgets it when the ceremony ends or is interrupted. kElsewhere: with
// people who have no part in this ceremony.
struct PinKeeping {
  PinWay way = PinWay::kNone;
  std::string on;
  std::vector<std::string> holders;
  std::string shares;  // "2 of 3", or "{parameter}"
};

enum class TokenState { kBlank, kInitialised, kVault };
std::string_view to_text(TokenState state);  // "blank" "initialised" "vault"
std::optional<TokenState> token_state_from(std::string_view text);

struct Token {
  std::string id;  // the id of an Item of kind kToken too
  toml::Position at;
  TokenState state = TokenState::kBlank;
  PinKeeping so_pin;
  PinKeeping user_pin;
};

struct Key {
  std::string id;
  toml::Position at;
  std::string profile;  // of the policy; may hold {parameters}
  std::string type;     // a key type, or "{parameter}"
  Purpose purpose = Purpose::kSign;
  policies::Backup backup = policies::Backup::kSplit;
  std::string each;                         // "{parameter}" of denominations: one key for each
  std::optional<custody::KeyState> before;  // nothing: it is not there yet
};

struct Backup {
  std::string id;
  toml::Position at;
  std::vector<std::string> keys;
  std::vector<std::string> holders;  // roles, or "{parameter}" of people
  std::string shares;                // "2 of 3", or "{parameter}"
  std::string on;                    // the item on which shares are, or get
  std::string replaces;              // another backup, or empty
  bool before = false;               // it is there, live and proven, when the ceremony begins
};

struct ActRule {
  std::vector<policies::ActType> acts;
  toml::Position at;
  std::vector<std::string> quorum;  // "2 of officer"; the number may be "{parameter}"
};

struct Section {
  std::string id;
  toml::Position at;
  std::string title;
};

using FieldValue = std::variant<std::string, std::vector<std::string>>;

struct Step {
  std::string id;
  toml::Position at;
  std::string section;
  std::string title;
  std::vector<std::string> who;  // roles, or "{parameter}" of people
  std::string say;               // read aloud; may hold {parameters}
  Action action = Action::kArrive;
  std::map<std::string, FieldValue, std::less<>> with;
  unsigned minutes = 1;
  std::string evidence;  // what is written down or shown
  std::vector<std::string> after;

  bool has(std::string_view field) const;
  const std::string& text(std::string_view field) const;                // empty when absent
  const std::vector<std::string>& texts(std::string_view field) const;  // empty when absent
};

// What `initialise-token` says of one PIN; `which` is "so_pin" or "user_pin".
PinKeeping pin_keeping(const Step& step, const std::string& which);

enum class VaultBefore { kNone, kFounded };

struct Plan {
  Sha256 digest{};  // of the file's bytes
  std::string title;
  std::string purpose;
  VaultBefore vault = VaultBefore::kNone;
  Duration longest{};  // the minutes of all steps are no more
  std::vector<Role> roles;
  std::vector<ParameterSpec> parameters;
  std::vector<Item> items;  // tokens too, as kToken
  std::vector<Token> tokens;
  std::vector<Key> keys;
  std::vector<Backup> backups;
  std::vector<ActRule> rules;
  std::vector<Section> sections;
  std::vector<Step> steps;  // in the order in which they are done

  // nullptr when there is none.
  const Role* role(std::string_view id) const;
  const ParameterSpec* parameter(std::string_view name) const;
  const Item* item(std::string_view id) const;
  const Token* token(std::string_view id) const;
  const Key* key(std::string_view id) const;
  const Backup* backup(std::string_view id) const;
  const ActRule* rule(policies::ActType act) const;
  const Section* section(std::string_view id) const;
  const Step* step(std::string_view id) const;
  Duration length() const;  // of all steps together
};

}  // namespace pyx::ceremony::planning
