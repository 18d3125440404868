// What a ceremony leaves behind. Entries are canonical: whatever is read is, byte for byte, what
// Pyx would write.

#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/entry_statement.h"
#include "ceremony/transcript/signature_check.h"
#include "ceremony/transcript/transcript.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {

using namespace ceremony::transcript;

Outcome ceremony_entry(ByteView input) {
  auto entry = parse_entry(as_text(input));
  if (!entry) {
    must_hold(entry.error().code == Code::kBadInput, "what is malformed is bad input");
    return Outcome::kRefused;
  }
  must_hold(encode_entry(*entry) == as_text(input), "an entry is canonical");
  const Bytes leaf = entry_leaf(*entry);
  for (auto& [name, field] : entry->fields) field = field_hash(name, field);
  must_hold(entry_leaf(*entry) == leaf, "a redacted entry has the same leaf");
  return Outcome::kAccepted;
}

Outcome ceremony_statement(ByteView input) {
  const auto first = parse_entry_statement(input);
  if (!first) return Outcome::kRefused;
  const Bytes written = encode_entry_statement(*first);
  const auto again = parse_entry_statement(written);
  must_hold(again.ok(), "what was understood can be written and read");
  must_hold(encode_entry_statement(*again) == written, "what is read again is the same");
  return Outcome::kAccepted;
}

// One that comes to its end, with signatures that verify.
Outcome ceremony_transcript(ByteView input) {
  const ReadTranscript read = read_transcript(as_text(input));
  const Transcript& transcript = read.transcript;
  must_hold(transcript.roots.size() == transcript.entries.size() + 1, "each entry has its root");
  for (std::size_t i = 0; i < transcript.entries.size(); ++i)
    must_hold(transcript.entries[i].number == i, "entries count from 0");
  if (read.fault) return Outcome::kRefused;
  must_hold(transcript.entries.back().kind == Kind::kEnd, "a transcript comes to its end");
  const SignatureCheck check = check_signatures(transcript);
  if (check.fault) return Outcome::kRefused;
  must_hold(check.roster.present().empty() || check.signatures > 0, "who is there signs the end");
  return Outcome::kAccepted;
}

}  // namespace pyx::fuzz
