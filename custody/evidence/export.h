// Takes the evidence out of a vault: a folder of files that anyone can check or serve (C2SP
// tlog-tiles).
//   checkpoint  log.vkey  tile/…  blobs/sha256/<hex>
#pragma once

#include <filesystem>

#include "custody/vault_access.h"

namespace pyx::custody {

// Signs a fresh checkpoint and writes everything up to it. An earlier export of the same log in
// `folder` is brought up to date: only what is new is read from the vault, and from the last bundle
// of leaves that was not full on; what is there stays as it is. A folder with anything else in it
// is left alone. Returns the checkpoint's size.
// Errors: kConflict (not empty and no export; the export of another vault, or of a log of which
// this one is no continuation), those of the vault, kStore.
Result<std::uint64_t> export_log(VaultAccess& vault, const std::filesystem::path& folder);

}  // namespace pyx::custody
