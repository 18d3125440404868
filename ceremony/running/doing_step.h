// One step: begun by those who do it, done, recorded, initialled.
#pragma once

#include <string>
#include <vector>

#include "ceremony/running/course.h"

namespace pyx::ceremony::running {

// Whom the step is done by today: those who are expected; whoever comes in is asked for.
Result<std::vector<std::string>> doers_of(Course& course, const planning::Step& step);

// Writes step-begun and does the step; then step-done and the initials. Precondition: the model
// allows it, by these people. Errors: those of the work: the step is open still.
Result<void> do_step(Course& course, const planning::Step& step,
                     const std::vector<std::string>& doers);
// The same of a step that is open: what is missing of it.
Result<void> go_on_with_step(Course& course, const planning::Step& step,
                             const std::vector<std::string>& doers);

}  // namespace pyx::ceremony::running
