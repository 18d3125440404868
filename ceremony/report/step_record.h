// What became of each step of a plan, as the entries of a transcript tell it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ceremony/planning/parameter.h"
#include "ceremony/planning/plan.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::report {

enum class StepEnd { kNotBegun, kDone, kSkipped, kBrokenOff };

struct Attempt {
  Time from{};
  Time to{};
  bool finished = false;
};

struct StepRecord {
  std::string id;
  std::string title;    // parameters filled in; the id, where the plan does not know it
  std::string section;  // its title
  std::optional<planning::Action> action;  // nothing: not a step of the plan
  unsigned minutes = 0;                    // planned; 0: not known
  StepEnd end = StepEnd::kNotBegun;
  std::vector<std::string> people;  // who did it, the last time
  std::vector<Attempt> attempts;
  std::vector<std::size_t> entries;  // of it: their places in the transcript, ascending
  std::string initialled_by;

  Duration used() const;
};

// In the order of the plan; steps that it does not have stand behind. Also of a transcript that is
// not in order: nothing is judged here.
//   plan  nullptr if there is none that could be read
std::vector<StepRecord> step_records(const transcript::Transcript& transcript,
                                     const planning::Plan* plan, const planning::Values& values);

}  // namespace pyx::ceremony::report
