// What two people sign when the carrier of a share changes hands or place: the card in its envelope
// from one safe to another, or to a deputy. Its holder stays the same. Format:
// docs/formats/statements.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::custody {

inline constexpr std::string_view kShareMovePredicate = "urn:pyx:share-move:v1";

struct ShareMove {
  Sha256 vault{};
  Uuid backup;
  std::uint32_t version = 1;  // of the share set
  unsigned group = 0;         // from 0
  unsigned member = 0;        // from 0
  Sha256 commitment{};        // to the share, as the set's record has it
  std::string holder;
  std::string given_by;  // who kept it until now
  std::string taken_by;  // who keeps it from now on
  std::string place;     // where; custody/acts/share_receipt.h, is_place()
  std::string witness;   // who signs beside him, if he takes it from himself; empty otherwise
  Time time{};
};

Bytes encode_share_move(const ShareMove& move);
Result<ShareMove> parse_share_move(ByteView bytes);  // kBadInput

}  // namespace pyx::custody
