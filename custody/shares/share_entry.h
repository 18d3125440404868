// Shares that holders type at a restore, in any order, until there are enough (SHARE-SAFE). Each is
// compared with the record of its set as it comes, so that a wrong one is named at once and for
// what it is, and nothing that was entered before is lost by it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "custody/shares/share_set.h"
#include "custody/shares/word_hint.h"

namespace pyx::shares {

enum class Verdict {
  kAccepted,
  kUnreadable,  // the words are no share
  kDuplicate,   // it is already here
  kStale,       // of an older version: dead
  kNotYet,      // of a newer version, which is not in force
  kWrongValue,  // of this set by what it says, but not what was handed out
  kForeign,     // of no set of this secret
};
std::string_view to_text(Verdict verdict);  // "accepted" "unreadable" "duplicate" ...

struct Entered {
  Verdict verdict = Verdict::kUnreadable;
  std::string message;        // for the people at the table; no word of a share
  std::string holder;         // whose share it is or says it is, if a record has it
  std::uint32_t version = 0;  // of the set that it is of; 0 if no record has it
  WordHint hint;              // of kUnreadable
};

class ShareEntry {
 public:
  // `in_force`: the set whose shares count. `others`: the records of all other versions.
  // Errors: kBadInput for a record that is wrong by itself, of another secret's, or a version
  // twice.
  static Result<ShareEntry> begin(ShareSet in_force, std::vector<ShareSet> others);

  // Errors: kBug if the secure heap is full; whatever a person does wrong is a verdict.
  Result<Entered> enter(const ShareWords& words);
  Entered enter(Share share);

  unsigned share_bytes() const { return in_force_.share_bytes; }  // of each share's value
  bool is_complete() const;
  // "2 more shares of group 1 (alice, bob, carol)": whose could still come; empty once complete.
  std::string missing() const;
  // Errors: kRefused by SHARE-SAFE while shares are missing, and if what they give is not what the
  // record commits to.
  Result<SecretBytes> secret() const;

 private:
  using Place = std::pair<unsigned, unsigned>;  // group and member
  ShareEntry(ShareSet in_force, std::vector<ShareSet> others)
      : in_force_(std::move(in_force)), others_(std::move(others)) {}
  Entered of_another_version(const ShareSet& other, const Share& share) const;
  Entered of_no_member(const Share& share) const;
  unsigned entered_of(unsigned group) const;
  unsigned met_groups() const;
  std::string missing_of(unsigned group) const;
  std::vector<const Share*> enough() const;

  ShareSet in_force_;
  std::vector<ShareSet> others_;
  std::map<Place, Share> entered_;
};

}  // namespace pyx::shares
