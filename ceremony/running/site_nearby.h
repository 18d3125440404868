// Where the site of a ceremony is, if nobody says it.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace pyx::ceremony::running {

// A file *.toml in the folder in which the bundle lies, or in the one above it, that has the digest
// of the header: a site says where keys and PINs are, so nothing that is only like it will do, nor
// the copy in the bundle, whose folder is another one. Errors: those of header_of(); kNotFound if
// there is none; kConflict if there are two.
Result<std::filesystem::path> site_nearby(const std::filesystem::path& bundle);

}  // namespace pyx::ceremony::running
