// What an act token.replace found and made on the new token. Signed by the new log key, which shows
// by it that it signs. Format: docs/formats/statements.md.
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/founding/token_findings.h"

namespace pyx::custody {

inline constexpr std::string_view kBindingPredicate = "urn:pyx:token-binding:v1";
// Those that a statement has room for. What is beyond stays behind and can be restored afterwards.
inline constexpr std::size_t kMostKeysAlong = 1024;

struct BindingStatement {
  Sha256 vault{};
  Uuid act;
  TokenFindings findings;
  BoundKey log_key;     // Ed25519
  BoundKey canary_key;  // P-256
  // Keys of the vault that were restored there before and are there: those that come along.
  std::vector<Uuid> keys;
  Time time{};
};

Bytes encode_binding(const BindingStatement& statement);
Result<BindingStatement> parse_binding(ByteView bytes);  // strict; kBadInput

}  // namespace pyx::custody
