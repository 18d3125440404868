#include "custody/acts/coalition.h"

#include <algorithm>
#include <functional>
#include <set>

namespace pyx::custody {
namespace {

// Subsets that are looked at before the answer becomes "at least".
constexpr std::size_t kMostTried = 2'000'000;

// Each choice of `count` out of `from`, in order, until `take` says no.
bool each_choice(std::size_t from, std::size_t count,
                 const std::function<bool(const std::vector<std::size_t>&)>& take) {
  std::vector<std::size_t> chosen(count);
  for (std::size_t i = 0; i < count; ++i) chosen[i] = i;
  if (count > from) return true;
  while (true) {
    if (!take(chosen)) return false;
    std::size_t at = count;
    while (at > 0 && chosen[at - 1] == from - count + at - 1) --at;
    if (at == 0) return true;
    ++chosen[at - 1];
    for (std::size_t i = at; i < count; ++i) chosen[i] = chosen[i - 1] + 1;
  }
}

// A plan's choices of groups, and of each chosen group its choices of holders.
class Enumeration {
 public:
  Enumeration(const SharePlan& plan, std::size_t most) : plan_(plan), most_(most) {}

  std::vector<Coalition> all() {
    each_choice(plan_.groups.size(), plan_.groups_needed, [this](const auto& groups) {
      Coalition present;
      return add(groups, 0, present);
    });
    return std::move(found_);
  }

 private:
  bool add(const std::vector<std::size_t>& groups, std::size_t at, Coalition& present) {
    if (at == groups.size()) {
      Coalition one = present;
      std::ranges::sort(one);
      found_.push_back(std::move(one));
      return found_.size() < most_;
    }
    const ShareGroup& group = plan_.groups[groups[at]];
    return each_choice(group.holders.size(), group.threshold, [&](const auto& members) {
      for (const std::size_t member : members) present.push_back(group.holders[member]);
      const bool go_on = add(groups, at + 1, present);
      present.resize(present.size() - members.size());
      return go_on;
    });
  }

  const SharePlan& plan_;
  std::size_t most_;
  std::vector<Coalition> found_;
};

// So many people of one plan must be lost until nobody can open it: of so many groups that too few
// are left, those that are broken soonest.
unsigned losses_of(const SharePlan& plan) {
  std::vector<unsigned> each;
  for (const ShareGroup& group : plan.groups)
    each.push_back(static_cast<unsigned>(group.holders.size()) - group.threshold + 1);
  std::ranges::sort(each);
  unsigned losses = 0;
  for (std::size_t i = 0; i < each.size() - plan.groups_needed + 1; ++i) losses += each[i];
  return losses;
}

void count_losses(WhoCanOpen& who) {
  if (who.live.empty()) return;
  unsigned losses = 0;
  std::set<std::string> people;
  for (const Opener& opener : who.live) {
    losses = std::max(losses, losses_of(opener.plan));
    for (const ShareGroup& group : opener.plan.groups)
      people.insert(group.holders.begin(), group.holders.end());
  }
  who.losses = losses;
  if (who.live.size() == 1) return;
  // Several sets share people: whether so few break all of them is tried.
  const std::vector<std::string> everybody(people.begin(), people.end());
  std::size_t tried = 0;
  for (; losses <= everybody.size(); ++losses) {
    bool broken = false;
    who.losses = losses;
    each_choice(everybody.size(), losses, [&](const auto& lost) {
      std::vector<std::string> left;
      for (std::size_t i = 0; i < everybody.size(); ++i) {
        if (!std::ranges::binary_search(lost, i)) left.push_back(everybody[i]);
      }
      broken = std::ranges::none_of(
          who.live, [&](const Opener& opener) { return can_open(opener.plan, left); });
      return !broken && ++tried < kMostTried;
    });
    if (broken) return;
    if (tried >= kMostTried) {
      who.losses_exact = false;
      return;
    }
  }
}

}  // namespace

std::vector<Coalition> smallest_coalitions(const SharePlan& plan, std::size_t most) {
  if (!check_share_plan(plan) || most == 0) return {};
  std::vector<Coalition> all = Enumeration(plan, most).all();
  std::ranges::sort(all, [](const Coalition& a, const Coalition& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return all;
}

WhoCanOpen who_can_open(std::span<const BackupRecord> backups, const Uuid& key) {
  WhoCanOpen who;
  for (const BackupRecord& backup : backups) {
    if (backup.dead || std::ranges::find(backup.keys, key) == backup.keys.end()) continue;
    for (const ShareSetRecord& set : backup.sets) {
      Opener opener{backup.id,
                    set.version,
                    set.state,
                    set.plan,
                    smallest_coalitions(set.plan, kMostCoalitions + 1),
                    false};
      opener.more = opener.coalitions.size() > kMostCoalitions;
      if (opener.more) opener.coalitions.resize(kMostCoalitions);
      (set.state == ShareSetState::kLive ? who.live : who.others).push_back(std::move(opener));
    }
  }
  for (const Opener& opener : who.live) {
    for (const Coalition& one : opener.coalitions) {
      if (one.size() == 1 && std::ranges::find(who.alone, one.front()) == who.alone.end())
        who.alone.push_back(one.front());
    }
  }
  count_losses(who);
  return who;
}

}  // namespace pyx::custody
