// Where the SO PIN of a token comes from, as typed: from a source, or from its holders, who type
// their shares at the terminal.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/secret_source.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/context.h"
#include "ceremony/pin_share_record.h"
#include "pkcs11/pin.h"
#include "pkcs11/token_uri.h"

namespace pyx::ceremony {

struct SoPinPlace {
  SecretSource source;
  std::filesystem::path share_record;  // not empty: its shares, by this record
};

// --so-pin-source, of the token that `help` names.
FlagSpec so_pin_flag(std::string_view help, Need need);
// "file:PATH", "fd:N", "prompt:" or "shares:RECORD". Errors: kBadInput, naming the flag.
Result<SoPinPlace> so_pin_place(const Arguments& given);

// The record, read; nothing if the PIN is not in shares. Errors: kBadInput, kNotFound.
Result<std::optional<PinShareRecord>> read_share_record(const SoPinPlace& place);
// The PIN of the token `uri`; `what` is shown at a prompt. Errors: those of read_secret and
// typed_pin; kConflict, before anybody types, if the shares are of a token with another label;
// kAskPerson if nobody can type here; kNotFound if there is no such token.
Result<pkcs11::Pin> read_so_pin(const SoPinPlace& place, const pkcs11::TokenUri& uri,
                                std::string_view what, Context& context);

}  // namespace pyx::ceremony
