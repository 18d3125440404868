#include "custody/acts/effects.h"

#include <algorithm>

#include "custody/acts/executing.h"
#include "custody/acts/preconditions.h"

namespace pyx::custody {
namespace {

// The public key that the token reported, of the type that the act asked for.
Result<std::optional<PublicKey>> made_public_key(const ExecutedLeaf& leaf, KeyType type,
                                                 LeafChecks checks) {
  if (!leaf.made) return error(Code::kBadInput, "the leaf does not say which key was made");
  if (!is_asymmetric(type)) {
    if (leaf.made->spki) return error(Code::kBadInput, "a secret key has no public key");
    return std::optional<PublicKey>();
  }
  if (!leaf.made->spki)
    return error(Code::kBadInput, "the leaf lacks the public key that was made");
  PYX_ASSIGN(PublicKey key, checks == LeafChecks::kUnderCheckpoint
                                ? PublicKey::from_known_spki(*leaf.made->spki)
                                : PublicKey::from_spki(*leaf.made->spki));
  if (key.type() != type)
    return error(Code::kBadInput, "the made key is of another type than its profile");
  return std::optional<PublicKey>(std::move(key));
}

Result<void> check_token(const Books& books, const ExecutedLeaf& leaf) {
  if (leaf.made->token_serial != books.founding.token.serial) {
    return error(Code::kBadInput, "the key was made on another token than the vault's");
  }
  return {};
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
    KeyRecord record;
    PYX_ASSIGN(record.public_key, made_public_key(leaf, profile->type, checks));
    PYX_TRY(check_token(books, leaf));
    record.id = generate.key;
    record.name = generate.name;
    record.profile = profile->name;
    record.type = profile->type;
    record.purpose = profile->purpose;
    record.backup = profile->backup;
    record.exceptions = profile->exceptions;
    record.token_serial = leaf.made->token_serial;
    record.created = time;
    Effect effect;
    effect.outcome = "made key " + record.id.text() + " (" + record.name + ")";
    effect.change = [record = std::move(record)](Books& to) {
      to.key_at[record.id] = to.keys.size();
      to.keys.push_back(record);
    };
    return effect;
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
  Result<Effect> operator()(const KeyDestroy& destroy) const {
    return Effect{[id = destroy.key, at = time](Books& to) {
                    to.key(id)->state = KeyState::kDestroyed;
                    to.key(id)->destroyed = at;
                  },
                  "key " + destroy.key.text() + " is destroyed"};
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
    PYX_ASSIGN(auto key, made_public_key(leaf, KeyType::kEd25519, checks));
    PYX_TRY(check_token(books, leaf));
    return Effect{[id = rotate.key, key = *key](Books& to) {
                    to.log_key = id;
                    to.log_keys.insert(id);
                    to.log_public_key = key;
                  },
                  "log key " + rotate.key.text() + " signs from the next checkpoint on"};
  }
  Result<Effect> operator()(const Thaw& thaw) const {
    return Effect{[thaw](Books& to) {
                    std::erase_if(to.freezes, [&](const FreezeRecord& freeze) {
                      const bool lifted =
                          std::ranges::find(thaw.freezes, freeze.id) != thaw.freezes.end();
                      if (lifted && thaw.suspend_freezer)
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
  if (!leaf.voided.empty() && act.type() != policies::ActType::kPolicyChange) {
    return error(Code::kBadInput, "only a policy.change voids acts");
  }
  return std::visit(EffectOf{books, act, leaf, time, blobs, checks_of(act.type(), checks)},
                    act.parameters);
}

}  // namespace pyx::custody
