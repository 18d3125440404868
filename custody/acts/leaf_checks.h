// What of a leaf of the log has to be checked, and what was checked when it was written.
#pragma once

#include <span>

#include "custody/evidence/dsse.h"
#include "policies/act_type.h"

namespace pyx::custody {

enum class LeafChecks {
  kAll,
  // The leaf stands under a checkpoint of this vault's log key: it is the leaf that was checked
  // when it was written, the persons' signatures on its statements and the public key in it
  // included. Whoever says so has to know that log key by acts that were checked.
  kUnderCheckpoint,
};

// Of leaves about an act of this type: what decides whose signatures count, and by which key
// checkpoints are signed, is checked at every start.
LeafChecks checks_of(policies::ActType type, LeafChecks asked);

// Whether the envelope has exactly one signature by each of these different keys, and no other.
bool signed_by_all(const Envelope& envelope, std::span<const PublicKey* const> keys,
                   LeafChecks checks);
// Whether the envelope has exactly one signature, which is one by `key`.
bool signed_once_by(const Envelope& envelope, const PublicKey& key, LeafChecks checks);

}  // namespace pyx::custody
