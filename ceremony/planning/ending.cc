#include "ceremony/planning/ending.h"

#include <algorithm>
#include <utility>

#include "ceremony/planning/alone.h"

namespace pyx::ceremony::planning {
namespace {

using custody::KeyState;
using custody::ShareSetState;
using Refusals = std::vector<Refusal>;

void end_of_evidence(const Scene& scene, Refusals& to) {
  const State& state = scene.state;
  if (state.interrupted)
    to.push_back(refusal("the ceremony is interrupted", "resume before", FindingKind::kUnsigned));
  if (!state.transcript_signed)
    to.push_back(refusal("the transcript is not signed", "end with sign-transcript",
                         FindingKind::kUnsigned));
  if (state.vault.state != VaultState::kFounded) {
    to.push_back(
        refusal("the vault is not founded", "finish-vault before the end", FindingKind::kUnsigned));
  } else if (scene.plan.vault == VaultBefore::kNone && !state.vault.published) {
    to.push_back(refusal("the vault's id was not published", "publish-digest before the end",
                         FindingKind::kUnsigned));
  }
  if (!state.log_exported)
    to.push_back(refusal("what was done since the last export-log is on this host alone",
                         "export-log after the last act", FindingKind::kUnsigned));
}

void end_of_secrets(const Scene& scene, Refusals& to) {
  for (const auto& [id, thing] : scene.state.things) {
    if (!scene.is_readable(id)) continue;
    for (const Secret& secret : thing.secrets) {
      to.push_back(refusal(id + " shows " + to_text(secret) + " to whoever has it",
                           "seal it in an envelope, or destroy it", FindingKind::kSecretOpen));
    }
  }
}

void end_of_keys(const Scene& scene, Refusals& to) {
  for (const Key& key : scene.plan.keys) {
    const KeyNow& now = scene.key(key.id);
    if (!now.state) {
      to.push_back(refusal("key " + key.id + " was not made", "make it, or leave it out",
                           FindingKind::kNotInPlace));
      continue;
    }
    const bool wants = key.backup == policies::Backup::kSplit && *now.state != KeyState::kDestroyed;
    const bool proven = now.proven && !scene.backup(*now.proven).dead;
    if (wants && !proven)
      to.push_back(refusal("key " + key.id + " has no proven backup",
                           "create-backup and prove-backup", FindingKind::kUnbacked));
  }
}

bool is_carried(const Scene& scene, const Secret& secret) {
  return std::ranges::any_of(scene.state.things, [&](const auto& one) {
    return std::ranges::find(one.second.secrets, secret) != one.second.secrets.end();
  });
}

// Live shares that are gone while a key of theirs lives: the backup opens no more.
void end_of_shares(const Scene& scene, const std::string& id, Refusals& to) {
  const ShareSetNow* const live = scene.backup(id).live();
  const Backup* const backup = scene.plan.backup(id);
  if (live == nullptr || backup == nullptr) return;
  const bool one_lives = std::ranges::any_of(backup->keys, [&](const std::string& key) {
    return scene.key(key).state.value_or(KeyState::kDestroyed) != KeyState::kDestroyed;
  });
  if (one_lives && scene.place_of(live->on) == Place::kDestroyed)
    to.push_back(refusal("the shares that open backup " + id + " are destroyed",
                         "destroy dead ones only", FindingKind::kUnbacked));
}

void end_of_backups(const Scene& scene, Refusals& to) {
  for (const auto& [id, backup] : scene.state.backups) {
    if (backup.dead || backup.sets.empty()) continue;
    if (backup.made_here && !backup.exported)
      to.push_back(refusal("the file of backup " + id + " is on this host alone",
                           "export-backup after create-backup", FindingKind::kUnbacked));
    end_of_shares(scene, id, to);
    const ShareSetNow& newest = backup.sets.back();
    if (newest.state != ShareSetState::kPending) continue;
    for (const std::string& one : newest.holders) {
      if (newest.acknowledged.contains(one)) continue;
      to.push_back(refusal({one, " has not acknowledged the share of backup ", id},
                           "acknowledge before the end", FindingKind::kUnacknowledged));
    }
  }
}

void end_of_pins(const Scene& scene, const std::string& id, const TokenNow& token, Refusals& to) {
  const Secret so_pin = {Secret::Kind::kSoPin, id, 1};
  const Secret user_pin = {Secret::Kind::kUserPin, id, 1};
  for (const auto& [pin, secret] :
       {std::pair(&token.so_pin, so_pin), std::pair(&token.user_pin, user_pin)}) {
    if (!pin->on.empty() && !is_carried(scene, secret))
      to.push_back(refusal(to_text(secret) + " is nowhere any more", "keep what it is on",
                           FindingKind::kNotInPlace));
  }
}

void end_of_tokens(const Scene& scene, Refusals& to) {
  for (const auto& [id, token] : scene.state.tokens) {
    end_of_pins(scene, id, token, to);
    if (token.logged_in != LoggedIn::kNobody)
      to.push_back(refusal("token " + id + " is logged in", "log-out before the end",
                           FindingKind::kLoggedIn));
    const bool lost =
        token.state == TokenState::kInitialised &&
        (token.so_pin.way == PinWay::kSession || token.user_pin.way == PinWay::kSession);
    if (lost)
      to.push_back(refusal("token " + id + " is left under a PIN that nobody keeps",
                           token.keys.empty() ? "wipe-token before the end"
                                              : "keep its PINs: it holds " + listed(token.keys),
                           FindingKind::kNotInPlace));
  }
}

void end_of_acts(const Scene& scene, Refusals& to) {
  for (const auto& [name, act] : scene.state.acts) {
    if (act.state != ActState::kOpen && act.state != ActState::kApproved) continue;
    to.push_back(
        refusal("act " + name + " (" + std::string(policies::to_text(act.type)) + ") is still open",
                "approve and execute it, or leave it out", FindingKind::kActOpen));
  }
}

bool was_here(const Scene& scene, const Item& item) {
  const auto people = scene.people(item.each);
  return std::ranges::any_of(people,
                             [&](const std::string& one) { return scene.person(one).was_here; });
}

bool is_dead(const Scene& scene, const Secret& secret) {
  if (secret.kind != Secret::Kind::kShare) return false;
  const auto& sets = scene.backup(secret.of).sets;
  const auto found = std::ranges::find(sets, secret.version, &ShareSetNow::version);
  return found != sets.end() && found->state == ShareSetState::kDead;
}

std::string in_words(Place place) {
  switch (place) {
    case Place::kSafe:
      return "in the safe";
    case Place::kTable:
      return "on the table";
    case Place::kHolder:
      return "with its people";
    case Place::kHost:
      return "in the host";
    case Place::kDestroyed:
      break;
  }
  return "destroyed";
}

void end_of_things(const Scene& scene, Refusals& to) {
  for (const Item& item : scene.plan.items) {
    const Place place = scene.place_of(item.id);
    if (place != item.ends) {
      to.push_back(refusal(item.id + " is " + in_words(place) + ", but ends " + in_words(item.ends),
                           "store, take or destroy it, or say where it ends",
                           FindingKind::kNotInPlace));
    }
    if (place == Place::kDestroyed || !was_here(scene, item)) continue;
    for (const Secret& secret : scene.thing(item.id).secrets) {
      if (!is_dead(scene, secret)) continue;
      to.push_back(refusal(item.id + " carries dead " + to_text(secret), "destroy it",
                           FindingKind::kNotInPlace));
    }
  }
}

}  // namespace

std::vector<Refusal> ending_of(const Scene& scene) {
  Refusals found;
  end_of_evidence(scene, found);
  end_of_secrets(scene, found);
  end_of_keys(scene, found);
  end_of_backups(scene, found);
  end_of_tokens(scene, found);
  end_of_acts(scene, found);
  end_of_things(scene, found);
  const std::vector<Refusal> alone = able_alone(scene);
  found.insert(found.end(), alone.begin(), alone.end());
  return found;
}

}  // namespace pyx::ceremony::planning
