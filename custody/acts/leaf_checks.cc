#include "custody/acts/leaf_checks.h"

#include <algorithm>

namespace pyx::custody {

LeafChecks checks_of(policies::ActType type, LeafChecks asked) {
  const bool decides_for_others = type == policies::ActType::kPolicyChange ||
                                  type == policies::ActType::kLogRotate ||
                                  type == policies::ActType::kTokenReplace;
  return decides_for_others ? LeafChecks::kAll : asked;
}

bool signed_by_all(const Envelope& envelope, std::span<const PublicKey* const> keys,
                   LeafChecks checks) {
  if (envelope.signatures.size() != keys.size()) return false;
  return std::ranges::all_of(keys, [&](const PublicKey* key) {
    const bool there = std::ranges::find(envelope.signatures, key->id(),
                                         &EnvelopeSignature::key_id) != envelope.signatures.end();
    return there && (checks == LeafChecks::kUnderCheckpoint || signed_by(envelope, *key));
  });
}

bool signed_once_by(const Envelope& envelope, const PublicKey& key, LeafChecks checks) {
  if (envelope.signatures.size() != 1) return false;
  return checks == LeafChecks::kUnderCheckpoint || signed_by(envelope, key);
}

}  // namespace pyx::custody
