#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

Verdict check_make_key(const Scene& scene) {
  for (const std::string& one : scene.doers) {
    if (scene.person(one).has_key)
      return refusal(one + " has a key already", "leave " + one + " out");
  }
  return std::nullopt;
}

void apply_make_key(const Scene& scene, State& to) {
  for (const std::string& one : scene.doers) to.people[one].has_key = true;
}

Verdict check_policy(const Scene& scene) {
  const bool is_first = scene.step.text("which") == "first";
  if (!is_first && scene.state.vault.state != VaultState::kFounded)
    return refusal("there is no vault whose policy could change", "found it before");
  if (!is_first) return std::nullopt;
  if (scene.state.vault.state != VaultState::kNone)
    return refusal("the vault has its first policy", "say which = \"new\"");
  for (const auto& [id, person] : scene.state.people) {
    if (person.in_policy && !person.has_key)
      return refusal(id + " is to be in the policy and has no key", "make-officer-key before");
  }
  return std::nullopt;
}

void apply_policy(const Scene& scene, State& to) {
  if (scene.step.text("which") == "first") {
    to.vault.policy_checked = true;
  } else {
    to.vault.new_policy_checked = true;
  }
}

Verdict check_draft(const Scene& scene) {
  if (scene.state.vault.state != VaultState::kNone)
    return refusal("there is a vault, or a draft of one", "leave this out");
  if (!scene.state.vault.policy_checked)
    return refusal("the policy was not read aloud", "check-policy before");
  if (scene.token(scene.step.text("token")).state == TokenState::kVault)
    return refusal("token " + scene.step.text("token") + " is another vault's", "name another one");
  return scene.needs_ready(scene.step.text("token"));
}

void apply_draft(const Scene& scene, State& to) {
  to.vault.state = VaultState::kDrafted;
  to.vault.token = scene.step.text("token");
  log_in(to);
}

Verdict needs_draft(const Scene& scene) {
  if (scene.state.vault.state == VaultState::kDrafted) return std::nullopt;
  return refusal(scene.state.vault.state == VaultState::kFounded ? "the vault is founded"
                                                                 : "there is no draft of a vault",
                 "draft-vault before");
}

Verdict check_sign(const Scene& scene) {
  PYX_ALLOW(needs_draft(scene));
  PYX_ALLOW(scene.needs_signers());
  for (const std::string& one : scene.doers) {
    if (scene.state.vault.signed_by.contains(one))
      return refusal(one + " has signed already", "leave " + one + " out");
  }
  return std::nullopt;
}

void apply_sign(const Scene& scene, State& to) {
  to.vault.signed_by.insert(scene.doers.begin(), scene.doers.end());
}

Verdict check_finish(const Scene& scene) {
  PYX_ALLOW(needs_draft(scene));
  std::vector<std::string> missing;
  for (const auto& [id, person] : scene.state.people)
    if (person.in_policy && !scene.state.vault.signed_by.contains(id)) missing.push_back(id);
  if (!missing.empty())
    return refusal("the founding statement is not signed by " + listed(missing),
                   "sign-founding before, by everybody of the policy");
  return scene.needs_ready(scene.state.vault.token);
}

void apply_finish(const Scene&, State& to) {
  if (to.vault.state != VaultState::kDrafted) return;
  to.vault.state = VaultState::kFounded;
  to.vault.opened = true;
  to.tokens[to.vault.token].state = TokenState::kVault;
  log_in(to);
}

Verdict check_open(const Scene& scene) {
  const std::string& token = scene.step.text("token");
  if (scene.state.vault.state != VaultState::kFounded)
    return refusal("there is no vault yet", "found it before");
  if (scene.state.vault.token != token)
    return refusal("token " + token + " is not the vault's", "name " + scene.state.vault.token);
  return scene.needs_ready(token);
}

void apply_open(const Scene&, State& to) {
  to.vault.opened = true;
  log_in(to);
}

}  // namespace

std::optional<Rule> founding_rule(Action action) {
  switch (action) {
    case Action::kMakeOfficerKey:
      return Rule{check_make_key, apply_make_key};
    case Action::kCheckPolicy:
      return Rule{check_policy, apply_policy};
    case Action::kDraftVault:
      return Rule{check_draft, apply_draft};
    case Action::kSignFounding:
      return Rule{check_sign, apply_sign};
    case Action::kFinishVault:
      return Rule{check_finish, apply_finish};
    case Action::kOpenVault:
      return Rule{check_open, apply_open};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
