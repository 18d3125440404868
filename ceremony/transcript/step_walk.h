// The steps of a plan as a transcript goes through them: one open at a time, each in its turn.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ceremony/transcript/entry.h"
#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/story.h"

namespace pyx::ceremony::transcript {

class StepWalk {
 public:
  explicit StepWalk(std::span<const OutlineStep> plan) : plan_(plan) {}

  std::optional<Fault> begin(const Entry& entry, const Roster& roster);
  std::optional<Fault> end(const Entry& entry, const Roster& roster);
  std::optional<Fault> break_off(const Entry& entry);
  std::optional<Fault> skip(const Entry& entry);
  std::optional<Fault> initial(const Entry& entry, const Roster& roster);
  std::optional<Fault> sign_section(const Entry& entry);
  // What an open step has left behind: "proposed", "founded", "token vault", "plan".
  void leave_trace(std::string trace) { traces_.insert(std::move(trace)); }
  // Once a crash was reconciled: the step will be begun again, or nothing more will.
  void begin_again() { open_.reset(); }
  void stop() { stopped_ = true; }
  // At the end of the transcript: nothing is left to do, if it was completed, or to initial.
  std::optional<Fault> finish(const Entry& entry, bool completed) const;

  const OutlineStep* open() const { return open_ ? &plan_[*open_] : nullptr; }
  // The step whose turn it is; nullptr: all are done.
  const OutlineStep* next() const { return next_ < plan_.size() ? &plan_[next_] : nullptr; }

 private:
  std::optional<Fault> check_turn(const Entry& entry) const;
  std::optional<Fault> check_initialled(const Entry& entry) const;
  std::optional<Fault> check_trace(const Entry& entry, const OutlineStep& step) const;
  std::optional<Fault> check_moved(const Entry& entry, const OutlineStep& step,
                                   const Roster& roster) const;

  std::span<const OutlineStep> plan_;
  std::size_t next_ = 0;
  std::optional<std::size_t> open_;
  std::vector<std::string> doers_;             // of the open step
  std::set<std::string, std::less<>> traces_;  // of the open step
  std::vector<std::string> to_initial_;        // steps done
  std::set<std::string, std::less<>> initialled_;
  std::optional<std::string> unsigned_section_;  // of steps that no section was signed over
  bool transcript_signed_ = false;  // a step sign-transcript is done: people leave after the end
  bool stopped_ = false;
};

}  // namespace pyx::ceremony::transcript
