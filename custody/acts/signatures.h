// Whether the signature of a person on a statement of the log has to be checked, or was.
#pragma once

#include "custody/evidence/dsse.h"
#include "policies/act_type.h"

namespace pyx::custody {

enum class Signatures {
  kCheck,
  // The leaf stands under a checkpoint of this vault's log key: it is the leaf that was checked
  // when it was written. Whoever says so has to know that key by acts that were checked.
  kUnderCheckpoint,
};

// Of statements about an act of this type: what decides whose signatures count, and by which key
// checkpoints are signed, is checked at every start.
Signatures signatures_of(policies::ActType type, Signatures asked);

// Whether the envelope has exactly one signature, which is one by `key`.
bool signed_once_by(const Envelope& envelope, const PublicKey& key, Signatures signatures);

}  // namespace pyx::custody
