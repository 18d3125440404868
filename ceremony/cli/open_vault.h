// Opens vaults and tokens for commands: in this process, or behind a running pyxd.
#pragma once

#include <memory>

#include "base/clock.h"
#include "ceremony/cli/vault_place.h"
#include "custody/vault_access.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

// Errors: those of custody::Vault::open and open_remote_vault; kConflict names --server when
// another process holds the vault.
Result<std::unique_ptr<custody::VaultAccess>> open_vault(const VaultPlace& place,
                                                         const Clock& clock);
// Reads the PIN, once, and logs in. Errors: those of read_secret and pkcs11::open_token.
Result<std::unique_ptr<pkcs11::Token>> open_token(const pkcs11::TokenUri& uri,
                                                  const SecretSource& pin);

}  // namespace pyx::ceremony
