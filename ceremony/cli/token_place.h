// Which token, and where its user PIN comes from, as typed.
#pragma once

#include <optional>
#include <string_view>

#include "base/secret_source.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/officer_token.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

struct TokenPlace {
  pkcs11::TokenUri token;
  SecretSource pin;
};

FlagSpec token_flag(Need need);
// Errors: kBadInput, naming the flag and never quoting the URI; also when both the URI and
// --pin-source say where the PIN comes from.
Result<TokenPlace> token_place(const Arguments& given);

// A person's key on his token, as typed behind `flag`; nothing if that is no pkcs11: URI but a
// file's name. The PIN comes from the URI's pin-source or from `pin_flag`.
// Errors: kBadInput, naming the flag and never quoting the URI.
Result<std::optional<TokenKeyPlace>> token_key_place(
    const Arguments& given, std::string_view flag,
    std::string_view pin_flag = "--passphrase-source");

}  // namespace pyx::ceremony
