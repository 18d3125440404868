// The request behind a leaf, as people see it who decide on its refund or its freeing.
#pragma once

#include <cstdint>
#include <string>

#include "custody/vault_access.h"

namespace pyx::ceremony {

// Who asked for what and when, what was issued and retired with it, as the log has it. A leaf that
// is no request of the mint is said to be none: nothing of it can be refunded or freed. Errors:
// those of the vault.
Result<std::string> request_in_words(custody::VaultAccess& vault, std::uint64_t leaf);

}  // namespace pyx::ceremony
