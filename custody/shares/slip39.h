// A secret into shares on two levels and back: first the groups share it, then each group's members
// share what the group has. Interchangeable with any other SLIP-0039 program.
// Source: SLIP-0039, "Generating and combining the shares".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "custody/shares/scheme.h"
#include "custody/shares/share.h"

namespace pyx::shares {

using ShareTable = std::vector<std::vector<Share>>;  // by group, then by member

struct SplitTerms {
  unsigned iteration_exponent = 0;  // matters only with a passphrase
  std::vector<std::uint16_t>
      used_identifiers;                     // not taken again, so that two sets never look alike
  const SecretBytes* passphrase = nullptr;  // printable ASCII; none is an empty one
};
// `secret`: 16 to 32 bytes, an even number. Every share is extendable.
// Errors: kBadInput (the secret's size, check_scheme, the passphrase, every identifier used); kBug
// if the secure heap is full.
Result<ShareTable> split(const SecretBytes& secret, const Scheme& scheme,
                         const SplitTerms& terms = {});

// Exactly as many shares as are needed, in any order. A wrong passphrase is not noticed: it gives
// another secret (the standard wants it so).
// Errors: kBadInput, saying what does not fit: shares of different sets, a share twice, too few or
// too many groups, or members of a group, a wrong digest.
Result<SecretBytes> combine(std::span<const Share* const> shares,
                            const SecretBytes* passphrase = nullptr);
Result<SecretBytes> combine(std::span<const Share> shares, const SecretBytes* passphrase = nullptr);

}  // namespace pyx::shares
