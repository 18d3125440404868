// Writes a transcript: entries are put behind each other, each on disk before the next is made, and
// nothing that was written is ever written again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/descriptor.h"
#include "base/result.h"
#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/entry_statement.h"
#include "ceremony/transcript/transcript.h"
#include "custody/evidence/dsse.h"

namespace pyx::ceremony::transcript {

// What a ceremony has before its first entry.
struct Opening {
  Mode mode = Mode::kRehearsal;
  std::string title;     // the plan's
  std::string software;  // "pyx 0.9.0"
  std::string host = {};
  Bytes plan;
  std::optional<Bytes> site = {};
  std::optional<Sha256> vault = {};  // nothing: there is none yet
};

// An entry that waits for its signatures. What people read before they sign is `text`, made of the
// entry of which the statement holds the digest.
struct Draft {
  Entry entry;
  Bytes statement;  // to be signed: Signer::sign_statement
  std::string text;
};

// One process writes: the file is locked. Threads: one at a time. Lifetime: the clock outlives it.
class Writer {
 public:
  // Makes the folder with the plan, the site and the header. Errors: kConflict if a transcript is
  // there already; kBadInput; kStore.
  static Result<Writer> create(const std::filesystem::path& bundle, const Opening& opening,
                               const Clock& clock);
  // Goes on with a transcript that has no end. A torn last line is cut off; unless the last entry
  // is an intermission and nothing was torn, an entry `crash` is put behind. Errors: kNotFound;
  // kConflict (it came to its end, or another process writes it); kRefused with RECORD-WHOLE:
  // anything but a torn last line is wrong with it; kStore.
  static Result<Writer> resume(const std::filesystem::path& bundle, std::string_view software,
                               const Clock& clock);

  // Puts an entry behind the others: its number. When this returns, it is on disk. Errors:
  // kBadInput (a field); kConflict (behind an end; of a kind that is signed; the header); kRefused
  // with CLOCK-SANE (the clock is more than 5 seconds behind the last entry; less, and the entry
  // has the last one's time); kStore, after which nothing more is written until resume().
  Result<std::uint64_t> append(Kind kind, const Values& values);

  // Of a kind that is signed, without its signatures. Errors: as of append().
  Result<Draft> draft(Kind kind, const Values& values) const;
  // With everybody's envelope around draft.statement. Errors besides: kConflict if another entry
  // was written since the draft; kBadInput if the envelopes do not fit it. Whose signatures they
  // are is not judged here.
  Result<std::uint64_t> append_signed(const Draft& draft,
                                      const std::vector<custody::Envelope>& envelopes);

  const Transcript& transcript() const { return transcript_; }
  std::uint64_t size() const { return transcript_.entries.size(); }
  const Sha256& root() const { return transcript_.roots.back(); }
  bool ended() const { return size() > 0 && transcript_.entries.back().kind == Kind::kEnd; }

 private:
  Writer(Descriptor file, const Clock& clock) : file_(std::move(file)), clock_(&clock) {}
  Result<Entry> next(Kind kind, const Values& values) const;
  Result<std::uint64_t> put(Entry entry);

  Descriptor file_;
  const Clock* clock_;
  Transcript transcript_;
  custody::MerkleEdge edge_;
  bool broken_ = false;
};

}  // namespace pyx::ceremony::transcript
