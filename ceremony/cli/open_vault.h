// Opens vaults, tokens and logs for commands: in this process, or behind a running pyxd.
#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "ceremony/cli/vault_place.h"
#include "custody/evidence/note.h"
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
// Errors: those of client::open_transport and client::LogReader.
Result<Bytes> leaf_of_server(const ServerPlace& server, const custody::NoteKey& log_key,
                             const Sha256& vault, std::uint64_t index);

}  // namespace pyx::ceremony
