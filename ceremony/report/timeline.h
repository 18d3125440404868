// The course of a ceremony as numbers to draw: the day from left to right, and for each step what
// was planned against what it took.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "ceremony/report/step_record.h"
#include "ceremony/transcript/transcript.h"

namespace pyx::ceremony::report {

// Lengths as parts of the whole, from 0 to 1.
struct Stretch {
  enum class Kind { kStep, kUnfinished, kAway };  // kAway: everybody had left
  Kind kind = Kind::kStep;
  double from = 0;
  double to = 0;
  unsigned section = 0;  // counted from 0; of a step
};
struct Mark {
  enum class Kind { kCrash, kDeviation, kObjection };
  Kind kind = Kind::kCrash;
  double at = 0;
};
struct StepBar {
  std::string title;
  StepEnd end = StepEnd::kNotBegun;
  double planned_minutes = 0;  // 0: not known
  double used_minutes = 0;     // of all attempts
  double planned = 0;          // both on one scale
  double used = 0;
};
struct SectionBars {
  std::string title;
  std::vector<StepBar> bars;
};

struct Timeline {
  Time begun{};
  Time ended{};
  std::vector<Stretch> day;
  std::vector<Mark> marks;
  std::vector<SectionBars> sections;
  double scale_minutes = 0;  // of a bar as wide as can be
  double planned_minutes = 0;
  double used_minutes = 0;  // in steps
};

Timeline timeline_of(const transcript::Transcript& transcript,
                     const std::vector<StepRecord>& steps);

// "0.3", "12", "1.5": minutes with a tenth below ten.
std::string minutes_text(double minutes);
// "4.3 of 5 min"; "skipped", "broken off", "not begun" in place of what was not done.
std::string bar_text(const StepBar& bar);

}  // namespace pyx::ceremony::report
