#include "ceremony/planning/model.h"

#include <algorithm>

#include "ceremony/planning/beginning.h"
#include "ceremony/planning/ending.h"
#include "ceremony/planning/rules.h"

namespace pyx::ceremony::planning {
namespace {

bool comes_in(Action action) { return action == Action::kArrive || action == Action::kResume; }

bool asks_for_identity(Action action) {
  return !comes_in(action) && action != Action::kLeave && action != Action::kCheckIdentity;
}

// Whom `who` names, and are where the action wants them.
std::vector<std::string> able(const Scene& scene) {
  std::vector<std::string> people;
  for (const std::string& one : scene.people(scene.step.who)) {
    if (scene.person(one).present != comes_in(scene.step.action)) people.push_back(one);
  }
  return people;
}

// Some of them do what only signers, holders or others than the proposer can do.
bool fits_the_hands(const Scene& scene, const std::string& one) {
  const PersonState& person = scene.person(one);
  const bool signer = person.in_policy && person.has_key;
  switch (scene.step.action) {
    case Action::kPropose:
    case Action::kFreeze:
      return signer;
    case Action::kApprove: {
      const auto& acts = scene.step.texts("acts");
      return signer && std::ranges::none_of(acts, [&](const std::string& name) {
               const auto found = scene.state.acts.find(name);
               return found != scene.state.acts.end() && found->second.proposer == one;
             });
    }
    default:
      return true;
  }
}

Verdict check_hands(const Scene& scene) {
  const std::vector<std::string> there = able(scene);
  const bool comes = comes_in(scene.step.action);
  for (const std::string& one : scene.doers) {
    const auto named = scene.people(scene.step.who);
    if (std::ranges::find(named, one) == named.end())
      return refusal(one + " does this, but is none of " + listed(scene.step.who),
                     "let those do it");
    if (std::ranges::find(there, one) == there.end())
      return refusal(one + (comes ? " is in the room already" : " is not in the room"),
                     comes ? "leave them out" : "arrive before");
  }
  if (scene.doers.empty())
    return refusal("nobody of " + listed(scene.step.who) +
                       (comes ? " is still to come" : " is there to do it"),
                   comes ? "leave this out" : "arrive before");
  switch (spec_of(scene.step.action).hands) {
    case Hands::kOne:
      if (scene.doers.size() == 1) return std::nullopt;
      return refusal(listed(scene.doers) + " do what one person does", "let one of them do it");
    case Hands::kTwo:
      if (scene.doers.size() >= 2) return std::nullopt;
      return refusal(scene.doers.front() + " does this alone", "name a second person who watches",
                     FindingKind::kAlone);
    case Hands::kAll:
      if (comes || scene.doers.size() == there.size()) return std::nullopt;
      return refusal("not everybody of " + listed(scene.step.who) + " does it",
                     "let all of them do it");
    case Hands::kQuorum:
      break;
  }
  return std::nullopt;
}

// What is asked of every step.
Verdict check_always(const Scene& scene) {
  const Action action = scene.step.action;
  if (scene.state.interrupted && action != Action::kResume)
    return refusal("the ceremony is interrupted", "resume before");
  if (scene.state.transcript_signed && action != Action::kLeave)
    return refusal("the transcript is signed already", "do this before");
  PYX_ALLOW(check_hands(scene));
  if (asks_for_identity(action)) {
    for (const std::string& one : scene.doers) {
      if (!scene.person(one).identified)
        return refusal("nobody has checked who " + one + " is", "check-identity before");
    }
  }
  if (spec_of(action).trace != Trace::kRoom && !scene.state.digests_read)
    return refusal("the digests of plan and site were not read aloud", "read-digests before");
  return std::nullopt;
}

}  // namespace

const Rule& rule_of(Action action) {
  static const std::vector<Rule> kRules = [] {
    std::vector<Rule> rules;
    for (const ActionSpec& spec : all_actions()) {
      std::optional<Rule> rule;
      for (const auto& of_file : {room_rule, thing_rule, token_rule, founding_rule, act_rule,
                                  share_rule, evidence_rule}) {
        if (!rule) rule = of_file(spec.action);
      }
      rules.push_back(rule.value());
    }
    return rules;
  }();
  return kRules[static_cast<std::size_t>(action)];
}

Beginning Model::begin(std::shared_ptr<const Plan> plan, Values values,
                       std::vector<Participant> people,
                       std::shared_ptr<const policies::Policy> policy) {
  Beginning beginning;
  beginning.findings = check_people(*plan, values, people, policy.get());
  Model model;
  model.state_ = first_state(*plan, values, people);
  model.plan_ = std::move(plan);
  model.policy_ = std::move(policy);
  model.values_ = std::move(values);
  model.people_ = std::move(people);
  beginning.model = std::move(model);
  return beginning;
}

Scene Model::scene(const Step& step, std::span<const std::string> doers) const {
  const bool policy_counts = policy_ != nullptr && !state_.policy_changed;
  return {*plan_,
          values_,
          people_,
          policy_counts ? policy_.get() : nullptr,
          state_,
          step,
          {doers.begin(), doers.end()}};
}

std::vector<std::string> Model::expected(const Step& step) const {
  const Scene asked = scene(step, {});
  std::vector<std::string> people;
  for (const std::string& one : able(asked))
    if (fits_the_hands(asked, one)) people.push_back(one);
  if (spec_of(step.action).hands == Hands::kOne && people.size() > 1) people.resize(1);
  return people;
}

std::optional<Refusal> Model::check(const Step& step, std::span<const std::string> doers) const {
  const Scene asked = scene(step, doers);
  PYX_ALLOW(check_always(asked));
  return rule_of(step.action).check(asked);
}

void Model::apply(const Step& step, std::span<const std::string> doers) {
  const Scene done = scene(step, doers);
  if (spec_of(step.action).trace == Trace::kLog) state_.log_exported = false;
  rule_of(step.action).apply(done, state_);
}

std::vector<Refusal> Model::ending() const {
  const Step none;
  return ending_of(scene(none, {}));
}

Step intermission_step(std::vector<std::string> who) {
  Step step;
  step.id = "intermission";
  step.title = "Intermission";
  step.action = Action::kIntermission;
  step.who = std::move(who);
  return step;
}

Step resume_step(std::vector<std::string> who) {
  Step step = intermission_step(std::move(who));
  step.id = "resume";
  step.title = "Going on";
  step.action = Action::kResume;
  return step;
}

}  // namespace pyx::ceremony::planning
