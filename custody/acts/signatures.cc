#include "custody/acts/signatures.h"

namespace pyx::custody {

Signatures signatures_of(policies::ActType type, Signatures asked) {
  const bool decides_for_others =
      type == policies::ActType::kPolicyChange || type == policies::ActType::kLogRotate;
  return decides_for_others ? Signatures::kCheck : asked;
}

bool signed_once_by(const Envelope& envelope, const PublicKey& key, Signatures signatures) {
  if (envelope.signatures.size() != 1) return false;
  return signatures == Signatures::kUnderCheckpoint || signed_by(envelope, key);
}

}  // namespace pyx::custody
