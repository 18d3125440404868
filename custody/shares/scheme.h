// Who together can open a secret: so many groups, and of each so many members.
// Source: SLIP-0039, "Two-level scheme".
#pragma once

#include <vector>

#include "base/result.h"

namespace pyx::shares {

// "2 of 3 security officers"
struct GroupScheme {
  unsigned threshold = 0;
  unsigned members = 0;
  friend bool operator==(const GroupScheme&, const GroupScheme&) = default;
};
struct Scheme {
  unsigned group_threshold = 0;
  std::vector<GroupScheme> groups;
  friend bool operator==(const Scheme&, const Scheme&) = default;
};

// 1 to 16 groups of 1 to 16 members, each threshold from 1 to what is there; a group that needs one
// member has one (otherwise all of them hold the same). Errors: kBadInput, naming the group,
// counted from 1.
Result<void> check_scheme(const Scheme& scheme);
// The fewest shares that open the secret: 1 means that one person alone can. Precondition: the
// scheme passed.
unsigned fewest_shares(const Scheme& scheme);

}  // namespace pyx::shares
