#include "custody/acts/effects.h"

#include <algorithm>

#include "custody/acts/backup_effects.h"
#include "custody/acts/executing.h"
#include "custody/acts/key_copies.h"
#include "custody/acts/preconditions.h"
#include "custody/acts/replacing_token.h"

namespace pyx::custody {
namespace {

// The public key that the token reported, of the type that the act asked for.
Result<std::optional<PublicKey>> made_public_key(const MadeKey& made, KeyType type,
                                                 LeafChecks checks) {
  if (!is_asymmetric(type)) {
    if (made.spki) return error(Code::kBadInput, "a secret key has no public key");
    return std::optional<PublicKey>();
  }
  if (!made.spki) return error(Code::kBadInput, "the leaf lacks the public key that was made");
  PYX_ASSIGN(PublicKey key, checks == LeafChecks::kUnderCheckpoint
                                ? PublicKey::from_known_spki(*made.spki)
                                : PublicKey::from_spki(*made.spki));
  if (key.type() != type)
    return error(Code::kBadInput, "the made key is of another type than its profile");
  return std::optional<PublicKey>(std::move(key));
}

Result<void> check_token(const Books& books, const MadeKey& made) {
  if (made.token_serial != books.binding.serial()) {
    return error(Code::kBadInput, "the key was made on another token than the vault's");
  }
  return {};
}

// A record of a key as it is made; its state is pre-activation.
KeyRecord new_record(const policies::KeyProfile& profile, const MadeKey& made, Time time) {
  KeyRecord record;
  record.profile = profile.name;
  record.type = profile.type;
  record.purpose = profile.purpose;
  record.backup = profile.backup;
  record.exceptions = profile.exceptions;
  record.token_serial = made.token_serial;
  record.created = time;
  return record;
}

struct EffectOf {
  const Books& books;
  const Act& act;
  const ExecutedLeaf& leaf;
  Time time;
  const BlobReader& blobs;
  LeafChecks checks;

