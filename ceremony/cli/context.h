// What a command may touch, handed in, so that a test can put another world there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "ceremony/cli/output.h"
#include "ceremony/cli/vault_place.h"
#include "ceremony/share_terminal.h"
#include "custody/evidence/note.h"
#include "custody/vault_access.h"
#include "pkcs11/open_token.h"
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
// The same with a PIN that the host has at hand. Errors: those of pkcs11::open_token.
using OpenTokenAtHand = std::function<Result<std::unique_ptr<pkcs11::Token>>(
    const pkcs11::TokenUri& uri, std::shared_ptr<const pkcs11::Pin> pin)>;
// Who the token is, without a login.
using LookAtToken = std::function<Result<pkcs11::SeenToken>(const pkcs11::TokenUri& uri)>;
// The bytes of leaf `index` of a running pyxd's log, proven to be under a checkpoint that `log_key`
// signed. Errors: those of custody/client/log_reader.h.
using LeafOfServer =
    std::function<Result<Bytes>(const ServerPlace& server, const custody::NoteKey& log_key,
                                const Sha256& vault, std::uint64_t index)>;

struct Context {
  Output& output;
  Keyboard keyboard;
  const Clock& clock;
  OpenVault open_vault;
  OpenToken open_token;
  LeafOfServer leaf_of_server = {};
  ShareTerminal* share_terminal = nullptr;  // where holders sit; nullptr: there is no terminal
  // A pyx that holds the second token of a backup (ceremony/second_token_child.h).
  std::filesystem::path second_token_program = "/proc/self/exe";
  LookAtToken look_at_token = pkcs11::look_for_token;
  OpenTokenAtHand open_token_at_hand = [](const pkcs11::TokenUri& uri,
                                          std::shared_ptr<const pkcs11::Pin> pin) {
    return pkcs11::open_token(uri, std::move(pin));
  };
};

}  // namespace pyx::ceremony
