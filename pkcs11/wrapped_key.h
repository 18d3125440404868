// Wrapped keys, and what is asked of one that comes back, as plain values: for those who deal with
// backups and know no module.
#pragma once

#include <functional>
#include <optional>

#include "base/bytes.h"
#include "base/public_key.h"
#include "base/result.h"
#include "pkcs11/token.h"

namespace pyx::pkcs11 {

enum class WrapKeyMaker {
  kSo,    // CKA_TRUSTED: wraps keys that are CKA_WRAP_WITH_TRUSTED
  kUser,  // not trusted
};

struct WrappedKey {
  KeySpec spec;  // kBroughtIn, with the exceptions that the policy makes for the target token
  Bytes bytes;   // docs/formats/wrapped-key.md
  std::optional<PublicKey> public_key;  // of a key pair, as it was recorded when it was made
};

// What a key is asked for once; what it gives is its answer.
//   a key that signs       the input of SignJob for the one scheme of its type and purpose
//   a key for envelopes    a peer's point of P-256, 65 bytes; the answer is the x, 32 bytes. The
//                          peer is one that is thrown away: so the x opens nothing
//   a key for encryption   a message; the answer is the digest of pkcs11/key_check.h
using ProofInput = ByteView;
// Whether the answer is that of the key as it is recorded. Errors: any; they end the restore.
using CheckAnswer = std::function<Result<void>(ByteView answer)>;

enum class Exposure {
  kInTokens,  // its bytes never left a token in clear
  kOnHost,    // they were in this process's memory
};
struct RestoredKey {
  KeyFacts facts;
  Bytes answer;
  Exposure exposure = Exposure::kInTokens;
};

}  // namespace pyx::pkcs11
