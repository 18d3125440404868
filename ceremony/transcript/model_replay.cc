#include "ceremony/transcript/model_replay.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ceremony/planning/model.h"
#include "ceremony/planning/people.h"
#include "ceremony/transcript/roster.h"
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

// Steps that are in no plan are done by single people, where a plan's steps name roles: each of
// them is the value of a parameter of its own, which the plan does not have.
class SinglePeople {
 public:
  SinglePeople(const planning::Plan& plan, const Roster& roster, planning::Values& values)
      : roster_(roster) {
    const auto taken = [&](const planning::ParameterSpec& one) {
      return one.name.starts_with(prefix_ + "-");
    };
    while (std::ranges::any_of(plan.parameters, taken)) prefix_ += "x";
    for (std::size_t i = 0; i < roster.people().size(); ++i) {
      const std::string& id = roster.people()[i].id;
      values.set(name_of(i), planning::Value{id, Names{id}});
    }
  }
  // As a step's `who`.
  Names who(const Names& people) const {
    Names names;
    for (std::size_t i = 0; i < roster_.people().size(); ++i) {
      if (std::ranges::find(people, roster_.people()[i].id) != people.end())
        names.push_back("{" + name_of(i) + "}");
    }
    return names;
  }

 private:
  std::string name_of(std::size_t i) const { return prefix_ + "-" + std::to_string(i); }
  const Roster& roster_;
  std::string prefix_ = "only";
};

class Player {
 public:
  Player(const Transcript& of, Model model, const SinglePeople& single)
      : of_(of), model_(std::move(model)), single_(single) {}

  Replay run() {
    for (const Entry& entry : of_.entries) {
      // The order of entries was judged before: what is told here is the model's.
      here_.follow(entry);
      replay_.fault = take(entry);
      if (replay_.fault) break;
      if (entry.kind == Kind::kEnd) break;
      present_ = here_.present();
    }
    return std::move(replay_);
  }

 private:
  std::optional<Fault> take(const Entry& entry) {
    switch (entry.kind) {
      case Kind::kStepBegun:
        return begin(entry);
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
        if (model_.state().interrupted) return std::nullopt;
        return unplanned(entry, planning::intermission_step(single_.who(present_)), present_);
      case Kind::kReturned:
        return come_back(entry);
      case Kind::kIdentified:
      case Kind::kDigestRead:
        return repeat(entry);
      case Kind::kLoggedOut:
        return log_out(entry);
      case Kind::kEnd:
        return finish(entry);
      default:
        return std::nullopt;
    }
  }

  std::optional<Fault> begin(const Entry& entry) {
    step_ = model_.plan().step(entry.text("step"));
    doers_ = names_in(entry.text("people"));
    if (const auto refusal = model_.check(*step_, doers_))
      return refused_by_model(entry.number, "step " + step_->id, *refusal);
    return std::nullopt;
  }

  // A step that is in no plan.
  std::optional<Fault> unplanned(const Entry& entry, const Step& step, const Names& doers) {
    if (const auto refusal = model_.check(step, doers))
      return refused_by_model(entry.number, to_text(entry.kind), *refusal);
    model_.apply(step, doers);
    return std::nullopt;
  }

  Step step_of(Action action, const Names& doers) const {
    Step step;
    step.id = to_text(action);
    step.who = single_.who(doers);
    step.action = action;
    return step;
  }

  // Whoever comes, comes: the model asks who leaves whether he may.
  std::optional<Fault> move(const Entry& entry) {
    const std::string& id = entry.text("person");
    const bool comes = entry.kind == Kind::kArrived;
    const bool planned = step_ != nullptr &&
                         step_->action == (comes ? Action::kArrive : Action::kLeave) &&
                         std::ranges::find(doers_, id) != doers_.end();
    if (planned) return std::nullopt;
    const Step step = step_of(comes ? Action::kArrive : Action::kLeave, {id});
    if (!comes) return unplanned(entry, step, {id});
    model_.apply(step, Names{id});
    return std::nullopt;
  }

  std::optional<Fault> come_back(const Entry& entry) {
    const auto& steps = model_.plan().steps;
    const bool planned = next_ < steps.size() && steps[next_].action == Action::kResume;
    if (planned) return std::nullopt;
    const Names people = names_in(entry.text("people"));
    return unplanned(entry, planning::resume_step(single_.who(people)), people);
  }

  // What has to be done once more for whoever came late or came back.
  std::optional<Fault> repeat(const Entry& entry) {
    const Names people = names_in(entry.text("people"));
    if (entry.kind == Kind::kDigestRead) {
      if (step_ != nullptr || entry.text("what") != "plan" || model_.state().digests_read)
        return std::nullopt;
      return unplanned(entry, step_of(Action::kReadDigests, people), people);
    }
    Step step = step_of(Action::kCheckIdentity, people);
    step.with["people"] = single_.who(names_in(entry.text("who")));
    return unplanned(entry, step, people);
  }

  std::optional<Fault> log_out(const Entry& entry) {
    if (step_ != nullptr && step_->action == Action::kLogOut) return std::nullopt;
    const Names people = names_in(entry.text("people"));
    Step step = step_of(Action::kLogOut, people);
    step.with["token"] = entry.text("token");
    return unplanned(entry, step, people);
  }

  std::optional<Fault> finish(const Entry& entry) {
    const bool completed = entry.text("outcome") == "completed";
    for (const Refusal& refusal : model_.ending()) {
      if (completed || is_danger(refusal.kind))
        return refused_by_model(entry.number, "the end", refusal);
      replay_.departures.push_back({entry.number, "abandoned", "major", refusal.what});
    }
    return std::nullopt;
  }

  const Transcript& of_;
  Model model_;
  const SinglePeople& single_;
  Roster here_;  // as they come and go
  Names present_;
  Names doers_;
  const Step* step_ = nullptr;  // that is open
  std::size_t next_ = 0;
  Replay replay_;
};

}  // namespace

Replay replay(const Transcript& transcript, std::shared_ptr<const planning::Plan> plan,
              std::shared_ptr<const policies::Policy> policy) {
  Roster all;
  std::vector<std::pair<std::string, std::string>> given;
  for (const Entry& entry : transcript.entries) {
    if (entry.kind == Kind::kPerson) all.follow(entry);
    if (entry.kind == Kind::kParameter) given.emplace_back(entry.text("name"), entry.text("value"));
  }
  std::vector<planning::Participant> people;
  for (const RosterPerson& one : all.people()) people.push_back({one.id, one.name, one.roles});
  const auto told = [](const planning::Findings& findings) {
    return Replay{{}, Fault{FaultKind::kModel, std::nullopt, findings.front().what}};
  };
  planning::ValuesReading values = planning::read_values(*plan, given);
  if (!values.findings.empty()) return told(values.findings);
  planning::add_people_values(*plan, people, values.values);
  const SinglePeople single(*plan, all, values.values);
  planning::Beginning beginning =
      Model::begin(std::move(plan), std::move(values.values), std::move(people), std::move(policy));
  if (!beginning.findings.empty()) return told(beginning.findings);
  return Player(transcript, *std::move(beginning.model), single).run();
}

}  // namespace pyx::ceremony::transcript
