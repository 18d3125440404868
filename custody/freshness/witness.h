// Checkpoints of this vault's log that somebody keeps elsewhere: on another disk, on another host.
#pragma once

#include <filesystem>
#include <vector>

#include "base/public_key.h"
#include "custody/evidence/checkpoint.h"

namespace pyx::custody {

struct WitnessedHead {
  Checkpoint checkpoint;
  bool is_signed = false;  // by one of the log keys that were given
};
// A C2SP checkpoint in a file of at most 64 KiB. Errors: kNotFound; kBadInput (no checkpoint, or of
// another log).
Result<WitnessedHead> read_witness(const std::filesystem::path& file, const Sha256& vault,
                                   const std::vector<PublicKey>& log_keys);

}  // namespace pyx::custody
