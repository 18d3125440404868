#include <algorithm>

#include "ceremony/planning/act_needs.h"
#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

using custody::ShareSetState;
using policies::ActType;

const ActNow& act_in(const Scene& scene) {
  static const ActNow kNone;
  const auto found = scene.state.acts.find(scene.step.text("act"));
  return found == scene.state.acts.end() ? kNone : found->second;
}

void end_act(const Scene& scene, State& to) {
  const auto found = to.acts.find(scene.step.text("act"));
  if (found != to.acts.end()) found->second.state = ActState::kExecuted;
  log_in(to);
}

bool is_media(const Scene& scene, const std::string& id) {
  const Item* const item = scene.plan.item(id);
  return item != nullptr && item->kind == ItemKind::kMedia;
}

// New shares can be put on `on` and read back by who gets them.
Verdict needs_hand_out(const Scene& scene, const std::string& on,
                       const std::vector<std::string>& holders) {
  PYX_ALLOW(scene.needs_free_carrier(on));
  PYX_ALLOW(scene.needs_printer());
  if (is_media(scene, on)) return std::nullopt;
  for (const std::string& one : holders) {
    if (!scene.does(one))
      return refusal(one + " gets a share and is not there to read it back",
                     "name the holders' role in \"who\"");
  }
  return std::nullopt;
}

void hand_out(const Scene& scene, const std::string& backup, const std::string& on,
              const std::vector<std::string>& holders, unsigned needed, State& to) {
  BackupNow& now = to.backups[backup];
  ShareSetNow set;
  set.version = static_cast<std::uint32_t>(now.sets.size()) + 1;
  set.on = on;
  set.holders = Ids(holders.begin(), holders.end());
  set.needed = needed;
  if (!is_media(scene, on))
    to.things[on].secrets.push_back({Secret::Kind::kShare, backup, set.version});
  now.sets.push_back(std::move(set));
}

Verdict check_create(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(needs_approved(scene, scene.step.text("act"), ActType::kBackupCreate));
  PYX_ALLOW(scene.needs_so_pin(scene.state.vault.token));
  const Backup* const backup = scene.plan.backup(act_in(scene).backup);
  if (backup == nullptr) return refusal("there is no such backup", "declare it");
  return needs_hand_out(scene, backup->on, scene.people(backup->holders));
}

void apply_create(const Scene& scene, State& to) {
  const std::string id = act_in(scene).backup;
  const Backup* const backup = scene.plan.backup(id);
  if (backup != nullptr && to.backups[id].sets.empty()) {
    hand_out(scene, id, backup->on, scene.people(backup->holders),
             scene.m_of_n(backup->shares).value_or(MOfN{}).m, to);
    to.backups[id].made_here = true;
  }
  end_act(scene, to);
}

Verdict check_acknowledge(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  const std::string& id = scene.step.text("backup");
  const BackupNow& backup = scene.backup(id);
  if (backup.sets.empty()) return refusal("backup " + id + " is not there", "create it before");
  const ShareSetNow& newest = backup.sets.back();
  if (newest.state != ShareSetState::kPending)
    return refusal("every holder of backup " + id + " has acknowledged", "leave this out");
  PYX_ALLOW(scene.needs_signers());
  for (const std::string& one : scene.doers) {
    if (!newest.holders.contains(one))
      return refusal({one, " holds no share of backup ", id}, "leave " + one + " out");
    if (newest.acknowledged.contains(one))
      return refusal(one + " has acknowledged already", "leave " + one + " out");
  }
  return scene.needs_at_hand(newest.on);
}

void kill(BackupNow& backup) {
  for (ShareSetNow& set : backup.sets) set.state = ShareSetState::kDead;
}

void apply_acknowledge(const Scene& scene, State& to) {
  const std::string& id = scene.step.text("backup");
  BackupNow& backup = to.backups[id];
  log_in(to);
  if (backup.sets.empty() || backup.sets.back().state != ShareSetState::kPending) return;
  ShareSetNow& newest = backup.sets.back();
  for (const std::string& one : scene.doers)
    if (newest.holders.contains(one)) newest.acknowledged.insert(one);
  if (newest.acknowledged != newest.holders) return;
  kill(backup);
  backup.sets.back().state = ShareSetState::kLive;
  const Backup* const declared = scene.plan.backup(id);
  if (declared == nullptr || declared->replaces.empty()) return;
  BackupNow& old = to.backups[declared->replaces];
  kill(old);
  old.dead = true;
}

