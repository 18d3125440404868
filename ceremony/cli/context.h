// What a command may touch, handed in, so that a test can put another world there.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>

#include "base/clock.h"
#include "ceremony/cli/output.h"
#include "ceremony/cli/vault_place.h"
#include "custody/vault_access.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

// The person in front of the terminal, if there is one.
struct Keyboard {
  std::istream* lines = nullptr;  // outlives the context
  bool terminal = false;          // somebody sees the question and types the answer
};

using OpenVault =
    std::function<Result<std::unique_ptr<custody::VaultAccess>>(const VaultPlace& place)>;
// `pin` says where the user's PIN comes from.
using OpenToken = std::function<Result<std::unique_ptr<pkcs11::Token>>(const pkcs11::TokenUri& uri,
                                                                       const SecretSource& pin)>;

struct Context {
  Output& output;
  Keyboard keyboard;
  const Clock& clock;
  OpenVault open_vault;
  OpenToken open_token;
};

}  // namespace pyx::ceremony
