// Whole files, read with a bound and written so that a crash leaves the old one or the new one.
#pragma once

#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace pyx {

// Errors: kNotFound, or kBadInput when the file is larger than `most_bytes` or cannot be read.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most_bytes = 1U << 20U);

enum class Overwrite { kNo, kYes };
// Writes a temporary file beside `path`, fsyncs it, moves it to its name and fsyncs the folder;
// mode 0600. Errors: kConflict if the file is there and `overwrite` is kNo; kStore with the
// system's reason.
Result<void> write_file(const std::filesystem::path& path, ByteView bytes, Overwrite overwrite);
// Makes a folder and those above it that are missing, each fsynced into the one above it. Errors:
// kStore.
Result<void> make_folders(const std::filesystem::path& folder);
// fsyncs a folder, so that a name made in it stays. Errors: kStore.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace pyx
