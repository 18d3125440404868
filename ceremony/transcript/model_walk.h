// The model of room, tokens and custody as a transcript moves it, entry by entry: by the verifier
// once all is over, and by the run while it happens. From the transcript alone: nothing else is
// asked.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ceremony/planning/model.h"
#include "ceremony/transcript/fault.h"
#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/story.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::transcript {

struct WalkBeginning;

class ModelWalk {
 public:
  // With the persons and the parameters that `transcript` names: they stand before anything else.
  //   policy  the vault's when the ceremony began, or the first one; nullptr: the plan's own rules
  static WalkBeginning begin(const Transcript& transcript,
                             std::shared_ptr<const planning::Plan> plan,
                             std::shared_ptr<const policies::Policy> policy);

  // Precondition: the order of entries was judged before, or is about to be. A fault is the
  // model's; then nothing is changed.
  std::optional<Fault> follow(const Entry& entry);

  const planning::Model& model() const { return model_; }
  // Of a ceremony that was abandoned: what it left undone.
  const std::vector<Departure>& departures() const { return departures_; }
  // A step that is in no plan, done by exactly these people.
  planning::Step single_step(planning::Action action, const std::vector<std::string>& people) const;
  // Exactly these people, as a step's `who` names them.
  std::vector<std::string> who(const std::vector<std::string>& people) const;
  // Tokens that were inspected before an intermission and not since.
  const std::set<std::string>& to_inspect_again() const { return again_; }

 private:
  explicit ModelWalk(planning::Model model) : model_(std::move(model)) {}
  std::optional<Fault> take(const Entry& entry);
  std::optional<Fault> begin_step(const Entry& entry);
  std::optional<Fault> unplanned(const Entry& entry, const planning::Step& step,
                                 const std::vector<std::string>& doers);
  std::optional<Fault> move(const Entry& entry);
  std::optional<Fault> interrupt(const Entry& entry);
  std::optional<Fault> come_back(const Entry& entry);
  std::optional<Fault> repeat(const Entry& entry);
  std::optional<Fault> look_again(const Entry& entry);
  std::optional<Fault> log_out(const Entry& entry);
  std::optional<Fault> finish(const Entry& entry);

  planning::Model model_;
  // Each is the value of a parameter of its own, which the plan does not have: a plan's steps name
  // roles, those in no plan single people.
  std::vector<std::string> everybody_;
  std::string prefix_;
  Roster here_;  // as they come and go
  std::vector<std::string> present_;
  std::vector<std::string> doers_;
  const planning::Step* step_ = nullptr;  // that is open; the model shares the plan with its copies
  std::size_t next_ = 0;
  std::set<std::string> again_;
  std::vector<Departure> departures_;
};

struct WalkBeginning {
  std::optional<ModelWalk> walk;  // when there is no finding
  planning::Findings findings;
};

}  // namespace pyx::ceremony::transcript
