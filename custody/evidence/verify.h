// The offline verifier: needs neither the token nor the daemon, only an exported folder and, to be
// authenticated, the vault id.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"

namespace pyx::custody {

struct Books;

struct VerifyReport {
  bool authenticated = false;  // false: self-consistent only, since no root was given
  Sha256 vault{};
  std::uint64_t size = 0;
  std::vector<std::string> facts;      // one line each, for people
  std::vector<std::string> unsettled;  // requests that were reserved and not seen answered
};

// Checks, of the export in `folder`: that every tile, entry bundle and blob is there and hashes up
// to the checkpoint; that the checkpoint is signed by the log key, which only acts in the log can
// have changed; that leaf 0 is the founding with hash `root`; every DSSE signature; that every act
// that was executed had its quorum under the policy of that moment, and was executed once; that
// every request leaf was one which its client and key could make then, each id once, each settled
// at most once.
//   since   an earlier or witnessed checkpoint of the same log: this log must be a continuation of
//           it
// Errors: kBadInput naming the file or leaf; kRefused with LOG-WHOLE (another root, another
// history), or with the control that a leaf breaks.
Result<VerifyReport> verify_export(const std::filesystem::path& folder,
                                   const std::optional<Sha256>& root,
                                   const std::optional<std::string>& since);
// The same checks, and what all leaves together say (custody/acts/books.h). Errors: the same.
Result<Books> verified_books(const std::filesystem::path& folder,
                             const std::optional<Sha256>& root);

}  // namespace pyx::custody
