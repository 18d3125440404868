// After a splitting, before the secret is wiped: does every combination of shares that is enough
// give the secret back? Whoever stands at a restore may come with any of them.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/shares/slip39.h"

namespace pyx::shares {

struct Tried {
  // Of just enough groups with just enough members each; UINT64_MAX stands for that many or more.
  std::uint64_t combinations = 0;
  std::uint64_t recoveries = 0;  // interpolations that were made and compared
};
// Tries all of them, however many there are, and none by lot: what a group's members give does not
// depend on other groups, so that it is enough to try every combination of members in each group,
// which must give the same each time, and then every combination of groups. At most 16 * 12,870 +
// 12,870 recoveries; 126 of 5-of-9. The first combination also goes the whole way, decryption
// included.
//   shares  as split() made them by `scheme`
// Errors: kBadInput if the shares are not as many as the scheme says; kBug, naming group and
// members, if a combination does not give the secret: the shares must not be handed out.
Result<Tried> try_every_combination(const ShareTable& shares, const Scheme& scheme,
                                    const SecretBytes& secret,
                                    const SecretBytes* passphrase = nullptr);

// How many combinations a scheme has. Precondition: check_scheme. Saturates at UINT64_MAX.
std::uint64_t combinations_of(const Scheme& scheme);

}  // namespace pyx::shares
