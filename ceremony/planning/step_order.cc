#include "ceremony/planning/step_order.h"

#include <algorithm>
#include <map>
#include <set>

namespace pyx::ceremony::planning {
namespace {

using Indices = std::map<std::string, std::size_t, std::less<>>;

// The steps that wait for each other from `from` on; nothing if none does.
std::vector<std::size_t> find_cycle(const Plan& plan, const Indices& indices, std::size_t from) {
  std::vector<std::size_t> path = {from};
  std::vector<std::size_t> next = {0};
  std::set<std::size_t> seen = {from};
  while (!path.empty()) {
    const Step& step = plan.steps[path.back()];
    if (next.back() == step.after.size()) {
      path.pop_back();
      next.pop_back();
      continue;
    }
    const auto found = indices.find(step.after[next.back()++]);
    if (found == indices.end()) continue;
    if (found->second == from) return path;
    if (!seen.insert(found->second).second) continue;
    path.push_back(found->second);
    next.push_back(0);
  }
  return {};
}

void check_after(const Plan& plan, const Indices& indices, Gather& gather) {
  std::set<std::size_t> in_cycles;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    gather.set_step(step.id);
    for (const std::string& id : step.after) {
      const auto found = indices.find(id);
      if (found == indices.end()) {
        gather.add(FindingKind::kReference, step.at,
                   "comes after step " + id + ", which is not there", "name a step of the plan");
      }
    }
    const bool waits_for_later = std::ranges::any_of(step.after, [&](const std::string& id) {
      const auto found = indices.find(id);
      return found != indices.end() && found->second >= i;
    });
    if (!waits_for_later || in_cycles.contains(i)) continue;
    const std::vector<std::size_t> cycle = find_cycle(plan, indices, i);
    if (cycle.empty()) {
      gather.add(FindingKind::kOrder, step.at, "comes after a step that stands behind it",
                 "put it behind all steps of its \"after\"");
      continue;
    }
    std::string names;
    for (const std::size_t one : cycle) {
      in_cycles.insert(one);
      names += (names.empty() ? "" : ", ") + plan.steps[one].id;
    }
    gather.add(FindingKind::kOrder, step.at, "steps wait for each other: " + names,
               "take one of them out of an \"after\"");
  }
  gather.set_step("");
}

void check_sections(const Plan& plan, Gather& gather) {
  std::vector<std::string> entered;
  for (const Step& step : plan.steps) {
    gather.set_step(step.id);
    if (plan.section(step.section) == nullptr) {
      gather.add(FindingKind::kReference, step.at,
                 "is in section " + step.section + ", which is not there");
      continue;
    }
    if (!entered.empty() && entered.back() == step.section) continue;
    if (std::ranges::find(entered, step.section) != entered.end()) {
      gather.add(FindingKind::kOrder, step.at,
                 "is in section " + step.section + ", which has ended before it",
                 "keep the steps of a section together: its people sign at its end");
      continue;
    }
    entered.push_back(step.section);
  }
  gather.set_step("");
  std::vector<std::string> wanted;
  for (const Section& section : plan.sections) {
    if (std::ranges::find(entered, section.id) == entered.end()) {
      gather.add(FindingKind::kReference, section.at, "section " + section.id + " has no step");
    } else {
      wanted.push_back(section.id);
    }
  }
  if (wanted != entered && wanted.size() == entered.size()) {
    gather.add(FindingKind::kOrder, plan.sections.front().at,
               "the sections stand in another order than their steps");
  }
}

void check_length(const Plan& plan, Gather& gather) {
  if (plan.length() <= plan.longest) return;
  const auto minutes = [](Duration length) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(length).count());
  };
  gather.add(FindingKind::kTime, plan.steps.front().at,
             "the steps take " + minutes(plan.length()) + " minutes, but longest is " +
                 minutes(plan.longest),
             "allow for more, or plan less for one day");
}

}  // namespace

void check_order(const Plan& plan, Gather& gather) {
  if (plan.steps.empty() || plan.sections.empty()) return;
  Indices indices;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) indices.emplace(plan.steps[i].id, i);
  check_after(plan, indices, gather);
  check_sections(plan, gather);
  check_length(plan, gather);
}

}  // namespace pyx::ceremony::planning
