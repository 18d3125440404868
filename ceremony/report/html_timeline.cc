#include "ceremony/report/html_timeline.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ceremony/report/entry_words.h"
#include "ceremony/report/palette.h"

namespace pyx::ceremony::report {
namespace {

// Of the pictures' own coordinates; each is stretched to the width that there is.
constexpr double kWide = 1000;
constexpr double kDayHigh = 40;
constexpr double kBarHigh = 16;
constexpr double kLeastWide = 1.5;  // so that what took a second can be seen

std::string number(double value) {
  const long long hundredths = std::llround(value * 100);
  const std::string rest = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

void rect(Html& to, double x, double y, double width, double height, const Ink& ink) {
  to.single("rect", {{"x", number(x)},
                     {"y", number(y)},
                     {"width", number(width)},
                     {"height", number(height)},
                     {"fill", hex_colour(ink)}});
}

void open_picture(Html& to, const std::string& name, double height, const std::string& says) {
  to.open("svg", {{"class", name},
                  {"viewBox", "0 0 " + number(kWide) + " " + number(height)},
                  {"preserveAspectRatio", "none"},
                  {"role", "img"},
                  {"aria-label", says}});
}

void write_day(const Timeline& timeline, Html& to) {
  open_picture(
      to, "day", kDayHigh,
      "the day from " + moment_text(timeline.begun) + " to " + moment_text(timeline.ended));
  for (const Stretch& one : timeline.day) {
    const bool away = one.kind == Stretch::Kind::kAway;
    rect(to, one.from * kWide, away ? 16 : 8, std::max((one.to - one.from) * kWide, kLeastWide),
         away ? 8 : 24, ink_of(one));
  }
  for (const Mark& mark : timeline.marks)
    rect(to, std::min(mark.at * kWide, kWide - 3), 0, 3, kDayHigh, ink_of(mark));
  to.close("svg");
  to.open("div", {{"class", "ends"}});
  to.element("span", moment_text(timeline.begun));
  to.element("span", clock_text(timeline.ended, timeline.begun) + " UTC");
  to.close("div");
}

void write_legend(Html& to) {
  const auto entry = [&](const Ink& ink, std::string_view text) {
    to.open("span");
    to.open("i").own("<svg viewBox=\"0 0 1 1\" width=\"100%\" height=\"100%\">");
    rect(to, 0, 0, 1, 1, ink);
    to.own("</svg></i>");
    to.text(text);
    to.close("span");
  };
  to.open("p", {{"class", "legend"}});
  entry(kSectionInks[0], "steps, section by section in two shades");
  entry(kAwayInk, "intermission");
  entry(kOverInk, "over its time, broken off, a deviation or objection");
  entry(kCrashInk, "crash");
  entry(kPlannedInk, "planned");
  to.close("p");
}

void write_bar(const StepBar& bar, Html& to) {
  to.open("li");
  to.element("span", bar.title);
  open_picture(to, "bar", kBarHigh, bar_text(bar));
  if (bar.planned > 0) rect(to, 0, 1, bar.planned * kWide, 14, kPlannedInk);
  if (bar.used > 0) {
    const bool over = bar.planned > 0 && bar.used > bar.planned;
    const double within = over ? bar.planned : bar.used;
    rect(to, 0, 5, std::max(within * kWide, kLeastWide), 6, kUsedInk);
    if (over) rect(to, within * kWide, 5, (bar.used - within) * kWide, 6, kOverInk);
  }
  to.close("svg");
  to.element("span", bar_text(bar), {{"class", "took"}});
  to.close("li");
}

}  // namespace

void write_timeline(const Timeline& timeline, Html& to) {
  if (timeline.sections.empty()) {
    to.element("p", "No step is known.");
    return;
  }
  write_day(timeline, to);
  write_legend(to);
  to.element("p", "Minutes used in steps: " + minutes_text(timeline.used_minutes) + " of " +
                      minutes_text(timeline.planned_minutes) + " planned.");
  for (const SectionBars& section : timeline.sections) {
    to.element("h3", section.title);
    to.open("ol", {{"class", "bars"}});
    for (const StepBar& bar : section.bars) write_bar(bar, to);
    to.close("ol");
  }
}

}  // namespace pyx::ceremony::report
