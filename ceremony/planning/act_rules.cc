#include <algorithm>

#include "ceremony/planning/act_needs.h"
#include "ceremony/planning/rules.h"
#include "ceremony/planning/seats.h"

namespace pyx::ceremony::planning {
namespace {

using custody::KeyState;
using policies::ActType;

const ActNow* act_named(const Scene& scene, const std::string& name) {
  const auto found = scene.state.acts.find(name);
  return found == scene.state.acts.end() ? nullptr : &found->second;
}

Verdict act_needs_state(const Scene& scene, const std::string& name, ActState wanted) {
  const ActNow* const act = act_named(scene, name);
  if (act == nullptr) return refusal("act " + name + " was not proposed", "propose it before");
  if (act->state == wanted) return std::nullopt;
  switch (act->state) {
    case ActState::kOpen:
      return refusal("act " + name + " was not approved", "approve it before");
    case ActState::kApproved:
      return refusal("act " + name + " was approved already", "leave this out");
    case ActState::kExecuted:
      return refusal("act " + name + " was executed already", "an act is executed once");
    case ActState::kVoid:
      break;
  }
  return refusal("act " + name + " is void: the policy changed since", "propose it anew");
}

Verdict check_propose(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(scene.needs_signers());
  const std::string& name = scene.step.text("name");
  if (act_named(scene, name) != nullptr)
    return refusal("act " + name + " was proposed already", "give it another name");
  const ActNow act = act_of(scene);
  if (act.type == ActType::kSharesReshare)
    PYX_ALLOW(needs_share_plan(scene, scene.step.texts("holders"), scene.step.text("shares")));
  return act_needs(scene, act, ActMoment::kProposed);
}

void apply_propose(const Scene& scene, State& to) {
  to.acts.insert_or_assign(scene.step.text("name"), act_of(scene));
  log_in(to);
}

Verdict check_approve(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(scene.needs_signers());
  for (const std::string& name : scene.step.texts("acts")) {
    PYX_ALLOW(act_needs_state(scene, name, ActState::kOpen));
    const ActNow& act = *act_named(scene, name);
    if (scene.does(act.proposer))
      return refusal(act.proposer + " proposed act " + name + ": his own approval does not count",
                     "let others approve it");
    PYX_ALLOW(needs_quorum(scene, act.type, scene.doers));
  }
  return std::nullopt;
}

void apply_approve(const Scene& scene, State& to) {
  for (const std::string& name : scene.step.texts("acts")) {
    const auto found = to.acts.find(name);
    if (found == to.acts.end() || found->second.state != ActState::kOpen) continue;
    found->second.approved_by = Ids(scene.doers.begin(), scene.doers.end());
    found->second.state = ActState::kApproved;
  }
  log_in(to);
}

Verdict check_execute(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  for (const std::string& name : scene.step.texts("acts")) {
    PYX_ALLOW(act_needs_state(scene, name, ActState::kApproved));
    const ActNow& act = *act_named(scene, name);
    if (const auto own = own_action(act.type))
      return refusal("act " + name + " is a " + std::string(policies::to_text(act.type)),
                     "do " + std::string(to_text(*own)));
    PYX_ALLOW(act_needs(scene, act, ActMoment::kExecuted));
  }
  return std::nullopt;
}

void change_keys(const Scene& scene, const ActNow& act, State& to) {
  for (const std::string& id : act.keys) {
    KeyNow& key = to.keys[id];
    const Key* const declared = scene.plan.key(id);
    switch (act.type) {
      case ActType::kKeyGenerate:
      case ActType::kKeysSchedule: {
        const bool at_once = act.type == ActType::kKeysSchedule && declared != nullptr &&
                             declared->backup == policies::Backup::kNone;
        key.state = at_once ? KeyState::kActive : KeyState::kPreActivation;
        key.frozen = to.all_frozen;
        if (to.tokens.contains(to.vault.token)) to.tokens[to.vault.token].keys.insert(id);
        break;
      }
      case ActType::kKeyActivate:
        key.state = KeyState::kActive;
        break;
      case ActType::kKeyRetire:
        key.state = KeyState::kDeactivated;
        break;
      default:
        key.state = KeyState::kDestroyed;
        for (auto& [token, now] : to.tokens) now.keys.erase(id);
        break;
    }
  }
}

void change_policy(const std::string& name, const ActNow& act, State& to) {
  for (const std::string& one : act.adds) to.people[one].in_policy = true;
  for (const std::string& one : act.removes) to.people[one].in_policy = false;
  to.policy_changed = true;
  to.vault.new_policy_checked = false;
  for (auto& [other, now] : to.acts) {
    const bool waits = now.state == ActState::kOpen || now.state == ActState::kApproved;
    if (other != name && waits) now.state = ActState::kVoid;
  }
}

void apply_execute(const Scene& scene, State& to) {
  log_in(to);
  for (const std::string& name : scene.step.texts("acts")) {
    const auto found = to.acts.find(name);
    if (found == to.acts.end() || found->second.state == ActState::kVoid) continue;
    found->second.state = ActState::kExecuted;
    const ActNow act = found->second;
    if (!act.keys.empty()) change_keys(scene, act, to);
    if (act.type == ActType::kPolicyChange) change_policy(name, act, to);
    if (act.type == ActType::kThaw) {
      to.all_frozen = to.minting_frozen = false;
      for (auto& [id, key] : to.keys) key.frozen = false;
    }
  }
}

Verdict check_freeze(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(scene.needs_signers());
  for (const std::string& id : scene.step.texts("keys")) {
    if (!scene.key(id).state) return refusal("key " + id + " is not there", "leave it out");
  }
  return std::nullopt;
}

void apply_freeze(const Scene& scene, State& to) {
  log_in(to);
  const std::string& target = scene.step.text("target");
  if (target == "keys") {
    for (const std::string& id : scene.step.texts("keys")) to.keys[id].frozen = true;
    return;
  }
  if (target == "minting") {
    to.minting_frozen = true;
    return;
  }
  to.all_frozen = true;
  for (auto& [id, key] : to.keys) key.frozen = true;
}

}  // namespace

Verdict needs_approved(const Scene& scene, const std::string& name, ActType type) {
  PYX_ALLOW(act_needs_state(scene, name, ActState::kApproved));
  const ActNow& act = *act_named(scene, name);
  if (act.type != type)
    return refusal("act " + name + " is a " + std::string(policies::to_text(act.type)),
                   "name an act of type " + std::string(policies::to_text(type)));
  return act_needs(scene, act, ActMoment::kExecuted);
}

Verdict needs_quorum(const Scene& scene, ActType type, const std::vector<std::string>& people) {
  const auto seats = seats_of(scene.plan, scene.values, type);
  const std::string act(policies::to_text(type));
  if (seats.empty()) return refusal("there is no rule for " + act, "add a [[rule]]");
  if (const std::string missing = unfilled(seats, scene.everybody, people); !missing.empty())
    return refusal(listed(people) + " do not fill the seats of " + act + ": " + missing,
                   "let more people of the role approve", FindingKind::kQuorum);
  if (scene.policy == nullptr) return std::nullopt;
  const policies::QuorumRule* const rule = scene.policy->rule(type);
  if (rule == nullptr)
    return refusal("the policy has no rule for " + act, "change the policy before",
                   FindingKind::kPolicy);
  if (const std::string missing = unfilled(rule->seats, *scene.policy, people); !missing.empty())
    return refusal(listed(people) + " do not fill the policy's seats of " + act + ": " + missing,
                   "let people approve whom the policy asks for", FindingKind::kPolicy);
  return std::nullopt;
}

std::optional<Rule> act_rule(Action action) {
  switch (action) {
    case Action::kPropose:
      return Rule{check_propose, apply_propose};
    case Action::kApprove:
      return Rule{check_approve, apply_approve};
    case Action::kExecute:
      return Rule{check_execute, apply_execute};
    case Action::kFreeze:
      return Rule{check_freeze, apply_freeze};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