// The second token of a proof or a restore.
Verdict needs_second(const Scene& scene) {
  const std::string& id = scene.step.text("token");
  if (id == scene.state.vault.token)
    return refusal("token " + id + " is the vault's own", "name another one");
  return scene.needs_ready(id);
}

Verdict check_prove(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(needs_approved(scene, scene.step.text("act"), ActType::kBackupProve));
  PYX_ALLOW(needs_second(scene));
  return needs_shares(scene, act_in(scene).backup);
}

void apply_prove(const Scene& scene, State& to) {
  const std::string id = act_in(scene).backup;
  if (const Backup* const backup = scene.plan.backup(id)) {
    for (const std::string& key : backup->keys) {
      KeyNow& now = to.keys[key];
      if (now.state && *now.state != custody::KeyState::kDestroyed) now.proven = id;
    }
  }
  end_act(scene, to);
}

Verdict check_restore(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(needs_approved(scene, scene.step.text("act"), ActType::kBackupRestore));
  if (scene.step.text("token") != act_in(scene).token)
    return refusal("act " + scene.step.text("act") + " is about token " + act_in(scene).token,
                   "name that");
  PYX_ALLOW(needs_second(scene));
  return needs_shares(scene, act_in(scene).backup);
}

void apply_restore(const Scene& scene, State& to) {
  if (const Backup* const backup = scene.plan.backup(act_in(scene).backup)) {
    for (const std::string& key : backup->keys) {
      const KeyNow& now = to.keys[key];
      if (now.state && *now.state != custody::KeyState::kDestroyed)
        to.tokens[scene.step.text("token")].keys.insert(key);
    }
  }
  end_act(scene, to);
}

Verdict check_reshare(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(needs_approved(scene, scene.step.text("act"), ActType::kSharesReshare));
  PYX_ALLOW(needs_shares(scene, act_in(scene).backup));
  return needs_hand_out(scene, scene.step.text("on"), act_in(scene).holders);
}

void apply_reshare(const Scene& scene, State& to) {
  const ActNow act = act_in(scene);
  if (!to.backups[act.backup].sets.empty())
    hand_out(scene, act.backup, scene.step.text("on"), act.holders, act.needed, to);
  end_act(scene, to);
}

Verdict check_drill(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  PYX_ALLOW(scene.needs_signers());
  const std::string& id = scene.step.text("backup");
  const ShareSetNow* const live = scene.backup(id).live();
  if (live == nullptr) return refusal("backup " + id + " has no live shares", "acknowledge before");
  for (const std::string& one : scene.doers) {
    if (!live->holders.contains(one))
      return refusal({one, " holds no share of backup ", id}, "leave " + one + " out");
  }
  return scene.needs_at_hand(live->on);
}

void apply_drill(const Scene& scene, State& to) {
  log_in(to);
  for (ShareSetNow& set : to.backups[scene.step.text("backup")].sets) {
    if (set.state == ShareSetState::kLive)
      set.drilled.insert(scene.doers.begin(), scene.doers.end());
  }
}

Verdict check_export_of_backup(const Scene& scene) {
  PYX_ALLOW(scene.needs_vault());
  const std::string& id = scene.step.text("backup");
  if (scene.backup(id).sets.empty())
    return refusal("backup " + id + " is not there", "create it before");
  return scene.needs_media(scene.step.text("on"));
}

void apply_export_of_backup(const Scene& scene, State& to) {
  log_in(to);
  to.backups[scene.step.text("backup")].exported = true;
}

void apply_export_record(const Scene&, State& to) { log_in(to); }

}  // namespace

std::optional<Rule> share_rule(Action action) {
  switch (action) {
    case Action::kCreateBackup:
      return Rule{check_create, apply_create};
    case Action::kAcknowledge:
      return Rule{check_acknowledge, apply_acknowledge};
    case Action::kProveBackup:
      return Rule{check_prove, apply_prove};
    case Action::kRestoreBackup:
      return Rule{check_restore, apply_restore};
    case Action::kReshare:
      return Rule{check_reshare, apply_reshare};
    case Action::kDrill:
      return Rule{check_drill, apply_drill};
    case Action::kExportBackup:
      return Rule{check_export_of_backup, apply_export_of_backup};
    case Action::kExportRecord:
      return Rule{check_export_of_backup, apply_export_record};
    default:
      return std::nullopt;
  }
}

}  // namespace pyx::ceremony::planning
