#include "ceremony/planning/scene.h"

#include <algorithm>
#include <utility>

namespace pyx::ceremony::planning {
namespace {

template <class T>
const T& at_or_none(const std::map<std::string, T, std::less<>>& all, std::string_view id) {
  static const T kNone{};
  const auto found = all.find(id);
  return found == all.end() ? kNone : found->second;
}

// A plan nests no deeper (plan_references.cc); a sealed bag may lie in a bag.
constexpr int kDeepest = 4;

Verdict pin_at_hand(const Scene& scene, std::string_view token_id, const PinKeeping& pin,
                    bool known, std::string_view which) {
  const std::string name = std::string(which) + " of token " + std::string(token_id);
  switch (pin.way) {
    case PinWay::kPinSource:
      return std::nullopt;
    case PinWay::kSession:
      if (known) return std::nullopt;
      return refusal("the " + name + " went with the interruption", "initialise the token anew");
    case PinWay::kSealed:
      if (scene.is_at_hand(pin.on)) return std::nullopt;
      return refusal("the " + name + " is on " + pin.on + ", which is not at hand",
                     "fetch and open what it lies in");
    case PinWay::kElsewhere:
      return refusal("the " + name + " is with people who have no part in this",
                     "say in the plan who has it, and have them come");
    case PinWay::kSplit:
    case PinWay::kNone:
      break;
  }
  return refusal("token " + std::string(token_id) + " has no " + std::string(which),
                 "initialise it");
}

}  // namespace

Refusal refusal(std::string what, std::string advice, FindingKind kind) {
  return {kind, std::move(what), std::move(advice)};
}

Refusal refusal(std::initializer_list<std::string_view> what, std::string advice,
                FindingKind kind) {
  std::string joined;
  for (const std::string_view part : what) joined += part;
  return {kind, std::move(joined), std::move(advice)};
}

std::string listed(const Ids& names) {
  return listed(std::vector<std::string>(names.begin(), names.end()));
}

std::string to_text(const Secret& secret) {
  switch (secret.kind) {
    case Secret::Kind::kSoPin:
      return "the SO PIN of token " + secret.of;
    case Secret::Kind::kUserPin:
      return "the user PIN of token " + secret.of;
    case Secret::Kind::kShare:
      break;
  }
  return "shares of backup " + secret.of + ", version " + std::to_string(secret.version);
}

const ShareSetNow* BackupNow::live() const {
  const auto found = std::ranges::find(sets, custody::ShareSetState::kLive, &ShareSetNow::state);
  return found == sets.end() ? nullptr : &*found;
}

const Participant* Scene::participant(std::string_view id) const {
  const auto found = std::ranges::find(everybody, id, &Participant::id);
  return found == everybody.end() ? nullptr : &*found;
}

const PersonState& Scene::person(std::string_view id) const { return at_or_none(state.people, id); }

bool Scene::does(std::string_view id) const { return std::ranges::find(doers, id) != doers.end(); }

std::vector<std::string> Scene::people(const std::vector<std::string>& names) const {
  return people_named(names, values, everybody);
}

std::optional<MOfN> Scene::m_of_n(const std::string& text) const {
  return m_of_n_from(values.fill(text));
}

const ThingState& Scene::thing(std::string_view id) const { return at_or_none(state.things, id); }
const TokenNow& Scene::token(std::string_view id) const { return at_or_none(state.tokens, id); }
const KeyNow& Scene::key(std::string_view id) const { return at_or_none(state.keys, id); }
const BackupNow& Scene::backup(std::string_view id) const { return at_or_none(state.backups, id); }

std::string Scene::outermost(std::string_view id) const {
  std::string now(id);
  for (int depth = 0; depth < kDeepest && !thing(now).in.empty(); ++depth) now = thing(now).in;
  return now;
}

Place Scene::place_of(std::string_view id) const { return thing(outermost(id)).place; }

bool Scene::is_sealed_in(std::string_view id) const {
  std::string now(id);
  for (int depth = 0; depth < kDeepest && !thing(now).in.empty(); ++depth) {
    now = thing(now).in;
    if (thing(now).seal == Seal::kSealed) return true;
  }
  return false;
}

bool Scene::is_at_hand(std::string_view id) const {
  if (!state.things.contains(id) || is_sealed_in(id)) return false;
  const ThingState& outer = thing(outermost(id));
  switch (outer.place) {
    case Place::kTable:
    case Place::kHost:
      return true;
    case Place::kHolder:
      return std::ranges::any_of(outer.holders,
                                 [&](const std::string& one) { return person(one).present; });
    case Place::kSafe:
    case Place::kDestroyed:
      break;
  }
  return false;
}

bool Scene::is_readable(std::string_view id) const {
  return !thing(id).secrets.empty() && place_of(id) != Place::kDestroyed && !is_sealed_in(id);
}

Verdict Scene::needs_at_hand(std::string_view id) const {
  if (is_at_hand(id)) return std::nullopt;
  const std::string name(id);
  const std::string outer = outermost(id);
  if (is_sealed_in(id))
    return refusal(name + " lies in " + thing(id).in + ", which is sealed", "open that before");
  switch (thing(outer).place) {
    case Place::kSafe:
      return refusal(name + " is in the safe", "fetch it before");
    case Place::kHolder:
      return refusal(name + " is with people who are not in the room", "have them come before");
    case Place::kDestroyed:
      return refusal(name + " is destroyed", "do this before");
    default:
      return refusal(name + " is not there", "say in the plan where it is");
  }
}

Verdict Scene::needs_free_carrier(std::string_view id) const {
  PYX_ALLOW(needs_at_hand(id));
  if (thing(id).secrets.empty()) return std::nullopt;
  return refusal(
      std::string(id) + " carries " + planning::to_text(thing(id).secrets.front()) + " already",
      "take another one");
}

Verdict Scene::needs_media(std::string_view id) const {
  const Item* const item = plan.item(id);
  if (item == nullptr || item->kind != ItemKind::kMedia)
    return refusal(std::string(id) + " is no media", "name an item of kind media");
  return needs_at_hand(id);
}

Verdict Scene::needs_printer() const {
  if (!step.has("printer")) return std::nullopt;
  const std::string& id = step.text("printer");
  const Item* const item = plan.item(id);
  if (item == nullptr || item->kind != ItemKind::kPrinter)
    return refusal(id + " is no printer", "name an item of kind printer");
  PYX_ALLOW(needs_at_hand(id));
  if (thing(id).inspected) return std::nullopt;
  return refusal("printer " + id + " was not inspected", "inspect it before");
}

Verdict Scene::needs_ready(std::string_view token_id) const {
  PYX_ALLOW(needs_at_hand(token_id));
  const TokenNow& now = token(token_id);
  const std::string name = "token " + std::string(token_id);
  if (!now.inspected) return refusal(name + " was not inspected", "inspect-token before");
  if (now.state == TokenState::kBlank)
    return refusal(name + " is not initialised", "initialise-token before");
  return pin_at_hand(*this, token_id, now.user_pin, now.pins_known, "user PIN");
}

Verdict Scene::needs_so_pin(std::string_view token_id) const {
  const TokenNow& now = token(token_id);
  if (now.so_pin.way != PinWay::kSplit)
    return pin_at_hand(*this, token_id, now.so_pin, now.pins_known, "SO PIN");
  const auto there =
      std::ranges::count_if(now.so_holders, [&](const std::string& one) { return does(one); });
  if (std::cmp_less(there, now.so_needed)) {
    return refusal(std::to_string(there) + " holders of the SO PIN of token " +
                       std::string(token_id) + " do this, but " + std::to_string(now.so_needed) +
                       " are needed",
                   "name their role in \"who\"");
  }
  return needs_at_hand(now.so_pin.on);
}

Verdict Scene::needs_vault() const {
  if (state.vault.state != VaultState::kFounded)
    return refusal("there is no vault yet", "found it before");
  PYX_ALLOW(needs_ready(state.vault.token));
  if (state.vault.opened) return std::nullopt;
  return refusal("the vault's id was not compared", "open-vault before");
}

Verdict Scene::needs_signer(std::string_view person_id) const {
  const std::string name(person_id);
  if (!person(person_id).in_policy)
    return refusal(name + " is not in the policy", "let somebody else do it");
  if (!person(person_id).has_key)
    return refusal(name + " has no key to sign with", "make-officer-key before");
  return std::nullopt;
}

Verdict Scene::needs_signers() const {
  for (const std::string& one : doers) PYX_ALLOW(needs_signer(one));
  return std::nullopt;
}

void log_in(State& to) {
  const auto found = to.tokens.find(to.vault.token);
  if (found != to.tokens.end()) found->second.logged_in = LoggedIn::kUser;
}

}  // namespace pyx::ceremony::planning
