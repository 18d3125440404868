#include "ceremony/report/timeline.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

double in_minutes(Duration length) {
  return std::chrono::duration<double, std::ratio<60>>(length).count();
}

// Where a time is between the first entry and the last.
class Day {
 public:
  Day(Time begun, Time ended) : begun_(begun), length_(in_minutes(ended - begun)) {}
  double at(Time time) const {
    return length_ <= 0 ? 0 : std::clamp(in_minutes(time - begun_) / length_, 0.0, 1.0);
  }

 private:
  Time begun_;
  double length_;
};

void add_events(const transcript::Transcript& of, const Day& day, Timeline& to) {
  double left_at = 0;
  bool away = false;
  for (const Entry& entry : of.entries) {
    const double at = day.at(entry.time);
    if (entry.kind == Kind::kCrash) to.marks.push_back({Mark::Kind::kCrash, at});
    if (entry.kind == Kind::kDeviation) to.marks.push_back({Mark::Kind::kDeviation, at});
    if (entry.kind == Kind::kObjection) to.marks.push_back({Mark::Kind::kObjection, at});
    if (entry.kind == Kind::kIntermission) {
      away = true;
      left_at = at;
    }
    if (entry.kind == Kind::kReturned && away) {
      to.day.push_back({Stretch::Kind::kAway, left_at, at, 0});
      away = false;
    }
  }
}

StepBar bar_of(const StepRecord& step) {
  StepBar bar;
  bar.title = step.title;
  bar.end = step.end;
  bar.planned_minutes = step.minutes;
  bar.used_minutes = in_minutes(step.used());
  return bar;
}

void scale(Timeline& to) {
  for (const SectionBars& section : to.sections) {
    for (const StepBar& bar : section.bars) {
      to.scale_minutes = std::max({to.scale_minutes, bar.planned_minutes, bar.used_minutes});
      to.planned_minutes += bar.planned_minutes;
      to.used_minutes += bar.used_minutes;
    }
  }
  if (to.scale_minutes <= 0) return;
  for (SectionBars& section : to.sections) {
    for (StepBar& bar : section.bars) {
      bar.planned = bar.planned_minutes / to.scale_minutes;
      bar.used = bar.used_minutes / to.scale_minutes;
    }
  }
}

}  // namespace

Timeline timeline_of(const transcript::Transcript& transcript,
                     const std::vector<StepRecord>& steps) {
  Timeline made;
  if (transcript.entries.empty()) return made;
  made.begun = transcript.entries.front().time;
  made.ended = transcript.entries.back().time;
  const Day day(made.begun, made.ended);
  for (const StepRecord& step : steps) {
    if (made.sections.empty() || made.sections.back().title != step.section)
      made.sections.push_back({step.section, {}});
    made.sections.back().bars.push_back(bar_of(step));
    for (const Attempt& one : step.attempts) {
      made.day.push_back({one.finished ? Stretch::Kind::kStep : Stretch::Kind::kUnfinished,
                          day.at(one.from), day.at(one.to),
                          static_cast<unsigned>(made.sections.size() - 1)});
    }
  }
  add_events(transcript, day, made);
  scale(made);
  return made;
}

std::string minutes_text(double minutes) {
  const double tenths = std::round(minutes * 10);
  if (tenths >= 100) return std::to_string(std::llround(minutes));
  const long long whole = std::llround(tenths);
  const std::string tenth = whole % 10 == 0 ? "" : "." + std::to_string(whole % 10);
  return std::to_string(whole / 10) + tenth;
}

std::string bar_text(const StepBar& bar) {
  const std::string planned =
      bar.planned_minutes > 0 ? " of " + minutes_text(bar.planned_minutes) : "";
  switch (bar.end) {
    case StepEnd::kDone:
      return minutes_text(bar.used_minutes) + planned + " min";
    case StepEnd::kSkipped:
      return "skipped";
    case StepEnd::kBrokenOff:
      return "broken off, " + minutes_text(bar.used_minutes) + " min";
    case StepEnd::kNotBegun:
      return "not begun";
  }
  return "not begun";
}

}  // namespace pyx::ceremony::report
