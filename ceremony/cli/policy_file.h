// A policy read from a file: the bytes as they came, and what they say.
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "policies/policy.h"

namespace pyx::ceremony {

struct PolicyFile {
  Bytes bytes;
  policies::Policy policy;
};
// Errors: those of read_file; kBadInput "FILE:line:column: what is wrong".
Result<PolicyFile> read_policy(const std::filesystem::path& file);

}  // namespace pyx::ceremony
