// Control STATE-FRESH: leaves that were lost for ever, and that a quorum gave up by state.accept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::custody {

struct Leaf;

struct LostHistory {
  std::uint64_t lost_size = 0;  // as far as somebody had seen the log that is lost
  Sha256 lost_root{};
  std::uint64_t size = 0;  // where the log goes on: so many leaves are common to both
  Sha256 root{};
  Uuid act;
  friend bool operator==(const LostHistory&, const LostHistory&) = default;
};

// Of which history a head that is not this log's is the head: what was seen, or what lies between
// that and where the log goes on. nullptr if it was not given up.
const LostHistory* given_up(const std::vector<LostHistory>& all, std::uint64_t size,
                            const Sha256& root);
// One line for people: how many leaves are lost, and which act gave them up.
std::string in_words(const LostHistory& lost);

// The proposal of a state.accept names the log in front of it. Of other leaves nothing is asked.
//   size, root  of the tree in front of `leaf`
// Errors: kConflict.
Result<void> check_goes_on_from(const Leaf& leaf, std::uint64_t size, const Sha256& root);

}  // namespace pyx::custody
