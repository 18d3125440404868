// What was seen of the keys of a backup on another token: they signed there, and what they signed
// verifies under the public keys of the record (KEY-PROVEN). Also what a restore leaves.
// Format: docs/formats/backups.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/token_rule.h"
#include "base/uuid.h"
#include "pkcs11/token.h"

namespace pyx::custody {

inline constexpr std::string_view kProofPredicate = "urn:pyx:token-proof:v1";

// Whether a key was in the clear for somebody (DESIGN.md, "Exposed").
enum class Exposure { kNone, kExposed };

struct ProvenKey {
  Uuid key;
  // Of a key that signs: its signature on proof_message() or, raw RSA, proof_element(), as the
  // token gave it. Empty for the others: a secret key gave its check value, a key for envelopes the
  // same agreement as the public key; both were compared and are not told.
  Bytes signature;
};

struct TokenProof {
  Sha256 vault{};
  Uuid backup;
  Uuid act;
  pkcs11::TokenIdentity token;
  std::string module;  // its file's name, as the operator gave it
  Exposure exposure = Exposure::kNone;
  std::string manner;  // for people: "session objects, in a process of their own"
  Time time{};
  std::vector<ProvenKey> keys;
  // What a key that came back rests on and the token was not seen to enforce; nothing of a proof
  // that is older than this was told.
  std::optional<std::vector<TokenRule>> not_enforced = {};
};

Bytes encode_proof(const TokenProof& proof);
Result<TokenProof> parse_proof(ByteView bytes);  // strict; kBadInput

}  // namespace pyx::custody
