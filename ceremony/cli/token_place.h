// Which token, and where its user PIN comes from, as typed.
#pragma once

#include "base/secret_source.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
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

}  // namespace pyx::ceremony
