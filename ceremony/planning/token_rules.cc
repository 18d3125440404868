#include <algorithm>

#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

const std::string& token_of(const Scene& scene) { return scene.step.text("token"); }

Verdict check_inspect_token(const Scene& scene) { return scene.needs_at_hand(token_of(scene)); }

void apply_inspect_token(const Scene& scene, State& to) {
  const std::string& id = token_of(scene);
  to.tokens[id].inspected = true;
  to.things[id].place = Place::kHost;
  to.things[id].in.clear();
}

Verdict check_probe(const Scene& scene) { return scene.needs_ready(token_of(scene)); }

void apply_login(const Scene& scene, State& to) {
  to.tokens[token_of(scene)].logged_in = LoggedIn::kUser;
}

// Not the vault's, and nothing on it would be lost.
Verdict needs_spare(const Scene& scene) {
  const std::string& id = token_of(scene);
  const TokenNow& now = scene.token(id);
  const bool is_of_draft =
      scene.state.vault.state != VaultState::kNone && scene.state.vault.token == id;
  if (now.state == TokenState::kVault || is_of_draft)
    return refusal("token " + id + " is the vault's", "name another one");
  if (!now.keys.empty())
    return refusal("token " + id + " holds " + listed(now.keys), "name another one");
  return scene.needs_at_hand(id);
}

Verdict check_split(const Scene& scene, const PinKeeping& pin) {
  const auto holders = scene.people(pin.holders);
  const auto shares = scene.m_of_n(pin.shares);
  if (!shares || shares->n != holders.size()) {
    return refusal("the SO PIN is split " + scene.values.fill(pin.shares) + ", but " +
                       std::to_string(holders.size()) + " people get parts",
                   "let n be their number", FindingKind::kParameter);
  }
  if (shares->m < 2)
    return refusal("one holder alone would have the SO PIN", "let at least 2 be needed",
                   FindingKind::kAlone);
  for (const std::string& one : holders) {
    if (!scene.does(one))
      return refusal(one + " gets a part of the SO PIN and is not there for it",
                     "name the holders' role in \"who\"");
  }
  return std::nullopt;
}

// Where new PINs are put.
Verdict check_new_pins(const Scene& scene) {
  const PinKeeping so_pin = pin_keeping(scene.step, "so_pin");
  const PinKeeping user_pin = pin_keeping(scene.step, "user_pin");
  if (so_pin.way == PinWay::kSplit) PYX_ALLOW(check_split(scene, so_pin));
  if (!so_pin.on.empty()) PYX_ALLOW(scene.needs_free_carrier(so_pin.on));
  if (!user_pin.on.empty()) PYX_ALLOW(scene.needs_free_carrier(user_pin.on));
  if (!so_pin.on.empty() && so_pin.on == user_pin.on)
    return refusal("both PINs would be on " + so_pin.on, "take two", FindingKind::kAlone);
  return std::nullopt;
}

Verdict check_initialise(const Scene& scene) {
  PYX_ALLOW(needs_spare(scene));
  if (!scene.token(token_of(scene)).inspected)
    return refusal("token " + token_of(scene) + " was not inspected", "inspect-token before");
  return check_new_pins(scene);
}

Verdict check_change(const Scene& scene) {
  PYX_ALLOW(scene.needs_ready(token_of(scene)));
  PYX_ALLOW(scene.needs_so_pin(token_of(scene)));
  return check_new_pins(scene);
}

// What is written of a token's old PINs opens nothing any more.
void forget_pin(const std::string& token, Secret::Kind kind, State& to) {
  for (auto& [name, thing] : to.things) {
    std::erase_if(thing.secrets,
                  [&](const Secret& secret) { return secret.kind == kind && secret.of == token; });
  }
}

void put_so_pin(const Scene& scene, State& to) {
  const std::string& id = token_of(scene);
  TokenNow& now = to.tokens[id];
  forget_pin(id, Secret::Kind::kSoPin, to);
  now.so_pin = pin_keeping(scene.step, "so_pin");
  now.so_holders.clear();
  now.so_needed = 0;
  if (now.so_pin.way == PinWay::kSplit) {
    for (const std::string& one : scene.people(now.so_pin.holders)) now.so_holders.insert(one);
    now.so_needed = scene.m_of_n(now.so_pin.shares).value_or(MOfN{}).m;
  }
  if (!now.so_pin.on.empty())
    to.things[now.so_pin.on].secrets.push_back({Secret::Kind::kSoPin, id, 1});
}

void put_user_pin(const Scene& scene, State& to) {
  const std::string& id = token_of(scene);
  TokenNow& now = to.tokens[id];
  forget_pin(id, Secret::Kind::kUserPin, to);
  now.user_pin = pin_keeping(scene.step, "user_pin");
  if (!now.user_pin.on.empty())
    to.things[now.user_pin.on].secrets.push_back({Secret::Kind::kUserPin, id, 1});
}

void apply_initialise(const Scene& scene, State& to) {
  TokenNow& now = to.tokens[token_of(scene)];
  now.state = TokenState::kInitialised;
  now.logged_in = LoggedIn::kNobody;
  now.pins_known = true;
  put_so_pin(scene, to);
  put_user_pin(scene, to);
}

void apply_change(const Scene& scene, State& to) {
  to.tokens[token_of(scene)].logged_in = LoggedIn::kNobody;
  put_so_pin(scene, to);
  if (scene.step.has("user_pin")) put_user_pin(scene, to);
}

Verdict check_wipe(const Scene& scene) { return needs_spare(scene); }

void apply_wipe(const Scene& scene, State& to) {
  const std::string& id = token_of(scene);
  TokenNow& now = to.tokens[id];
  const bool inspected = now.inspected;
  now = TokenNow{};
  now.inspected = inspected;
  forget_pin(id, Secret::Kind::kSoPin, to);
  forget_pin(id, Secret::Kind::kUserPin, to);
}

Verdict check_log_out(const Scene&) { return std::nullopt; }

void apply_log_out(const Scene& scene, State& to) {
  to.tokens[token_of(scene)].logged_in = LoggedIn::kNobody;
}

}  // namespace

std::optional<Rule> token_rule(Action action) {
  switch (action) {
    case Action::kInspectToken:
      return Rule{check_inspect_token, apply_inspect_token};
    case Action::kProbeToken:
      return Rule{check_probe, apply_login};
    case Action::kInitialiseToken:
      return Rule{check_initialise, apply_initialise};
    case Action::kChangePins:
      return Rule{check_change, apply_change};
    case Action::kWipeToken:
      return Rule{check_wipe, apply_wipe};
    case Action::kLogOut:
      return Rule{check_log_out, apply_log_out};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
