// The checkpoint from which a vault goes on on another token.
#pragma once

#include <filesystem>
#include <optional>

#include "custody/acts/token_parameters.h"
#include "custody/vault_access.h"

namespace pyx::ceremony {

// Of `file`, what a witness has or somebody kept; without one, the last one that the vault has.
// Whether it is one of this log is for the vault to see. Errors: kBadInput (no checkpoint, or of
// another vault), kNotFound (the vault has none), those of the vault.
Result<custody::KnownCheckpoint> checkpoint_to_go_on_from(
    custody::VaultAccess& vault, const std::optional<std::filesystem::path>& file);

}  // namespace pyx::ceremony
