#include "ceremony/transcript/model_walk.h"

#include <algorithm>
#include <utility>

#include "ceremony/planning/people.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::transcript {
namespace {

using planning::Action;
using planning::FindingKind;
using planning::Model;
using planning::Refusal;
using planning::Step;

using Names = std::vector<std::string>;

Fault refused_by_model(std::optional<std::uint64_t> entry, std::string_view where,
                       const Refusal& refusal) {
  return Fault{FaultKind::kModel, entry,
               std::string(where) + ": " + refusal.what +
                   (refusal.advice.empty() ? "" : "; " + refusal.advice)};
}

// What nobody may leave behind, however a ceremony ends.
bool is_danger(FindingKind kind) {
  return kind == FindingKind::kSecretOpen || kind == FindingKind::kLoggedIn ||
         kind == FindingKind::kAlone;
}

std::string free_prefix(const planning::Plan& plan) {
  std::string prefix = "only";
  const auto taken = [&](const planning::ParameterSpec& one) {
    return one.name.starts_with(prefix + "-");
  };
  while (std::ranges::any_of(plan.parameters, taken)) prefix += "x";
  return prefix;
}

std::string name_of(const std::string& prefix, std::size_t number) {
  return prefix + "-" + std::to_string(number);
}

}  // namespace

WalkBeginning ModelWalk::begin(const Transcript& transcript,
                               std::shared_ptr<const planning::Plan> plan,
                               std::shared_ptr<const policies::Policy> policy) {
  Roster all;
  std::vector<std::pair<std::string, std::string>> given;
  for (const Entry& entry : transcript.entries) {
    if (entry.kind == Kind::kPerson) all.follow(entry);
    if (entry.kind == Kind::kParameter) given.emplace_back(entry.text("name"), entry.text("value"));
  }
  std::vector<planning::Participant> people;
  Names everybody;
  for (const RosterPerson& one : all.people()) {
    people.push_back({one.id, one.name, one.roles});
    everybody.push_back(one.id);
  }
  planning::ValuesReading values = planning::read_values(*plan, given);
  if (!values.findings.empty()) return {std::nullopt, std::move(values.findings)};
  planning::add_people_values(*plan, people, values.values);
  const std::string prefix = free_prefix(*plan);
  for (std::size_t i = 0; i < everybody.size(); ++i)
    values.values.set(name_of(prefix, i), planning::Value{everybody[i], Names{everybody[i]}});
  planning::Beginning beginning =
      Model::begin(std::move(plan), std::move(values.values), std::move(people), std::move(policy));
  if (!beginning.findings.empty()) return {std::nullopt, std::move(beginning.findings)};
  ModelWalk walk(*std::move(beginning.model));
  walk.everybody_ = std::move(everybody);
  walk.prefix_ = prefix;
  return {std::move(walk), {}};
}

std::optional<Fault> ModelWalk::follow(const Entry& entry) {
  here_.follow(entry);
  auto fault = take(entry);
  present_ = here_.present();
  return fault;
}

std::optional<Fault> ModelWalk::take(const Entry& entry) {
  switch (entry.kind) {
    case Kind::kStepBegun:
      return begin_step(entry);
    case Kind::kStepDone:
      model_.apply(*step_, doers_);
      step_ = nullptr;
      ++next_;
      return std::nullopt;
    case Kind::kStepBrokenOff:
      step_ = nullptr;
      return std::nullopt;
    case Kind::kStepSkipped:
      ++next_;
      return std::nullopt;
    case Kind::kReconciled:
      if (entry.text("decision") == "again") step_ = nullptr;
      return std::nullopt;
    case Kind::kArrived:
    case Kind::kLeft:
      return move(entry);
    case Kind::kIntermission:
      return interrupt(entry);
    case Kind::kReturned:
      return come_back(entry);
    case Kind::kIdentified:
    case Kind::kDigestRead:
      return repeat(entry);
    case Kind::kToken:
      return look_again(entry);
    case Kind::kLoggedOut:
      return log_out(entry);
    case Kind::kEnd:
      return finish(entry);
    default:
      return std::nullopt;
  }
}

Names ModelWalk::who(const Names& people) const {
  Names names;
  for (std::size_t i = 0; i < everybody_.size(); ++i) {
    if (std::ranges::find(people, everybody_[i]) != people.end())
      names.push_back("{" + name_of(prefix_, i) + "}");
  }
  return names;
}

