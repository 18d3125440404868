// What a card and a screen say of a share beside its words. All of it is public.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "custody/shares/share.h"
#include "custody/shares/share_set.h"

namespace pyx::ceremony {

// What the shares give back.
enum class ShareOf { kBackup, kSoPin, kUserPin };

struct ShareFacts {
  ShareOf of = ShareOf::kBackup;
  std::string vault_name;  // of the policy, printable; of a PIN the label of the token
  Sha256 vault{};          // of kBackup
  Uuid set;
  std::uint32_t version = 0;
  Time created{};
  Sha256 record{};  // digest of the set's record
  std::string holder;
  // Counted from 1, as people do.
  unsigned member = 0;
  shares::GroupScheme group_scheme;
  unsigned group = 0;
  unsigned groups = 0;
  unsigned group_threshold = 0;
};

// Whose share the words are and in which place is taken from the words, by the record: a card or a
// screen that names the wrong holder cannot be made.
//   record  digest of the set's bytes as they are kept
// Errors: kBadInput if the words are no share; those of check_share.
Result<ShareFacts> facts_of(std::string_view vault_name, const shares::ShareSet& set,
                            const Sha256& record, const shares::ShareWords& words);

std::string title_of(const ShareFacts& facts);  // "share 2 of 3", "share 2 of 3 in group 1"
// "any 2 of the 3 shares open the secret"; with groups "any 2 of the 3 shares open group 1, all 2
// groups together open the secret".
std::string opening_of(const ShareFacts& facts);

// The first 8 bytes of a digest, for comparing at a glance and aloud.
std::string short_hex(const Sha256& digest);    // "e3b0c442 98fc1c14"
std::string short_words(const Sha256& digest);  // eight PGP words
std::string day_of(Time time);                  // "2026-11-23"

}  // namespace pyx::ceremony
