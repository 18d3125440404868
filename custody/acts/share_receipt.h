// What a holder signs with his own key once he has his share in his hand and has read it back, and
// who handed it to him signs as well. Format: docs/formats/statements.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/json_reader.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::custody {

// Version 1 is by the holder alone, and does not say who handed it over.
inline constexpr std::string_view kShareReceiptPredicate = "urn:pyx:share-receipt:v1";
inline constexpr std::string_view kShareReceiptOfBothPredicate = "urn:pyx:share-receipt:v2";
bool is_share_receipt(std::string_view predicate_type);

struct HandOver {
  std::string given_by;  // a person of the policy, another than the holder
  std::string place;     // where it will be kept, see is_place()
};

struct ShareReceipt {
  Sha256 vault{};
  Uuid backup;
  std::uint32_t version = 1;  // of the share set
  unsigned group = 0;         // from 0
  unsigned member = 0;        // from 0
  Sha256 commitment{};        // to the share, as the set's record has it
  std::string holder;
  Time time{};
  std::optional<HandOver> handed = {};  // of version 2
};

Bytes encode_share_receipt(const ShareReceipt& receipt);
Result<ShareReceipt> parse_share_receipt(ByteView bytes);  // kBadInput

// A short name of a place, "safe A, envelope 17": 1 to 64 printable ASCII characters, none of the
// outer ones a blank. It is told to everybody who reads the log.
bool is_place(std::string_view text);
Result<std::string> read_place(json::ObjectReader& reader);  // "place"; kBadInput
inline constexpr std::int64_t kMostShareVersion = 1'000'000;
// The number of a share's version, group or member. Errors: kBadInput.
Result<unsigned> read_share_number(json::ObjectReader& reader, std::string_view name,
                                   std::int64_t least, std::int64_t most);

}  // namespace pyx::custody
