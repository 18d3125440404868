// The transcript, as a step's work writes to it and reads it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uuid.h"
#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::steps {

class Record {
 public:
  virtual ~Record() = default;

  // On disk when this returns. Kinds that steps write: token, logged-out, act, founded, item,
  // digest-read, identified, note. Errors: those of transcript::Writer::append.
  virtual Result<void> entry(transcript::Kind kind, const transcript::Values& values) = 0;
  // Keeps what a terminal showed beside the transcript, with an entry `output` about it. Errors:
  // those of transcript::keep_output and append.
  virtual Result<void> output(std::string_view what, ByteView shown) = 0;
  // All entries so far.
  virtual const transcript::Transcript& so_far() const = 0;
};

// By what an act names the transcript that it is proposed in.
struct Anchor {
  Bytes nonce;
  std::uint64_t size = 0;  // entries
};
Anchor anchor_of(const Record& record, const Uuid& act);

}  // namespace pyx::ceremony::steps
