// The model of a ceremony: the room, the tokens and what custody keeps, as plain values. The same
// model checks a plan before the day, guards the run, and is replayed from a transcript. Copyable;
// no clock, no I/O. Its rules: docs/formats/ceremony-plan.md.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ceremony/planning/model_state.h"
#include "ceremony/planning/people.h"
#include "ceremony/planning/plan.h"

namespace pyx::ceremony::planning {

struct Beginning;
struct Scene;

class Model {
 public:
  // `values` holds every parameter (read_values, add_people_values). `policy`: the vault's, or the
  // one that it is founded with; without it the plan's own rules stand for it. Findings: too few
  // people of a role, roles that must be apart, a quorum that the people can never form, one that
  // a single person fills, shares that one person could open, what the policy says otherwise.
  static Beginning begin(std::shared_ptr<const Plan> plan, Values values,
                         std::vector<Participant> people,
                         std::shared_ptr<const policies::Policy> policy = nullptr);

  // The people who do the step if all goes as planned: of `who`, those whom Hands asks for.
  std::vector<std::string> expected(const Step& step) const;
  // Nothing if it may be done now, by these people. `step` need not be one of the plan's.
  std::optional<Refusal> check(const Step& step, std::span<const std::string> doers) const;
  // What the step changes. After a refusal too: then as much of it as there is.
  void apply(const Step& step, std::span<const std::string> doers);
  // What is wrong if the ceremony ended now; nothing when all is well.
  std::vector<Refusal> ending() const;

  const Plan& plan() const { return *plan_; }
  const Values& values() const { return values_; }
  const std::vector<Participant>& people() const { return people_; }
  const State& state() const { return state_; }

 private:
  Model() = default;
  Scene scene(const Step& step, std::span<const std::string> doers) const;

  std::shared_ptr<const Plan> plan_;
  std::shared_ptr<const policies::Policy> policy_;
  Values values_;
  std::vector<Participant> people_;
  State state_;
};

struct Beginning {
  std::optional<Model> model;  // always there; to be run only without findings
  Findings findings;
};

// One step that is in no plan: everything on the table is put into spare bags, sealed and stored.
// `who` are roles, at least two people.
Step intermission_step(std::vector<std::string> who);
Step resume_step(std::vector<std::string> who);

}  // namespace pyx::ceremony::planning
