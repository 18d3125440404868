// What people sign when they sign an entry: which ceremony, everything before the entry, and the
// entry itself. Format: docs/formats/ceremony-transcript.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "ceremony/transcript/entry_kind.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony::transcript {

inline constexpr std::string_view kEntryPredicate = "urn:pyx:ceremony-entry:v1";

// A rehearsal says so in everything that anybody signs in it.
enum class Mode { kReal, kRehearsal };
std::string_view to_text(Mode mode);  // "real" "rehearsal"

struct EntryStatement {
  Uuid ceremony;
  Mode mode = Mode::kRehearsal;
  Kind kind = Kind::kEnd;
  std::uint64_t size = 0;  // the entries before this one
  Sha256 root{};           // of these
  Sha256 entry{};          // signed_part()
};
Bytes encode_entry_statement(const EntryStatement& statement);
Result<EntryStatement> parse_entry_statement(ByteView bytes);  // strict; kBadInput

// Several people's envelopes around the same bytes as one, each signature once, in the order of the
// key ids. Errors: kBadInput: none, or they are around different bytes.
Result<custody::Envelope> joined(const std::vector<custody::Envelope>& envelopes);

}  // namespace pyx::ceremony::transcript
