// What is wrong with a bundle, by a stable name and in words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ceremony/transcript/entry.h"

namespace pyx::ceremony::transcript {

enum class FaultKind {
  kMalformed,  // a line is no entry in its one spelling
  kMissing,    // a number is missing: an entry was taken out
  kRepeated,   // an entry stands twice
  kReordered,  // the numbers are all there, in another order
  kAppended,   // something stands behind the end
  kTruncated,  // there is no end
  kTime,       // time goes back, or the clock was wrong and nobody said so
  kHeader,     // the header is not one of this format
  kMode,       // a rehearsal shown as real, or the other way
  kPlan,       // another plan
  kSite,       // another site, or a site for another token
  kOutput,     // a terminal's output that is not the one that was bound
  kPerson,     // somebody is named whom the roster does not have, or the roster contradicts itself
  kPresence,   // somebody acts who is not there
  kAltered,    // what people signed is not what stands there
  kSpliced,    // signed in another ceremony
  kStranger,   // signed by a key that is not of those who had to sign
  kSignature,  // a signature that does not verify
  kUnsigned,   // somebody who had to sign did not
  kOrder,      // a step that is not the plan's, not its turn, not finished, not initialled
  kSection,    // a section or an intermission where none may be
  kDeviation,  // a deviation that is critical, not signed, or does not fit
  kCrash,      // a crash whose open step was not reconciled
  kLog,        // the vault's log is missing, not whole, or of another vault
  kAct,        // the log does not hold what the transcript names
  kRoster,     // people who are not those of the vault's policy or of the roster that was given
  kAnchor,     // the vault's log says otherwise of this ceremony
  kModel,      // the model of room, tokens and custody refuses it
};
inline constexpr std::size_t kFaultKinds = 28;
std::string_view to_text(FaultKind kind);  // "malformed"

struct Fault {
  FaultKind kind = FaultKind::kMalformed;
  std::optional<std::uint64_t> entry = std::nullopt;
  std::string text;  // one sentence, no field that is not public
};
inline Fault fault_at(FaultKind kind, std::uint64_t entry, std::string text) {
  return Fault{kind, entry, std::move(text)};
}
inline Fault fault_at(FaultKind kind, const Entry& entry, std::string text) {
  return fault_at(kind, entry.number, std::move(text));
}

}  // namespace pyx::ceremony::transcript
