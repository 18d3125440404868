// The token that a vault is bound to at present: what is asked of whoever says he is that token,
// and what was found and made there. By the founding first, by an act token.replace from then on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/public_key.h"
#include "base/uuid.h"
#include "custody/founding/founding_statement.h"
#include "custody/founding/token_findings.h"

namespace pyx::custody {

struct TokenBinding {
  TokenFindings findings;
  Bytes marker;  // 32 bytes: the founding's nonce, or the SHA-256 of the act's bytes
  Uuid canary_key;
  PublicKey canary_public_key;  // P-256
  Time since{};
  std::optional<Uuid> act;  // that bound it; nothing: the founding
  std::string left_serial;  // of the token before; empty: none

  const pkcs11::TokenIdentity& token() const { return findings.token; }
  const std::string& serial() const { return findings.token.serial; }
};
TokenBinding binding_of(const FoundingStatement& founding);

// A token that the vault has gone on from.
struct LeftToken {
  std::string serial;
  std::string model;
  Time until{};
  Uuid act;                // that left it
  Uuid canary_key;         // never the id of another key
  std::uint64_t size = 0;  // of the checkpoint that the act goes on from
};

// For messages: "it moved there from serial 1234 by act 0190… at 2027-…"; empty if it never moved.
std::string moved_in_words(const TokenBinding& binding);

}  // namespace pyx::custody
