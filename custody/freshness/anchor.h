// The anchor that a vault keeps on its token: how far its log had come. Format:
// docs/formats/anchor.md.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

struct Anchor {
  Sha256 vault{};
  std::uint64_t openings = 0;  // how often a store of this vault was opened with a token
  std::uint64_t size = 0;      // of the log
  Sha256 root{};
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

Bytes encode_anchor(const Anchor& anchor);
Result<Anchor> parse_anchor(ByteView bytes);  // strict; kBadInput

// The one that counts of those on a token: of this vault, with most openings, then leaves. What
// cannot be read, or is another vault's, does not count.
std::optional<Anchor> newest_anchor(const std::vector<Bytes>& on_token, const Sha256& vault);

}  // namespace pyx::custody
