#include "custody/acts/backing_up.h"

#include <algorithm>

#include "custody/acts/key_home.h"

namespace pyx::custody {
namespace {

std::string name_of(const Uuid& backup) { return "backup " + backup.text(); }

Result<const BackupRecord*> find_backup(const Books& books, const Uuid& id) {
  const BackupRecord* backup = books.backup(id);
  if (backup == nullptr) return error(Code::kNotFound, "there is no " + name_of(id));
  if (!backup->dead) return backup;
  return refused("SHARE-SAFE", name_of(id) + " is dead since " + to_rfc3339(*backup->dead) +
                                   ": another has replaced it");
}

Result<void> check_holders(const Books& books, const SharePlan& plan) {
  for (const ShareGroup& group : plan.groups) {
    for (const std::string& holder : group.holders) {
      if (books.policy.person(holder) == nullptr)
        return error(Code::kNotFound, "the policy has no person " + holder + " to hold a share");
    }
  }
  return check_share_plan(plan);
}

Result<const KeyRecord*> find_living_key(const Books& books, const Uuid& id) {
  const KeyRecord* key = books.key(id);
  if (key == nullptr) return error(Code::kNotFound, "there is no key " + id.text());
  if (key->state != KeyState::kDestroyed) return key;
  return refused("KEY-STATE",
                 "key " + id.text() + " is destroyed; what is wrapped of it is refused for ever");
}

bool is_alive(const Books& books, const Uuid& id) {
  const KeyRecord* key = books.key(id);
  return key != nullptr && key->state != KeyState::kDestroyed;
}

Result<void> some_key_is_alive(const Books& books, const BackupRecord& backup) {
  const auto alive = [&](const Uuid& id) { return is_alive(books, id); };
  if (std::ranges::any_of(backup.keys, alive)) return {};
  return refused("KEY-STATE", "every key of " + name_of(backup.id) + " is destroyed");
}

}  // namespace

Result<const BackupRecord*> find_live_backup(const Books& books, const Uuid& id) {
  PYX_ASSIGN(const BackupRecord* backup, find_backup(books, id));
  if (backup->live() != nullptr) return backup;
  std::string missing;
  for (const HeldShare& share : backup->sets.back().shares) {
    if (!share.received) missing += (missing.empty() ? "" : ", ") + share.holder;
  }
  return refused("SHARE-SAFE", "the shares of " + name_of(id) +
                                   " do not count yet: not acknowledged by " + missing);
}

Result<void> check_backup(const Books& books, const BackupCreate& act) {
  if (books.backup(act.backup) != nullptr)
    return error(Code::kConflict, name_of(act.backup) + " is there already");
  for (const Uuid& id : act.keys) {
    PYX_ASSIGN(const KeyRecord* key, find_living_key(books, id));
    if (key->backup != policies::Backup::kSplit) {
      return refused("KEY-READBACK", "key " + id.text() + " of profile " + key->profile +
                                         " was made to stay on its token for ever: it cannot be "
                                         "backed up");
    }
    PYX_TRY(check_at_home(books, *key));
    if (was_brought_in(*key)) {
      return refused("KEY-READBACK", "key " + id.text() + " came to token " + key->token_serial +
                                         " out of a backup, and never leaves it again: that backup "
                                         "is still its backup");
    }
  }
  if (act.replaces) PYX_TRY(find_backup(books, *act.replaces));
  return check_holders(books, act.shares);
}

Result<void> check_backup(const Books& books, const BackupProve& act) {
  PYX_ASSIGN(const BackupRecord* backup, find_live_backup(books, act.backup));
  return some_key_is_alive(books, *backup);
}

Result<void> check_backup(const Books& books, const BackupRestore& act) {
  PYX_ASSIGN(const BackupRecord* backup, find_live_backup(books, act.backup));
  const bool comes_home = act.token_serial == books.binding.serial();
  for (const Uuid& id : act.keys) {
    PYX_ASSIGN(const KeyRecord* key, find_living_key(books, id));
    // The vault's own token has every key but those that stayed behind.
    const bool is_there =
        comes_home ? !key->left_behind : key->copy_on(act.token_serial) != nullptr;
    if (is_there) {
      return error(Code::kConflict,
                   "key " + id.text() + " is on token " + act.token_serial + " already");
    }
    if (std::ranges::find(backup->keys, id) == backup->keys.end())
      return error(Code::kNotFound, "key " + id.text() + " is not in " + name_of(act.backup));
    const policies::KeyProfile* profile = books.policy.profile(key->profile);
    if (act.way == RestoreWay::kHostMediated && (profile == nullptr || !profile->may_be_exposed)) {
      return refused("KEY-EXPOSED", "a host-mediated restore has key " + id.text() +
                                        " in the clear in this host's memory, and profile " +
                                        key->profile + " does not say may_be_exposed");
    }
  }
  return {};
}

Result<void> check_backup(const Books& books, const SharesReshare& act) {
  PYX_TRY(find_live_backup(books, act.backup));
  return check_holders(books, act.shares);
}

Result<void> check_backup(const Books& books, const BackupRewrap& act) {
  if (books.backup(act.backup) != nullptr)
    return error(Code::kConflict, name_of(act.backup) + " is there already");
  PYX_ASSIGN(const BackupRecord* from, find_live_backup(books, act.from));
  PYX_TRY(some_key_is_alive(books, *from));
  return check_holders(books, act.shares);
}

Result<void> check_backup(const Books& books, const CopyDestroy& act) {
  const KeyRecord* key = books.key(act.key);
  if (key == nullptr) return error(Code::kNotFound, "there is no key " + act.key.text());
  // A key that is at home elsewhere may have left a copy on a token that became the vault's.
  if (act.token_serial == books.binding.serial() && act.token_serial == key->token_serial) {
    return error(Code::kConflict, "token " + act.token_serial +
                                      " is the vault's own; there a key goes by key.destroy");
  }
  if (key->copy_on(act.token_serial) != nullptr) return {};
  return error(Code::kNotFound, "the log knows of no copy of key " + act.key.text() + " on token " +
                                    act.token_serial);
}

Result<void> check_proven(const Books& books, const KeyRecord& key) {
  if (key.backup == policies::Backup::kNone) return {};
  const BackupRecord* backup = key.proven ? books.backup(key.proven->backup) : nullptr;
  if (backup != nullptr && !backup->dead) return {};
  return refused("KEY-PROVEN", "profile " + key.profile +
                                   " asks for a split backup, which was not proven for key " +
                                   key.id.text() +
                                   (backup != nullptr ? " since it was replaced" : "") +
                                   "; next: pyx act propose backup.create, then backup.prove");
}

}  // namespace pyx::custody
