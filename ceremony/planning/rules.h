// The rules of the model, one for each action: whether a step may be done, and what it changes.
// Asked before them: who does it, and what holds for every step (ceremony/planning/model.cc).
#pragma once

#include <optional>

#include "ceremony/planning/scene.h"

namespace pyx::ceremony::planning {

struct Rule {
  Verdict (*check)(const Scene& scene);
  // `to` is what scene.state refers to.
  void (*apply)(const Scene& scene, State& to);
};

const Rule& rule_of(Action action);

// By file; nothing for an action of another one.
std::optional<Rule> room_rule(Action action);
std::optional<Rule> thing_rule(Action action);
std::optional<Rule> token_rule(Action action);
std::optional<Rule> founding_rule(Action action);
std::optional<Rule> act_rule(Action action);
std::optional<Rule> share_rule(Action action);
std::optional<Rule> evidence_rule(Action action);

// The act under this name is one of `type` and was approved, and what it needs still holds.
Verdict needs_approved(const Scene& scene, const std::string& name, policies::ActType type);
// Whether those people fill the seats of an act; in the policy as well, if there is one.
Verdict needs_quorum(const Scene& scene, policies::ActType type,
                     const std::vector<std::string>& people);

}  // namespace pyx::ceremony::planning
