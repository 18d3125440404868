// The signed head of a log: origin, size, root. Source: C2SP tlog-checkpoint v1.0.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

struct Checkpoint {
  std::string origin;  // "pyx/<vault id>"
  std::uint64_t size = 0;
  Sha256 root{};
};

std::string log_origin(const Sha256& vault);          // "pyx/" and the vault id in hex
std::string checkpoint_text(const Checkpoint& from);  // three lines, the text of a signed note
// Strict: exactly three lines (no extension lines), no leading zeros. Errors: kBadInput.
Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace pyx::custody
