// What a holder signs with his own key once he has his share in his hand and has read it back.
// Format: docs/formats/statements.md.
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

inline constexpr std::string_view kShareReceiptPredicate = "urn:pyx:share-receipt:v1";

struct ShareReceipt {
  Sha256 vault{};
  Uuid backup;
  std::uint32_t version = 1;  // of the share set
  unsigned group = 0;         // from 0
  unsigned member = 0;        // from 0
  Sha256 commitment{};        // to the share, as the set's record has it
  std::string holder;
  Time time{};
};

Bytes encode_share_receipt(const ShareReceipt& receipt);
Result<ShareReceipt> parse_share_receipt(ByteView bytes);  // kBadInput

}  // namespace pyx::custody
