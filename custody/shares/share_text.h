// A share as a small text: what it is of in one line, its words in the next. What an envelope to a
// holder has in it, and what he reads who opens one without Pyx. Format: docs/formats/shares.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "base/uuid.h"
#include "custody/shares/share.h"
#include "custody/shares/share_set.h"

namespace pyx::shares {

inline constexpr std::size_t kShareTextMostBytes = 512;

// Public: which share it is.
struct ShareLabel {
  Uuid set;
  std::uint32_t version = 0;  // of the set, from 1
  unsigned group = 0;         // from 0
  unsigned member = 0;        // from 0
  std::string holder;         // a person's id
  friend bool operator==(const ShareLabel&, const ShareLabel&) = default;
};
ShareLabel label_of(const ShareSet& set, const Member& member);

struct LabelledShare {
  ShareLabel label;
  ShareWords words;
};

// Errors: kBadInput for words that are no share or not in the place that the label says, and for a
// version 0 or a holder that is no person's id; kBug if the secure heap is full.
Result<SecretBytes> encode_share_text(const LabelledShare& share);
// Exactly what encode_share_text writes. Errors: the same, and kBadInput saying so if a newer Pyx
// wrote it.
Result<LabelledShare> parse_share_text(const SecretBytes& text);

}  // namespace pyx::shares
