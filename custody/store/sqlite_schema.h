// The tables of vault.sqlite3: how they are made, and the version that says how they look.
#pragma once

#include <filesystem>

#include "custody/store/sqlite_connection.h"

namespace pyx::custody {

// Makes all tables of an empty file, in one transaction. Errors: kStore.
Result<void> make_schema(const SqlConnection& connection);
// Errors: kStore, naming both versions, if the file is of another one than this Pyx reads.
Result<void> check_schema(const SqlConnection& connection);
// Whether a crash came before the schema's transaction: a file with nothing in it.
bool is_unfinished(const std::filesystem::path& file);

}  // namespace pyx::custody
