#include "tests/ceremony/running/kill_list.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::running::testing {
namespace {

using planning::Action;
using planning::Plan;
using planning::Step;
using planning::testing::kShipped;
using planning::testing::shipped;
using Points = std::vector<std::string>;

// In the middle of its work, as far as each of them is passed by every step that does this.
Points within(Action action) {
  switch (action) {
    case Action::kPropose:
      return {"crash-point:propose-before-commit"};
    case Action::kApprove:
      return {"crash-point:decide-before-commit"};
    case Action::kExecute:
      return {"crash-point:execute-before-commit"};
    case Action::kFreeze:
      return {"crash-point:freeze-before-commit"};
    case Action::kAcknowledge:
      return {"crash-point:share-before-commit"};
    case Action::kDraftVault:
      return {"crash-point:found-plan-written", "crash-point:found-keys-made"};
    case Action::kFinishVault:
      return {"crash-point:found-before-commit", "crash-point:found-store-written",
              "crash-point:found-marked"};
    case Action::kCreateBackup:
      return {"crash-point:execute-intent-written", "crash-point:backup-wrapped",
              "crash-point:shares-made", "crash-point:shares-handed-over"};
    case Action::kReshare:
      return {"crash-point:shares-collected", "crash-point:shares-made",
              "crash-point:shares-handed-over"};
    case Action::kProveBackup:
    case Action::kRestoreBackup:
      return {"crash-point:shares-collected", "crash-point:backup-proven"};
    default:
      return {};
  }
}

Points points_of(const Step& step) {
  Points points = {"crash-point:ceremony-step-begun"};
  for (std::string& one : within(step.action)) points.push_back(std::move(one));
  // A step that asks nothing is killed once its work is done, which is not done again.
  points.emplace_back(kAsked);
  points.emplace_back("crash-point:ceremony-step-worked");
  points.emplace_back("crash-point:ceremony-step-done");
  return points;
}

std::map<Action, std::vector<std::string_view>> plans_by_action() {
  std::map<Action, std::vector<std::string_view>> plans;
  for (const std::string_view name : kShipped) {
    for (const Step& step : shipped(name).steps) {
      auto& of_action = plans[step.action];
      if (std::ranges::find(of_action, name) == of_action.end()) of_action.push_back(name);
    }
  }
  return plans;
}

// The rarest first: the others have a choice.
std::map<std::string_view, std::set<Action>> shared_out() {
  const auto plans = plans_by_action();
  std::vector<Action> actions;
  actions.reserve(plans.size());
  for (const auto& [action, names] : plans) actions.push_back(action);
  std::ranges::stable_sort(actions, {}, [&](Action one) { return plans.at(one).size(); });
  std::map<std::string_view, std::set<Action>> shared;
  for (const Action action : actions) {
    const auto least = std::ranges::min_element(
        plans.at(action), {}, [&](std::string_view name) { return shared[name].size(); });
    shared[*least].insert(action);
  }
  return shared;
}

}  // namespace

std::vector<Kill> every_kill(const Plan& plan) {
  std::vector<Kill> kills;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    for (std::string& point : points_of(step)) {
      kills.push_back({step.id, std::move(point)});
      if (kills.size() == 1) kills.push_back({step.id, "?crash." + step.id});
    }
    const bool is_last = i + 1 == plan.steps.size();
    if (is_last || plan.steps[i + 1].section != step.section)
      kills.push_back({step.id, "?section." + step.section + "."});
    if (is_last) kills.push_back({step.id, "?end."});
  }
  return kills;
}

std::vector<Kill> few_kills(std::string_view plan) {
  const auto shared = shared_out();
  std::vector<Kill> kills;
  std::set<Action> todo = shared.at(plan);
  std::size_t turn = static_cast<std::size_t>(std::ranges::find(kShipped, plan) - kShipped.begin());
  for (const Step& step : shipped(plan).steps) {
    if (todo.erase(step.action) == 0) continue;
    const Points points = points_of(step);
    kills.push_back({step.id, points[turn++ % points.size()]});
  }
  return kills;
}

}  // namespace pyx::ceremony::running::testing
