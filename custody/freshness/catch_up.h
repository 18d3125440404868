// The way back of a vault whose store is old or lost: the missing leaves are taken from an export
// of its log (custody/evidence/export.h) that somebody has kept.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

struct CaughtUp {
  Sha256 vault{};
  std::uint64_t from = 0;  // leaves that were there
  std::uint64_t to = 0;    // leaves that are there now
};
// Told after each commit how many leaves are durable.
using OnProgress = std::function<void(std::uint64_t)>;

// Verifies the whole export (custody/evidence/verify.h), sees that its log begins with the store's,
// and appends what is missing with all that belongs to it, in bounded commits. Cut off at any
// instant, it is gone on with by calling it again; until then the vault stays suspended. An export
// with nothing new shows that nothing is missing. No token is needed. The vault must not be open.
// Errors: those of verify_export; kConflict (the vault is open; the export is shorter; no vault
// here but a beginning of one), kRefused with STATE-FRESH (another history), kNotFound, kStore.
Result<CaughtUp> catch_up(const std::filesystem::path& folder, const std::filesystem::path& from,
                          const OnProgress& progress = {});

// Makes a new vault's folder out of an export alone, bound to the same founding.
//   root       the vault id, as it was published at the founding
//   token_uri  where its token is found, no PIN source in it
// Errors: as above; kConflict if there is a vault in `folder`: then catch_up().
Result<CaughtUp> rebuild_vault(const std::filesystem::path& folder,
                               const std::filesystem::path& from, const Sha256& root,
                               const std::string& token_uri, const OnProgress& progress = {});

}  // namespace pyx::custody
