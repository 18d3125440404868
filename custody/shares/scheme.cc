#include "custody/shares/scheme.h"

#include <algorithm>
#include <string>

#include "custody/shares/sharing.h"

namespace pyx::shares {
namespace {

std::string of(unsigned threshold, std::size_t count) {
  return std::to_string(threshold) + " of " + std::to_string(count);
}

Result<void> check_group(const GroupScheme& group, std::size_t number) {
  const auto wrong = [&](const std::string& what) {
    return error(Code::kBadInput, "group " + std::to_string(number) + " " + what);
  };
  if (group.members == 0 || group.members > kMostShares)
    return wrong("has 1 to 16 members, not " + std::to_string(group.members));
  if (group.threshold == 0) return wrong("needs nobody: any other share would do");
  if (group.threshold > group.members)
    return wrong("needs " + of(group.threshold, group.members) + " members: it can never be met");
  if (group.threshold == 1 && group.members > 1) {
    return wrong("needs " + of(1, group.members) +
                 " members: all of them would hold the same; SLIP-0039 has 1 of 1 only");
  }
  return {};
}

}  // namespace

Result<void> check_scheme(const Scheme& scheme) {
  if (scheme.groups.empty() || scheme.groups.size() > kMostShares) {
    return error(Code::kBadInput,
                 "a scheme has 1 to 16 groups, not " + std::to_string(scheme.groups.size()));
  }
  if (scheme.group_threshold == 0) return error(Code::kBadInput, "the scheme needs no group");
  if (scheme.group_threshold > scheme.groups.size()) {
    return error(Code::kBadInput, "the scheme needs " +
                                      of(scheme.group_threshold, scheme.groups.size()) +
                                      " groups: it can never be met");
  }
  for (std::size_t at = 0; at < scheme.groups.size(); ++at)
    PYX_TRY(check_group(scheme.groups[at], at + 1));
  return {};
}

unsigned fewest_shares(const Scheme& scheme) {
  std::vector<unsigned> thresholds;
  for (const GroupScheme& group : scheme.groups) thresholds.push_back(group.threshold);
  std::ranges::sort(thresholds);
  unsigned fewest = 0;
  for (unsigned at = 0; at < scheme.group_threshold; ++at) fewest += thresholds.at(at);
  return fewest;
}

}  // namespace pyx::shares
