// One step of a script on pages of PDF: a box to tick, what is said and done, and lines to write
// on. It stays on one page.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ceremony/planning/parameter.h"
#include "ceremony/planning/plan.h"
#include "ceremony/report/page_flow.h"

namespace pyx::ceremony::report {

struct StepToDo {
  std::size_t number = 0;  // from 1
  Duration begins{};       // after the beginning, if all goes as planned
  const planning::Step& step;
  const planning::Values& values;
  std::string people;                // by name; empty: not known yet
  std::vector<std::string> numbers;  // that are written down, one line each
};
void draw_step(PageFlow& to, const StepToDo& to_do);
// What it takes of a page, which it may be longer than.
double step_height(PageFlow& to, const StepToDo& to_do);

}  // namespace pyx::ceremony::report
