#include "custody/acts/share_plan.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>

namespace pyx::custody {
namespace {

std::string group_name(std::size_t index) { return "share group " + std::to_string(index + 1); }

Result<void> check_group(const ShareGroup& group, const std::string& name) {
  const std::size_t count = group.holders.size();
  if (count == 0 || count > kMostGroupShares) {
    return error(Code::kBadInput, name + " has " + std::to_string(count) +
                                      " holders; it may have 1 to " +
                                      std::to_string(kMostGroupShares));
  }
  if (group.threshold == 0) return error(Code::kBadInput, name + " has a threshold of 0");
  if (group.threshold > count) {
    return error(Code::kBadInput, name + " needs " + std::to_string(group.threshold) +
                                      " shares and has only " + std::to_string(count) +
                                      ": it can never be met");
  }
  if (group.threshold == 1 && count > 1) {
    return error(Code::kBadInput,
                 name + " needs 1 of " + std::to_string(count) +
                     " shares: each would be the same secret; name a group for each holder and "
                     "say how many groups are needed");
  }
  return {};
}

Result<unsigned> read_count(json::ObjectReader& reader, std::string_view name) {
  PYX_ASSIGN(const std::int64_t number, reader.integer(name));
  if (number < 0 || number > static_cast<std::int64_t>(kMostGroupShares)) {
    return error(Code::kBadInput, std::string(name) + " of the " + reader.what() + " is 1 to " +
                                      std::to_string(kMostGroupShares));
  }
  return static_cast<unsigned>(number);
}

}  // namespace

Result<void> check_share_plan(const SharePlan& plan) {
  if (plan.groups.empty() || plan.groups.size() > kMostShareGroups) {
    return error(Code::kBadInput,
                 "a share plan has 1 to " + std::to_string(kMostShareGroups) + " groups");
  }
  if (plan.groups_needed == 0)
    return error(Code::kBadInput,
                 "the share plan needs 0 groups: it would open for nobody's share");
  if (plan.groups_needed > plan.groups.size()) {
    return error(Code::kBadInput, "the share plan needs " + std::to_string(plan.groups_needed) +
                                      " groups and has only " + std::to_string(plan.groups.size()) +
                                      ": it can never be met");
  }
  std::set<std::string> people;
  for (std::size_t i = 0; i < plan.groups.size(); ++i) {
    PYX_TRY(check_group(plan.groups[i], group_name(i)));
    for (const std::string& holder : plan.groups[i].holders) {
      if (!people.insert(holder).second)
        return error(Code::kBadInput, holder + " would hold two shares; each person holds one");
    }
  }
  for (const std::string& person : people) {
    if (can_open(plan, {person})) {
      return refused("SHARE-SAFE",
                     person + " alone could open the backup; no plan may give that to one person");
    }
  }
  return {};
}

bool can_open(const SharePlan& plan, const std::vector<std::string>& present) {
  const auto is_present = [&](const std::string& holder) {
    return std::ranges::find(present, holder) != present.end();
  };
  const auto met = std::ranges::count_if(plan.groups, [&](const ShareGroup& group) {
    return std::ranges::count_if(group.holders, is_present) >=
           static_cast<std::ptrdiff_t>(group.threshold);
  });
  return met >= static_cast<std::ptrdiff_t>(plan.groups_needed);
}

json::object to_json(const SharePlan& plan) {
  json::object to;
  to["groups_needed"] = plan.groups_needed;
  json::array groups;
  for (const ShareGroup& group : plan.groups) {
    json::object one;
    one["threshold"] = group.threshold;
    json::array holders;
    for (const std::string& holder : group.holders) holders.emplace_back(holder);
    one["holders"] = std::move(holders);
    groups.push_back(std::move(one));
  }
  to["groups"] = std::move(groups);
  return to;
}

Result<SharePlan> read_share_plan(const json::object& from) {
  json::ObjectReader reader(from, "share plan");
  SharePlan plan;
  PYX_ASSIGN(plan.groups_needed, read_count(reader, "groups_needed"));
  PYX_ASSIGN(const json::array* groups, reader.array_member("groups"));
  PYX_TRY(reader.finish());
  for (const json::value& item : *groups) {
    PYX_ASSIGN(json::ObjectReader one, json::ObjectReader::of(item, "share group"));
    ShareGroup group;
    PYX_ASSIGN(group.threshold, read_count(one, "threshold"));
    PYX_ASSIGN(const json::array* holders, one.array_member("holders"));
    PYX_TRY(one.finish());
    for (const json::value& holder : *holders) {
      if (!holder.is_string())
        return error(Code::kBadInput, "a holder is named by the id of a person of the policy");
      group.holders.emplace_back(std::string_view(holder.get_string()));
    }
    plan.groups.push_back(std::move(group));
  }
  PYX_TRY(check_share_plan(plan));
  return plan;
}

std::string in_words(const SharePlan& plan) {
  std::string text;
  for (const ShareGroup& group : plan.groups) {
    std::string holders;
    for (const std::string& holder : group.holders)
      holders += (holders.empty() ? "" : ", ") + holder;
    text += (text.empty()                               ? ""
             : plan.groups_needed == plan.groups.size() ? " and "
                                                        : "; ") +
            std::to_string(group.threshold) + " of (" + holders + ")";
  }
  if (plan.groups_needed == plan.groups.size()) return text;
  return "any " + std::to_string(plan.groups_needed) + " of these " +
         std::to_string(plan.groups.size()) + " groups: " + text;
}

}  // namespace pyx::custody