  Result<Effect> operator()(const KeyGenerate& generate) const {
    const policies::KeyProfile* profile = books.policy.profile(generate.profile);
    if (profile == nullptr)
      return error(Code::kNotFound, "the policy has no key profile " + generate.profile);
    KeyRecord record = new_record(*profile, *leaf.made, time);
    PYX_ASSIGN(record.public_key, made_public_key(*leaf.made, profile->type, checks));
    PYX_TRY(check_token(books, *leaf.made));
    record.id = generate.key;
    record.name = generate.name;
    Effect effect;
    effect.outcome = "made key " + record.id.text() + " (" + record.name + ")";
    effect.change = [record = std::move(record)](Books& to) { to.add_key(record); };
    return effect;
  }
  // Without a backup to be proven they are active at once: what lets each mint is its period.
  Result<Effect> operator()(const KeysSchedule& schedule) const {
    PYX_ASSIGN(const Bytes bytes, blobs(*leaf.made_keys));
    PYX_ASSIGN(const std::vector<MadeKey> made, parse_made_keys(bytes));
    if (made.size() != schedule.keys.size())
      return error(Code::kBadInput, "the leaf does not name the keys of the act");
    std::vector<KeyRecord> records;
    for (std::size_t i = 0; i < made.size(); ++i) {
      const ScheduledKey& asked = schedule.keys[i];
      PYX_ASSIGN(KeyRecord record, scheduled(asked, made[i]));
      records.push_back(std::move(record));
    }
    Effect effect;
    effect.outcome = "made " + std::to_string(records.size()) + " keys of denominations";
    effect.change = [records = std::move(records)](Books& to) {
      for (const KeyRecord& record : records) to.add_key(record);
    };
    return effect;
  }
  Result<KeyRecord> scheduled(const ScheduledKey& asked, const MadeKey& made) const {
    const policies::Denomination* denomination = books.policy.denomination(asked.denomination);
    const policies::KeyProfile* profile =
        denomination == nullptr ? nullptr : books.policy.profile(denomination->profile);
    if (profile == nullptr)
      return error(Code::kNotFound, "the policy has no denomination " + asked.denomination);
    KeyRecord record = new_record(*profile, made, time);
    PYX_ASSIGN(record.public_key, made_public_key(made, profile->type, checks));
    PYX_TRY(check_token(books, made));
    record.id = asked.key;
    record.name = scheduled_key_name(asked);
    record.coins = CoinTerms{denomination->name, denomination->currency, denomination->value,
                             policies::period_of(denomination->schedule, asked.period),
                             denomination->most_issued};
    if (profile->backup == policies::Backup::kNone) {
      record.state = KeyState::kActive;
      record.activated = time;
    }
    return record;
  }
  Result<Effect> operator()(const BudgetSet& set) const {
    PYX_ASSIGN(const policies::BudgetFile file, proposed_budgets(set, blobs));
    std::string outcome = "set " + std::to_string(file.budgets.size()) + " budgets";
    return Effect{[budgets = file.budgets](Books& to) {
                    for (const policies::Budget& budget : budgets) {
                      if (policies::Budget* there = to.budget(budget.name)) {
                        *there = budget;
                      } else {
                        to.budgets.push_back(budget);
                      }
                    }
                  },
                  std::move(outcome)};
  }
  // What moves with these two is counted by custody/coins/operation_gate.h.
  Result<Effect> operator()(const CoinsRefund& refund) const {
    return Effect{[](Books&) {}, "refunded the coins of leaf " + std::to_string(refund.leaf)};
  }
  Result<Effect> operator()(const ReservationFree& free) const {
    return Effect{[](Books&) {}, "freed the reservation of leaf " + std::to_string(free.leaf)};
  }
  Result<Effect> operator()(const ClockAccept& accept) const {
    return Effect{[until = accept.until](Books& to) { to.clock_accepted = until; },
                  "the clock is accepted up to " + to_rfc3339(accept.until)};
  }
  // What was issued, spent and answered in the lost leaves is not known: whatever could be issued
  // or spent twice ends here.
  Result<Effect> operator()(const StateAccept& accept) const {
    const LostHistory lost{accept.lost_size, accept.lost_root, accept.size, accept.root, act.id};
    return Effect{[lost, at = time](Books& to) {
                    to.lost.push_back(lost);
                    to.requests_from = at;
                    to.budgets.clear();
                    for (KeyRecord& key : to.keys) {
                      if (key.coins && key.state != KeyState::kDestroyed) key.suspended = true;
                    }
                  },
                  in_words(lost)};
  }
  Result<Effect> operator()(const KeyActivate& activate) const {
    return Effect{[id = activate.key, at = time](Books& to) {
                    to.key(id)->state = KeyState::kActive;
                    to.key(id)->activated = at;
                  },
                  "key " + activate.key.text() + " is active"};
  }
  Result<Effect> operator()(const KeyRetire& retire) const {
    return Effect{[id = retire.key, at = time](Books& to) {
                    to.key(id)->state = KeyState::kDeactivated;
                    to.key(id)->deactivated = at;
                  },
                  "key " + retire.key.text() + " is deactivated"};
  }
  // What is left is named: the token of the vault is the only one that was at hand.
  Result<Effect> operator()(const KeyDestroy& destroy) const {
    const KeyRecord* key = books.key(destroy.key);
    if (key == nullptr) return error(Code::kNotFound, "there is no key " + destroy.key.text());
    KeyRecord gone = *key;
    gone.destroyed = time;
    gone.state = KeyState::kDestroyed;
    std::string left;
    for (const std::string& thing : copies_of(gone, books.backups).not_shown_gone)
      left += (left.empty() ? "; not shown to be gone: " : "; ") + thing;
    return Effect{[id = destroy.key, at = time](Books& to) {
                    to.key(id)->state = KeyState::kDestroyed;
                    to.key(id)->destroyed = at;
                  },
                  "key " + destroy.key.text() + " is destroyed" + left};
  }
  Result<Effect> operator()(const PolicyChange& change) const {
    if (leaf.voided != acts_voided_by(books, act.id)) {
      return error(Code::kBadInput, "the leaf does not name the acts that the new policy voids");
    }
    PYX_ASSIGN(Bytes bytes, blobs(change.policy));
    PYX_ASSIGN(policies::Policy policy, proposed_policy(change, blobs));
    std::string outcome = "policy " + to_hex(change.policy) + " is in force";
    return Effect{
        [policy = std::move(policy), bytes = std::move(bytes), voided = leaf.voided](Books& to) {
          to.policy = policy;
          to.policy_bytes = bytes;
          to.suspended_freezers.clear();
          for (const Uuid& id : voided) to.set_state(*to.act(id), ActState::kVoided);
        },
        std::move(outcome)};
  }
  Result<Effect> operator()(const LogRotate& rotate) const {
    PYX_ASSIGN(auto key, made_public_key(*leaf.made, KeyType::kEd25519, checks));
    PYX_TRY(check_token(books, *leaf.made));
    return Effect{[id = rotate.key, key = *key](Books& to) {
                    to.former_log_keys.push_back(to.log_public_key);
                    to.log_key = id;
                    to.log_keys.insert(id);
                    to.log_public_key = key;
                  },
                  "log key " + rotate.key.text() + " signs from the next checkpoint on"};
  }
  Result<Effect> operator()(const BackupCreate& create) const {
    return effect_of_backup({books, act, leaf, time, blobs, checks}, create);
  }
  Result<Effect> operator()(const BackupProve& prove) const {
    return effect_of_backup({books, act, leaf, time, blobs, checks}, prove);
  }
  Result<Effect> operator()(const BackupRestore& restore) const {
    return effect_of_backup({books, act, leaf, time, blobs, checks}, restore);
  }
  Result<Effect> operator()(const SharesReshare& reshare) const {
    return effect_of_backup({books, act, leaf, time, blobs, checks}, reshare);
  }
  Result<Effect> operator()(const BackupRewrap& rewrap) const {
    return effect_of_backup({books, act, leaf, time, blobs, checks}, rewrap);
  }
  Result<Effect> operator()(const CopyDestroy& destroy) const {
    return effect_of_backup({books, act, leaf, time, blobs, checks}, destroy);
  }
  Result<Effect> operator()(const TokenReplace& replace) const {
    return effect_of_replace({books, act, leaf, time, blobs, checks}, replace);
  }
  Result<Effect> operator()(const Thaw& thaw) const {
    return Effect{[thaw](Books& to) {
                    std::erase_if(to.freezes, [&](const FreezeRecord& freeze) {
                      const bool lifted =
                          std::ranges::find(thaw.freezes, freeze.id) != thaw.freezes.end();
                      if (lifted && thaw.suspend_freezer && !freeze.statement.person.empty())
                        to.suspended_freezers.insert(freeze.statement.person);
                      return lifted;
                    });
                  },
                  "lifted " + std::to_string(thaw.freezes.size()) + " freezes"};
  }
};

}  // namespace

Result<Effect> effect_of(const Books& books, const Act& act, const ExecutedLeaf& leaf, Time time,
                         const BlobReader& blobs, LeafChecks checks) {
  const bool makes_key =
      act.type() == policies::ActType::kKeyGenerate || act.type() == policies::ActType::kLogRotate;
  if (leaf.made.has_value() != makes_key)
    return error(Code::kBadInput, "the leaf does not fit the type of the act");
  if (leaf.made_keys.has_value() != (act.type() == policies::ActType::kKeysSchedule))
    return error(Code::kBadInput, "the leaf does not fit the type of the act");
  const bool moves_coins = act.type() == policies::ActType::kCoinsRefund ||
                           act.type() == policies::ActType::kReservationFree;
  if (leaf.refund.has_value() != moves_coins)
    return error(Code::kBadInput, "the leaf does not fit the type of the act");
  PYX_TRY(check_backup_blobs(leaf, act.type()));
  const bool replaces = act.type() == policies::ActType::kTokenReplace;
  if (leaf.token_binding.has_value() != replaces)
    return error(Code::kBadInput, "the leaf does not fit the type of the act");
  if (!leaf.voided.empty() && !replaces && act.type() != policies::ActType::kPolicyChange) {
    return error(Code::kBadInput, "only a policy.change voids acts");
  }
  return std::visit(EffectOf{books, act, leaf, time, blobs, checks_of(act.type(), checks)},
                    act.parameters);
}

}  // namespace pyx::custody
