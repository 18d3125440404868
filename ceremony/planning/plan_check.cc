#include "ceremony/planning/plan_check.h"

#include <set>
#include <utility>

namespace pyx::ceremony::planning {
namespace {

// A reason that was given once is not given again: what is missing is missing for all that follow.
class Reasons {
 public:
  bool is_new(const Refusal& refusal) { return seen_.insert(refusal.what).second; }

 private:
  std::set<std::string> seen_;
};

Finding of_step(const Step& step, Refusal refusal) {
  return {refusal.kind, step.id, step.at, std::move(refusal.what), std::move(refusal.advice)};
}

}  // namespace

Findings check_rest(Model model, std::span<const Step> rest) {
  Findings findings;
  Reasons reasons;
  for (const Step& step : rest) {
    const std::vector<std::string> doers = model.expected(step);
    if (auto refusal = model.check(step, doers); refusal && reasons.is_new(*refusal))
      findings.push_back(of_step(step, std::move(*refusal)));
    model.apply(step, doers);
  }
  const toml::Position end = rest.empty() ? toml::Position{1, 1} : rest.back().at;
  for (Refusal& refusal : model.ending()) {
    findings.push_back({refusal.kind, "", end, "at the end: " + std::move(refusal.what),
                        std::move(refusal.advice)});
  }
  return findings;
}

Findings check_plan(const std::shared_ptr<const Plan>& plan, const Values& values,
                    const std::vector<Participant>& people,
                    std::shared_ptr<const policies::Policy> policy) {
  Beginning beginning = Model::begin(plan, values, people, std::move(policy));
  Findings findings = std::move(beginning.findings);
  for (Finding& one : check_rest(std::move(*beginning.model), plan->steps))
    findings.push_back(std::move(one));
  sort_by_place(findings);
  return findings;
}

}  // namespace pyx::ceremony::planning
