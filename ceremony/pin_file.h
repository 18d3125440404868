// A PIN in a file that only its owner can read. Of the user: a daemon's PIN source (`single-host
// PIN`).
#pragma once

#include <filesystem>

#include "base/result.h"
#include "pkcs11/pin.h"

namespace pyx::ceremony {

// One line, mode 0400, on the disk before this returns. Errors: kConflict if the file is there;
// kStore.
Result<void> write_pin_file(const std::filesystem::path& file, const pkcs11::Pin& pin);

}  // namespace pyx::ceremony