Step ModelWalk::single_step(Action action, const Names& people) const {
  Step step;
  step.id = to_text(action);
  step.who = who(people);
  step.action = action;
  return step;
}

std::optional<Fault> ModelWalk::begin_step(const Entry& entry) {
  step_ = model_.plan().step(entry.text("step"));
  doers_ = names_in(entry.text("people"));
  if (const auto refusal = model_.check(*step_, doers_))
    return refused_by_model(entry.number, "step " + step_->id, *refusal);
  if (step_->action == Action::kInspectToken) again_.erase(step_->text("token"));
  return std::nullopt;
}

// A step that is in no plan.
std::optional<Fault> ModelWalk::unplanned(const Entry& entry, const Step& step,
                                          const Names& doers) {
  if (const auto refusal = model_.check(step, doers))
    return refused_by_model(entry.number, to_text(entry.kind), *refusal);
  model_.apply(step, doers);
  return std::nullopt;
}

// Whoever comes, comes: the model asks who leaves whether he may.
std::optional<Fault> ModelWalk::move(const Entry& entry) {
  const std::string& id = entry.text("person");
  const bool comes = entry.kind == Kind::kArrived;
  const bool planned = step_ != nullptr &&
                       step_->action == (comes ? Action::kArrive : Action::kLeave) &&
                       std::ranges::find(doers_, id) != doers_.end();
  if (planned) return std::nullopt;
  const Step step = single_step(comes ? Action::kArrive : Action::kLeave, {id});
  if (!comes) return unplanned(entry, step, {id});
  model_.apply(step, Names{id});
  return std::nullopt;
}

std::optional<Fault> ModelWalk::interrupt(const Entry& entry) {
  // There was a step for it: then the plan has steps for all that is to be done again.
  if (model_.state().interrupted) return std::nullopt;
  for (const auto& [id, token] : model_.state().tokens) {
    if (token.inspected) again_.insert(id);
  }
  return unplanned(entry, planning::intermission_step(who(present_)), present_);
}

std::optional<Fault> ModelWalk::come_back(const Entry& entry) {
  const auto& steps = model_.plan().steps;
  const bool planned = next_ < steps.size() && steps[next_].action == Action::kResume;
  if (planned) return std::nullopt;
  const Names people = names_in(entry.text("people"));
  return unplanned(entry, planning::resume_step(who(people)), people);
}

// What has to be done once more for whoever came late or came back.
std::optional<Fault> ModelWalk::repeat(const Entry& entry) {
  const Names people = names_in(entry.text("people"));
  if (entry.kind == Kind::kDigestRead) {
    if (step_ != nullptr || entry.text("what") != "plan" || model_.state().digests_read)
      return std::nullopt;
    return unplanned(entry, single_step(Action::kReadDigests, people), people);
  }
  Step step = single_step(Action::kCheckIdentity, people);
  step.with["people"] = who(names_in(entry.text("who")));
  return unplanned(entry, step, people);
}

// A token that was inspected before an intermission is looked at again by everybody in the room.
std::optional<Fault> ModelWalk::look_again(const Entry& entry) {
  const std::string& token = entry.text("token");
  if (step_ != nullptr || again_.erase(token) == 0) return std::nullopt;
  Step step = single_step(Action::kInspectToken, present_);
  step.with["token"] = token;
  return unplanned(entry, step, present_);
}

std::optional<Fault> ModelWalk::log_out(const Entry& entry) {
  if (step_ != nullptr && step_->action == Action::kLogOut) return std::nullopt;
  const Names people = names_in(entry.text("people"));
  Step step = single_step(Action::kLogOut, people);
  step.with["token"] = entry.text("token");
  return unplanned(entry, step, people);
}

std::optional<Fault> ModelWalk::finish(const Entry& entry) {
  const bool completed = entry.text("outcome") == "completed";
  for (const Refusal& refusal : model_.ending()) {
    if (completed || is_danger(refusal.kind))
      return refused_by_model(entry.number, "the end", refusal);
    departures_.push_back({entry.number, "abandoned", "major", refusal.what});
  }
  return std::nullopt;
}

}  // namespace pyx::ceremony::transcript
