#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

LeafChecks checks_of(policies::ActType type, LeafChecks asked) {
  const bool decides_for_others = type == policies::ActType::kPolicyChange ||
                                  type == policies::ActType::kLogRotate ||
                                  type == policies::ActType::kTokenReplace;
  return decides_for_others ? LeafChecks::kAll : asked;
}

bool signed_once_by(const Envelope& envelope, const PublicKey& key, LeafChecks checks) {
  if (envelope.signatures.size() != 1) return false;
  return checks == LeafChecks::kUnderCheckpoint || signed_by(envelope, key);
}

}  // namespace pyx::custody
