#include "ceremony/transcript/step_walk.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::transcript {
namespace {

using Maybe = std::optional<Fault>;

Fault wrong_order(const Entry& entry, std::string text) {
  return fault_at(FaultKind::kOrder, entry, std::move(text));
}

// What a step of an action cannot be done without.
struct Trace {
  std::string_view action;
  std::string_view trace;
};
constexpr std::array kTraces = {
    Trace{"propose", "proposed"},      Trace{"approve", "decided"},
    Trace{"execute", "executed"},      Trace{"create-backup", "executed"},
    Trace{"prove-backup", "executed"}, Trace{"restore-backup", "executed"},
    Trace{"reshare", "executed"},      Trace{"finish-vault", "founded"},
    Trace{"freeze", "frozen"},         Trace{"read-digests", "plan"},
};

}  // namespace

Maybe StepWalk::check_turn(const Entry& entry) const {
  const std::string& id = entry.text("step");
  if (open_) return wrong_order(entry, "step " + open()->id + " is not done yet");
  if (stopped_) return wrong_order(entry, "it was decided to stop");
  const OutlineStep* turn = next();
  if (turn != nullptr && turn->id == id) return std::nullopt;
  if (std::ranges::find(plan_, id, &OutlineStep::id) == plan_.end())
    return wrong_order(entry, "the plan has no step " + id);
  if (turn == nullptr) return wrong_order(entry, "all steps of the plan are done");
  return wrong_order(entry, "it is the turn of step " + turn->id + ", not of " + id);
}

Maybe StepWalk::begin(const Entry& entry, const Roster& roster) {
  if (auto fault = check_turn(entry)) return fault;
  const OutlineStep& step = *next();
  if (unsigned_section_ && *unsigned_section_ != step.section) {
    return fault_at(FaultKind::kSection, entry,
                    "section " + *unsigned_section_ + " was not signed at its end");
  }
  doers_ = names_in(entry.text("people"));
  for (const std::string& id : doers_) {
    if (step.action != "arrive" && !roster.person(id)->present)
      return fault_at(FaultKind::kPresence, entry, id + " acts and is not there");
  }
  open_ = next_;
  traces_.clear();
  return std::nullopt;
}

Maybe StepWalk::check_trace(const Entry& entry, const OutlineStep& step) const {
  for (const auto& [action, trace] : kTraces) {
    if (action == step.action && !traces_.contains(trace)) {
      return wrong_order(
          entry, "step " + step.id + " leaves nothing behind that says " + std::string(trace));
    }
  }
  if (step.action == "inspect-token" && !traces_.contains("token " + step.token))
    return wrong_order(entry, "step " + step.id + " does not say what token it saw");
  return std::nullopt;
}

// Once the transcript is signed people leave when they have signed its end: nobody can write that.
Maybe StepWalk::check_moved(const Entry& entry, const OutlineStep& step,
                            const Roster& roster) const {
  for (const std::string& doer : doers_) {
    const bool here = roster.person(doer)->present;
    if (step.action == "arrive" && !here)
      return fault_at(FaultKind::kPresence, entry, doer + " did not come");
    if (step.action == "leave" && here && !transcript_signed_)
      return fault_at(FaultKind::kPresence, entry, doer + " did not leave");
  }
  return std::nullopt;
}

Maybe StepWalk::end(const Entry& entry, const Roster& roster) {
  const std::string& id = entry.text("step");
  if (!open_ || open()->id != id) return wrong_order(entry, "step " + id + " was not begun");
  const OutlineStep& step = *open();
  if (auto fault = check_trace(entry, step)) return fault;
  if (auto fault = check_moved(entry, step, roster)) return fault;
  transcript_signed_ = transcript_signed_ || step.action == "sign-transcript";
  to_initial_.push_back(id);
  unsigned_section_ = step.section;
  open_.reset();
  ++next_;
  return std::nullopt;
}

Maybe StepWalk::break_off(const Entry& entry) {
  const std::string& id = entry.text("step");
  if (!open_ || open()->id != id) return wrong_order(entry, "step " + id + " was not begun");
  unsigned_section_ = open()->section;
  open_.reset();
  return std::nullopt;
}

Maybe StepWalk::skip(const Entry& entry) {
  if (auto fault = check_turn(entry)) return fault;
  ++next_;
  return std::nullopt;
}

Maybe StepWalk::initial(const Entry& entry, const Roster& roster) {
  const std::string& id = entry.text("step");
  const RosterPerson& person = *roster.person(entry.text("person"));
  if (std::ranges::find(person.roles, kWitness) == person.roles.end())
    return wrong_order(entry, person.id + " is no witness and initials a step");
  if (std::ranges::find(to_initial_, id) == to_initial_.end())
    return wrong_order(entry, "step " + id + " is initialled and not done");
  if (!initialled_.insert(id).second)
    return wrong_order(entry, "step " + id + " is initialled twice");
  return std::nullopt;
}

Maybe StepWalk::check_initialled(const Entry& entry) const {
  for (const std::string& id : to_initial_) {
    if (!initialled_.contains(id)) return wrong_order(entry, "no witness initialled step " + id);
  }
  return std::nullopt;
}

Maybe StepWalk::sign_section(const Entry& entry) {
  const std::string& id = entry.text("section");
  if (open_) {
    return fault_at(FaultKind::kSection, entry,
                    "section " + id + " is signed while step " + open()->id + " is not done");
  }
  if (unsigned_section_ != id) {
    return fault_at(FaultKind::kSection, entry,
                    "section " + id + " is signed and nothing of it was done");
  }
  if (auto fault = check_initialled(entry)) return fault;
  unsigned_section_.reset();
  return std::nullopt;
}

Maybe StepWalk::finish(const Entry& entry, bool completed) const {
  if (completed && open_) return wrong_order(entry, "step " + open()->id + " is not done");
  if (completed && next() != nullptr)
    return wrong_order(entry, "step " + next()->id + " was not done");
  return check_initialled(entry);
}

}  // namespace pyx::ceremony::transcript
