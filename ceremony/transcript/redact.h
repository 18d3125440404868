// A copy of a bundle for those who may see less: values and salts above a level are taken out and
// their hashes stay, so that every signature verifies as before.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "ceremony/transcript/entry_kind.h"

namespace pyx::ceremony::transcript {

struct Redaction {
  std::uint64_t entries = 0;
  std::uint64_t hidden = 0;  // fields, those that were hidden before among them
};
// Writes a new bundle to `to`, which is not there yet. The plan and the vault's log go along; the
// site and what terminals showed are restricted and stay behind at the level public.
//   keep  the highest level that stays
// Errors: those of read_bundle(); kRefused with RECORD-WHOLE (it is not in order: nothing is
// copied that would not verify); kConflict (`to` is there); kStore.
Result<Redaction> redact(const std::filesystem::path& from, const std::filesystem::path& to,
                         Level keep);

}  // namespace pyx::ceremony::transcript
