// What a holder signs after a drill. Format: docs/formats/statements.md.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "custody/shares/drill.h"

namespace pyx::shares {

inline constexpr std::string_view kDrillPredicate = "urn:pyx:share-drill:v1";

Bytes encode_drill(const DrillReceipt& receipt);
// Errors: kBadInput.
Result<DrillReceipt> parse_drill(ByteView bytes);
// Whether the receipt is of this set, and of the member whom the set says. Errors: kBadInput,
// saying what differs. Who signed it is another question: it must have been the holder.
Result<void> check_drill(const DrillReceipt& receipt, const ShareSet& set);

}  // namespace pyx::shares
