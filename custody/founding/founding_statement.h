// The founding statement: what every founder signs. Its SHA-256 is the vault id, the root of
// everything that can be verified. Format: docs/formats/statements.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/public_key.h"
#include "base/result.h"
#include "base/uuid.h"
#include "pkcs11/token.h"

namespace pyx::custody {

inline constexpr std::string_view kFoundingPredicate = "urn:pyx:founding:v1";

struct Founder {
  std::string person;  // id in the policy
  Sha256 key_id{};
};

struct FoundingStatement {
  Sha256 policy{};
  std::vector<Founder> founders;  // every person of the policy, in its order
  Uuid log_key;
  PublicKey log_public_key;  // Ed25519
  Uuid canary_key;
  PublicKey canary_public_key;  // P-256
  pkcs11::TokenIdentity token;
  Bytes nonce;  // 32 bytes; the value of the marker object on the token
  Time time{};
  std::string token_firmware;  // as CK_TOKEN_INFO says
  std::vector<pkcs11::RuleFinding>
      token_rules;  // what the token was seen to enforce, each rule once
};
Bytes encode_founding(const FoundingStatement& statement);
Result<FoundingStatement> parse_founding(ByteView bytes);  // kBadInput
Sha256 vault_id(ByteView founding_bytes);

}  // namespace pyx::custody
