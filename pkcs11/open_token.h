// Opens a token in this process.
#pragma once

#include <memory>

#include "pkcs11/pin.h"
#include "pkcs11/token.h"
#include "pkcs11/token_uri.h"

namespace pyx::pkcs11 {

struct OpenOptions {
  unsigned signing_sessions = 2;  // as many threads may sign at a time; others wait
};

// Loads the module, finds the one token that matches the URI and logs the user in, once.
// Errors: kNotFound (no such module); kRetry with CKR_TOKEN_NOT_PRESENT (no such token now);
// kConflict (two tokens match, or this process is logged in on the token already, so that no PIN
// would be checked); kBadInput (the URI has neither serial nor label, or names an object);
// kAskPerson (wrong PIN: asked once, never looped); kToken.
Result<std::unique_ptr<Token>> open_token(const TokenUri& uri, Pin pin,
                                          const OpenOptions& options = {});
// The same with a PIN that the caller keeps, to open the token again.
Result<std::unique_ptr<Token>> open_token(const TokenUri& uri, std::shared_ptr<const Pin> pin,
                                          const OpenOptions& options = {});

// A token that was found without login.
struct SeenToken {
  TokenIdentity identity;
  std::string firmware_version;  // "2.6"
};
// The one token that matches the URI, if it is there now. Errors: as open_token, but for the PIN's.
Result<SeenToken> look_for_token(const TokenUri& uri);

// The tokens that the module at `path` shows, without login. Errors: kNotFound, kToken.
Result<std::vector<TokenIdentity>> list_tokens(const std::filesystem::path& path,
                                               const std::string& init_reserved = {});

}  // namespace pyx::pkcs11
