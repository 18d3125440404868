// Who gets shares of a backup's key, and how many of them open it: groups of holders, each with its
// threshold, and how many groups are needed ("2 of 3 security officers and 1 of 2 auditors" are two
// groups, both needed). Format: docs/formats/statements.md.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/json_reader.h"
#include "base/result.h"

namespace pyx::custody {

struct ShareGroup {
  unsigned threshold = 0;            // shares that meet the group
  std::vector<std::string> holders;  // persons of the policy, in the order of their shares
  friend bool operator==(const ShareGroup&, const ShareGroup&) = default;
};

struct SharePlan {
  unsigned groups_needed = 1;
  std::vector<ShareGroup> groups;
  friend bool operator==(const SharePlan&, const SharePlan&) = default;
};

inline constexpr std::size_t kMostShareGroups = 16;  // SLIP-0039's bounds
inline constexpr std::size_t kMostGroupShares = 16;

// Whether it can be met, and by nobody alone: 1 to 16 groups of 1 to 16 shares; no threshold of
// zero or above its group; none of 1 in a group of several (each share would be the secret);
// nobody twice. Errors: kBadInput naming the group or the person; kRefused with SHARE-SAFE naming
// the person who could open it alone.
Result<void> check_share_plan(const SharePlan& plan);

// Whether the people of `present` can open it together.
bool can_open(const SharePlan& plan, const std::vector<std::string>& present);

json::object to_json(const SharePlan& plan);
Result<SharePlan> read_share_plan(const json::object& from);  // kBadInput; checks the plan
std::string in_words(const SharePlan& plan);  // "2 of (alice, bob, carol) and 1 of (dave, erin)"

}  // namespace pyx::custody
