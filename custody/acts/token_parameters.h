// The parameters of the act token.replace. Format: docs/formats/statements.md.
#pragma once

#include <cstdint>

#include "base/json.h"
#include "base/json_reader.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "pkcs11/token.h"

namespace pyx::custody {

// A head of the log that people know from outside: the last one that was witnessed, if there is
// one.
struct KnownCheckpoint {
  std::uint64_t size = 0;  // 1 or more
  Sha256 root{};
};

// The vault goes on on another token, planned or after the loss of its own.
struct TokenReplace {
  pkcs11::TokenIdentity token;  // the new one
  Uuid log_key;                 // chosen by the proposer, as canary_key
  Uuid canary_key;
  KnownCheckpoint checkpoint;  // that the log under the new log key goes on from
};

json::object to_json(const TokenReplace& act);
Result<TokenReplace> read_token_replace(json::ObjectReader& reader);  // kBadInput

}  // namespace pyx::custody
