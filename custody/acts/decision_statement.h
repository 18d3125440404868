// One person's decision on an act: it holds the act's very bytes, so that what is shown is what is
// signed (ACT-SHOWN).
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "policies/quorum.h"

namespace pyx::custody {

inline constexpr std::string_view kDecisionPredicate = "urn:pyx:decision:v1";

struct DecisionStatement {
  Sha256 vault{};
  Bytes act;  // as it was proposed, byte for byte
  policies::Choice choice = policies::Choice::kRefuse;
  std::string person;
  std::string role;  // the seat he votes for
  Time time{};
  Bytes nonce;         // kNonceBytes: the same statement counts once
  std::string reason;  // free text for the record, at most 512 bytes, may be empty
};

Bytes encode_decision(const DecisionStatement& decision);
Result<DecisionStatement> parse_decision(ByteView bytes);  // kBadInput

}  // namespace pyx::custody
