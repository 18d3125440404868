// A transcript as it was read: its entries, the tree over them, and the first thing that is wrong
// with its form. Format: docs/formats/ceremony-transcript.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "base/uuid.h"
#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/entry_statement.h"
#include "ceremony/transcript/fault.h"
#include "custody/evidence/merkle.h"

namespace pyx::ceremony::transcript {

struct Header {
  Uuid ceremony;
  Mode mode = Mode::kRehearsal;
  std::string title;
  std::string software;
  Sha256 plan{};
  std::optional<Sha256> site;
  std::optional<Sha256> vault;
};

inline constexpr std::string_view kFormat = "pyx/ceremony-transcript/v1";

struct Transcript {
  Header header;
  std::vector<Entry> entries;
  std::vector<Sha256> roots;  // roots[i]: of the first i entries; one more than entries
  std::size_t hidden = 0;     // fields
};
// Of an entry of the kind header.
Header header_in(const Entry& entry);

struct ReadTranscript {
  Transcript transcript;       // up to the fault, if there is one
  std::optional<Fault> fault;  // malformed, missing, repeated, reordered, appended, time, header
};
// Takes whole lines; what stands behind the last line end is not looked at.
ReadTranscript read_lines(std::string_view text);
// The same, and it has to end with an end: truncated otherwise.
ReadTranscript read_transcript(std::string_view text);

}  // namespace pyx::ceremony::transcript
