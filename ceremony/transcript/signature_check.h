// Control RECORD-WHOLE, the signatures: each is over exactly what stands before it and over its
// own entry, by a person of the roster, and everybody who had to sign did.
#pragma once

#include <optional>
#include <vector>

#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::transcript {

struct SignatureCheck {
  Roster roster;                 // at the end, or at the fault
  std::uint64_t signatures = 0;  // that were verified
  std::optional<Fault> fault;    // the first
};
SignatureCheck check_signatures(const Transcript& transcript);

// Who has to sign `entry`, as the roster is when it is written: initials and objections one person,
// sections and the end everybody in the room, a deviation's signatures some of its signers.
struct Signers {
  std::vector<std::string> may;
  std::vector<std::string> must;
};
Signers signers_of(const Entry& entry, const Roster& roster,
                   const std::vector<std::string>& of_deviation);

}  // namespace pyx::ceremony::transcript
