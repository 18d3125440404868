#include "ceremony/planning/act_needs.h"

#include <algorithm>
#include <utility>

#include "custody/acts/share_plan.h"

namespace pyx::ceremony::planning {
namespace {

using custody::KeyState;
using policies::ActType;

const Key* declared(const Scene& scene, const std::string& id) { return scene.plan.key(id); }

bool is_for_coins(const Key& key) {
  return key.purpose == Purpose::kCoin || key.purpose == Purpose::kBlindSign;
}

bool is_alive(const Scene& scene, const std::string& id) {
  const KeyNow& now = scene.key(id);
  return now.state && *now.state != KeyState::kDestroyed;
}

Verdict needs_state(const Scene& scene, const std::string& id,
                    std::initializer_list<KeyState> states, std::string_view wanted) {
  const KeyNow& now = scene.key(id);
  if (!now.state) return refusal("key " + id + " is not there", "make it before");
  if (std::ranges::find(states, *now.state) != states.end()) return std::nullopt;
  return refusal("key " + id + " is in state " + std::string(custody::to_text(*now.state)),
                 "it must be in " + std::string(wanted));
}

Verdict needs_new_key(const Scene& scene, const std::string& id, ActType type) {
  if (scene.key(id).state) return refusal("key " + id + " is there already", "name a new one");
  const Key* const key = declared(scene, id);
  const bool by_schedule = type == ActType::kKeysSchedule;
  if (key != nullptr && is_for_coins(*key) != by_schedule) {
    return refusal("key " + id + " is for " + std::string(pyx::to_text(key->purpose)),
                   by_schedule ? "key.generate makes it" : "keys.schedule makes it");
  }
  return std::nullopt;
}

Verdict needs_not_frozen(const Scene& scene, const std::string& id) {
  if (!scene.key(id).frozen) return std::nullopt;
  return refusal("key " + id + " is frozen", "thaw before");
}

Verdict needs_activation(const Scene& scene, const std::string& id, ActMoment moment) {
  PYX_ALLOW(needs_state(scene, id, {KeyState::kPreActivation}, "pre-activation"));
  const Key* const key = declared(scene, id);
  const KeyNow& now = scene.key(id);
  const bool proven = now.proven && !scene.backup(*now.proven).dead;
  if (key != nullptr && key->backup == policies::Backup::kSplit && !proven)
    return refusal("key " + id + " has no proven backup", "prove-backup before");
  return moment == ActMoment::kExecuted ? needs_not_frozen(scene, id) : std::nullopt;
}

Verdict needs_keys(const Scene& scene, const ActNow& act, ActMoment moment) {
  for (const std::string& id : act.keys) {
    switch (act.type) {
      case ActType::kKeyGenerate:
      case ActType::kKeysSchedule:
        PYX_ALLOW(needs_new_key(scene, id, act.type));
        break;
      case ActType::kKeyActivate:
        PYX_ALLOW(needs_activation(scene, id, moment));
        break;
      case ActType::kKeyRetire:
        PYX_ALLOW(needs_state(scene, id, {KeyState::kActive}, "active"));
        break;
      default:
        PYX_ALLOW(needs_state(scene, id, {KeyState::kPreActivation, KeyState::kDeactivated},
                              "pre-activation or deactivated"));
        break;
    }
  }
  return std::nullopt;
}

Verdict needs_new_backup(const Scene& scene, const std::string& id) {
  const Backup* const backup = scene.plan.backup(id);
  if (backup == nullptr) return refusal("there is no backup " + id, "declare it");
  if (!scene.backup(id).sets.empty())
    return refusal("backup " + id + " is there already", "name a new one");
  for (const std::string& key : backup->keys) {
    if (!is_alive(scene, key))
      return refusal({"key ", key, " of backup ", id, " is not there, or destroyed"},
                     "make it before, or leave it out");
    const Key* const one = declared(scene, key);
    if (one != nullptr && one->backup != policies::Backup::kSplit)
      return refusal("key " + key + " was made to stay on its token", "leave it out of " + id);
  }
  if (!backup->replaces.empty()) {
    const BackupNow& old = scene.backup(backup->replaces);
    if (old.sets.empty() || old.dead)
      return refusal("backup " + backup->replaces + " is not there, or dead",
                     "name the one that it replaces");
  }
  return needs_share_plan(scene, backup->holders, backup->shares);
}

Verdict needs_live_backup(const Scene& scene, const std::string& id) {
  const BackupNow& now = scene.backup(id);
  if (now.sets.empty()) return refusal("backup " + id + " is not there", "create it before");
  if (now.dead) return refusal("backup " + id + " is dead: another replaced it", "name that");
  if (now.live() == nullptr)
    return refusal("the shares of backup " + id + " do not count yet", "acknowledge before");
  return std::nullopt;
}

Verdict needs_living_key(const Scene& scene, const std::string& id) {
  const Backup* const backup = scene.plan.backup(id);
  const bool one_lives =
      backup != nullptr && std::ranges::any_of(backup->keys, [&](const std::string& key) {
        return is_alive(scene, key);
      });
  if (one_lives) return std::nullopt;
  return refusal("every key of backup " + id + " is destroyed", "leave this out");
}

Verdict needs_restorable(const Scene& scene, const ActNow& act, ActMoment moment) {
  PYX_ALLOW(needs_live_backup(scene, act.backup));
  PYX_ALLOW(needs_living_key(scene, act.backup));
  if (act.token == scene.state.vault.token)
    return refusal("token " + act.token + " is the vault's own", "name another one");
  for (const std::string& key : scene.plan.backup(act.backup)->keys) {
    if (scene.token(act.token).keys.contains(key))
      return refusal("key " + key + " is on token " + act.token + " already", "leave this out");
    if (moment == ActMoment::kExecuted) PYX_ALLOW(needs_not_frozen(scene, key));
  }
  return std::nullopt;
}

Verdict needs_policy(const Scene& scene, const ActNow& act) {
  if (!scene.state.vault.new_policy_checked)
    return refusal("the new policy was not read aloud", "check-policy before");
  for (const std::string& one : act.adds) {
    if (!scene.person(one).has_key)
      return refusal(one + " is to be in the policy and has no key", "make-officer-key before");
  }
  return std::nullopt;
}

Verdict needs_freeze(const Scene& scene) {
  const bool frozen =
      scene.state.all_frozen || scene.state.minting_frozen ||
      std::ranges::any_of(scene.state.keys, [](const auto& one) { return one.second.frozen; });
  if (frozen) return std::nullopt;
  return refusal("nothing is frozen", "leave this out");
}

}  // namespace

ActNow act_of(const Scene& scene) {
  const Step& step = scene.step;
  ActNow act;
  act.type = policies::act_type_from(step.text("act")).value_or(ActType::kKeyGenerate);
  act.keys = step.texts("keys");
  act.backup = step.text("backup");
  act.token = step.text("token");
  act.adds = scene.people(step.texts("adds"));
  act.removes = scene.people(step.texts("removes"));
  act.holders = scene.people(step.texts("holders"));
  act.needed = scene.m_of_n(step.text("shares")).value_or(MOfN{}).m;
  if (!scene.doers.empty()) act.proposer = scene.doers.front();
  return act;
}

Verdict act_needs(const Scene& scene, const ActNow& act, ActMoment moment) {
  switch (act.type) {
    case ActType::kKeyGenerate:
    case ActType::kKeysSchedule:
    case ActType::kKeyActivate:
    case ActType::kKeyRetire:
    case ActType::kKeyDestroy:
      return needs_keys(scene, act, moment);
    case ActType::kBackupCreate:
      return needs_new_backup(scene, act.backup);
    case ActType::kBackupProve:
      PYX_ALLOW(needs_live_backup(scene, act.backup));
      return needs_living_key(scene, act.backup);
    case ActType::kBackupRestore:
      return needs_restorable(scene, act, moment);
    case ActType::kSharesReshare:
      return needs_live_backup(scene, act.backup);
    case ActType::kPolicyChange:
      return needs_policy(scene, act);
    case ActType::kThaw:
      return needs_freeze(scene);
    case ActType::kBackupRewrap:
    case ActType::kCopyDestroy:
    case ActType::kTokenReplace:
    case ActType::kStateAccept:
      return refusal(
          "the model does not know what " + std::string(policies::to_text(act.type)) + " changes",
          "do it outside of a plan");
    default:
      return std::nullopt;  // what the others need is known on the day only
  }
}

Verdict needs_shares(const Scene& scene, const std::string& backup) {
  PYX_ALLOW(needs_live_backup(scene, backup));
  const ShareSetNow& live = *scene.backup(backup).live();
  const auto there =
      std::ranges::count_if(live.holders, [&](const std::string& one) { return scene.does(one); });
  if (std::cmp_less(there, live.needed)) {
    return refusal(std::to_string(there) + " holders of backup " + backup + " do this, but " +
                       std::to_string(live.needed) + " are needed",
                   "name their role in \"who\"");
  }
  return scene.needs_at_hand(live.on);
}

Verdict needs_share_plan(const Scene& scene, const std::vector<std::string>& holders,
                         const std::string& shares) {
  const auto people = scene.people(holders);
  const auto plan = scene.m_of_n(shares);
  if (!plan || plan->n != people.size()) {
    return refusal("the shares are " + scene.values.fill(shares) + ", but there are " +
                       std::to_string(people.size()) + " holders",
                   "let n be their number", FindingKind::kParameter);
  }
  if (plan->m < 2)
    return refusal("one holder alone would open the backup", "let at least 2 be needed",
                   FindingKind::kAlone);
  const auto sound = custody::check_share_plan({1, {{plan->m, people}}});
  if (sound) return std::nullopt;
  return refusal(sound.error().message, "name 2 to 16 holders, each once", FindingKind::kParameter);
}

}  // namespace pyx::ceremony::planning
