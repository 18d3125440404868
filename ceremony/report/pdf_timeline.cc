#include "ceremony/report/pdf_timeline.h"

#include <algorithm>

#include "ceremony/report/entry_words.h"
#include "ceremony/report/palette.h"

namespace pyx::ceremony::report {
namespace {

constexpr double kAcross = PageFlow::kRight - PageFlow::kLeft;
constexpr double kTitleWidth = 176;
constexpr double kTookWidth = 92;
constexpr double kBarLeft = PageFlow::kLeft + kTitleWidth + 10;
constexpr double kBarWidth = kAcross - kTitleWidth - kTookWidth - 20;
constexpr double kLeastDrawn = 0.8;  // so that what took a second can be seen
constexpr TextStyle kStepStyle{7.8};
constexpr TextStyle kSmallStyle{7.4, Face::kPlain, kQuietInk};
constexpr Ink kGround{0.953, 0.961, 0.973};

void draw_day(PageFlow& to, const Timeline& timeline) {
  constexpr double kHigh = 30;
  CardCanvas& canvas = to.canvas();
  to.need(kHigh + 34);
  const double top = to.y();
  canvas.ink(kGround);
  canvas.fill(PageFlow::kLeft, top, kAcross, kHigh);
  for (const Stretch& one : timeline.day) {
    const bool away = one.kind == Stretch::Kind::kAway;
    canvas.ink(ink_of(one));
    canvas.fill(PageFlow::kLeft + one.from * kAcross, top + (away ? 12 : 6),
                std::max((one.to - one.from) * kAcross, kLeastDrawn), away ? 6 : 18);
  }
  for (const Mark& mark : timeline.marks) {
    canvas.ink(ink_of(mark));
    canvas.fill(PageFlow::kLeft + std::min(mark.at * kAcross, kAcross - 1.6), top, 1.6, kHigh);
  }
  to.down(kHigh + 3);
  canvas.ink(kQuietInk);
  canvas.text(PageFlow::kLeft, to.y() + 8, {Face::kPlain, 7.4}, moment_text(timeline.begun));
  canvas.text(PageFlow::kRight, to.y() + 8, {Face::kPlain, 7.4, Align::kRight},
              clock_text(timeline.ended, timeline.begun) + " UTC");
  to.down(16);
}

void draw_legend(PageFlow& to) {
  struct Item {
    Ink ink;
    std::string_view text;
  };
  static constexpr std::array<Item, 5> kItems = {
      Item{kSectionInks[0], "steps, section by section in two shades"},
      Item{kAwayInk, "intermission"},
      Item{kOverInk, "over its time, broken off, deviation or objection"}, Item{kCrashInk, "crash"},
      Item{kPlannedInk, "planned"}};
  constexpr Pen kPen{Face::kPlain, 7.2};
  CardCanvas& canvas = to.canvas();
  double x = PageFlow::kLeft;
  for (const Item& item : kItems) {
    const double width = 10 + canvas.width_of(kPen, item.text) + 12;
    if (x + width > PageFlow::kRight + 12) {
      x = PageFlow::kLeft;
      to.down(11);
    }
    canvas.ink(item.ink);
    canvas.fill(x, to.y(), 7, 7);
    canvas.ink(kQuietInk);
    canvas.text(x + 10, to.y() + 6.4, kPen, item.text);
    x += width;
  }
  to.down(16);
}

void draw_bar(PageFlow& to, const StepBar& bar) {
  CardCanvas& canvas = to.canvas();
  const auto title = broken(canvas, cell(bar.title), kTitleWidth, kStepStyle);
  const double height = static_cast<double>(title.size()) * kStepStyle.line_height() + 3;
  to.need(height);
  const double middle = to.y() + height / 2;
  for (std::size_t i = 0; i < title.size(); ++i) {
    draw(canvas, title[i], PageFlow::kLeft,
         to.y() + kStepStyle.size + 1.8 + static_cast<double>(i) * kStepStyle.line_height());
  }
  if (bar.planned > 0) {
    canvas.ink(kPlannedInk);
    canvas.fill(kBarLeft, middle - 4.5, std::max(bar.planned * kBarWidth, kLeastDrawn), 9);
  }
  if (bar.used > 0) {
    const bool over = bar.planned > 0 && bar.used > bar.planned;
    const double within = (over ? bar.planned : bar.used) * kBarWidth;
    canvas.ink(kUsedInk);
    canvas.fill(kBarLeft, middle - 2, std::max(within, kLeastDrawn), 4);
    if (over) {
      canvas.ink(kOverInk);
      canvas.fill(kBarLeft + within, middle - 2, (bar.used - bar.planned) * kBarWidth, 4);
    }
  }
  canvas.ink(kTextInk);
  canvas.text(PageFlow::kRight - kTookWidth, middle + 2.8, {Face::kPlain, 7.8}, bar_text(bar));
  to.down(height);
}

}  // namespace

void draw_timeline(PageFlow& to, const Timeline& timeline) {
  if (timeline.sections.empty()) {
    to.text(cell("No step is known."), PageFlow::kLeft, kAcross, {});
    return;
  }
  draw_day(to, timeline);
  draw_legend(to);
  to.text(cell("Minutes used in steps: " + minutes_text(timeline.used_minutes) + " of " +
               minutes_text(timeline.planned_minutes) + " planned."),
          PageFlow::kLeft, kAcross, kSmallStyle);
  for (const SectionBars& section : timeline.sections) {
    to.need(44);
    to.down(7);
    to.text(cell(section.title, Look::kStrong), PageFlow::kLeft, kAcross, {8.5});
    to.down(2);
    for (const StepBar& bar : section.bars) draw_bar(to, bar);
  }
}

}  // namespace pyx::ceremony::report
