// The store in one SQLite file, vault.sqlite3 in the vault's folder: WAL, synchronous=FULL, one
// process.
#pragma once

#include <filesystem>
#include <memory>

#include "custody/store/store.h"

namespace pyx::custody {

inline constexpr std::string_view kStoreFile = "vault.sqlite3";

// Takes up one that a crash cut off before it held anything. Errors: kConflict if a store is
// there; kStore.
Result<std::unique_ptr<Store>> create_sqlite_store(const std::filesystem::path& folder);
// Errors: kNotFound if there is none; kStore (damaged, or of a newer version of Pyx).
Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& folder);

}  // namespace pyx::custody
