// One leaf out of a log that was exported to a folder, proven: the checkpoint is signed by the log
// key that one was given, and the leaf is under it (LOG-WHOLE).
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/bytes.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/note.h"

namespace pyx::ceremony {

struct ProvenLeaf {
  Bytes bytes;
  custody::Checkpoint checkpoint;  // that it is under
};
// Reads the checkpoint and the few tiles that the proof needs, nothing else. Errors: kNotFound (no
// export there); kRefused with LOG-WHOLE: not signed by `log_key`, of another vault, the log ends
// before the leaf, or a tile is missing or does not hash up to the root.
Result<ProvenLeaf> exported_leaf(const std::filesystem::path& folder,
                                 const custody::NoteKey& log_key, const Sha256& vault,
                                 std::uint64_t index);

}  // namespace pyx::ceremony
