// The public record of one splitting: who holds what, and for each share a commitment to which its
// holder can compare it alone. Tells nothing about the secret. Format: docs/formats/shares.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/shares/slip39.h"

namespace pyx::shares {

// Whether a text can be a person's id: 1 to 32 of a-z, 0-9 and -.
bool is_holder(std::string_view name);

struct Member {
  unsigned group = 0;   // from 0, as in the share
  unsigned number = 0;  // in the group, from 0
  std::string holder;   // a person's id in the policy; holds this one share
  Sha256 salt{};        // random
  Sha256 commitment{};
};

struct ShareSet {
  Sha256 vault{};
  Uuid id;                         // of all splittings of one secret
  std::uint32_t version = 0;       // from 1; one more with each refresh or reshare
  std::optional<Sha256> previous;  // digest of the record of the version before
  Time created{};
  std::uint16_t identifier = 0;  // the first word of each share and half of the second
  unsigned iteration_exponent = 0;
  unsigned share_bytes = 0;  // as long as the secret
  Scheme scheme;
  Sha256 secret{};              // commitment to the secret: the same in all versions
  std::vector<Member> members;  // by group, then by number: all that the scheme has

  const Member* member(unsigned group, unsigned number) const;  // nullptr if there is none
  const Member* held_by(std::string_view holder) const;         // nullptr if he holds none
};

// SHA-256 over "pyx/share/v1" and vault, set, version, group, member, salt and the value, each with
// its length in front.
Sha256 share_commitment(const ShareSet& set, const Member& member, const SecretBytes& value);
// SHA-256 over "pyx/share-secret/v1", vault, set and the secret, likewise. Hides a secret that is
// uniformly random and has 16 bytes or more, no other.
Sha256 secret_commitment(const ShareSet& set, const SecretBytes& secret);

// What the record says beside what the shares say.
struct SetTerms {
  Sha256 vault{};
  Uuid id;
  std::uint32_t version = 1;
  std::optional<Sha256> previous;
  Time created{};
};
using Holders = std::vector<std::vector<std::string>>;  // by group, then by member
//   shares  of `secret`, as split() made them, each combination tried
// Errors: kBadInput (not as many holders as shares, a holder twice or of no name, a version without
// the one before it).
Result<ShareSet> make_share_set(const SetTerms& terms, const ShareTable& shares,
                                const Holders& holders, const SecretBytes& secret);

// What holds of any record: thresholds, distinct holders, versions. Errors: kBadInput.
Result<void> check_share_set(const ShareSet& set);

// How a share stands to a set.
enum class Match {
  kMember,      // it is the one that was handed out
  kWrongValue,  // it says that it is of this set, and its value is not the one handed out
  kOtherSet,
};
Match match(const ShareSet& set, const Share& share);
// Whose share it is, for a holder or a restore. Errors: kRefused by SHARE-SAFE, saying which of the
// two others it is.
Result<const Member*> check_share(const ShareSet& set, const Share& share);

}  // namespace pyx::shares
