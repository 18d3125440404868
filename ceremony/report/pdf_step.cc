#include "ceremony/report/pdf_step.h"

#include <algorithm>

#include "ceremony/planning/script.h"

namespace pyx::ceremony::report {
namespace {

constexpr double kBox = 11;
constexpr double kInset = 24;  // of all but the box
constexpr double kLabel = 38;  // of "who", "say", …
constexpr double kTextLeft = PageFlow::kLeft + kInset + kLabel;
constexpr double kTextWide = PageFlow::kRight - kTextLeft;
constexpr double kWriteHigh = 21;  // of the lines to write on
constexpr TextStyle kTitleStyle{10.5, Face::kBold};
constexpr TextStyle kMarkStyle{7.8, Face::kPlain, kQuietInk};
constexpr TextStyle kPlainStyle{8.8};
constexpr TextStyle kSaidStyle{10.5, Face::kSerif, kTextInk, 1.4};

std::string since_text(Duration since) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since).count();
  const std::string rest = std::to_string(minutes % 60);
  return std::to_string(minutes / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

struct Part {
  std::string_view label;
  std::vector<BrokenLine> lines;
  TextStyle style;
};

std::vector<Part> parts_of(CardCanvas& canvas, const StepToDo& to_do) {
  const planning::Step& step = to_do.step;
  const planning::Values& values = to_do.values;
  std::vector<Part> parts;
  const auto add = [&](std::string_view label, const Cell& text, const TextStyle& style) {
    parts.push_back({label, broken(canvas, text, kTextWide, style), style});
  };
  std::string roles;
  for (const std::string& who : step.who) roles += (roles.empty() ? "" : ", ") + values.fill(who);
  Cell who = cell(roles);
  if (!to_do.people.empty()) {
    who.front().push_back({": "});
    who.front().push_back({to_do.people, Look::kStrong});
  }
  add("who", who, kPlainStyle);
  if (!step.say.empty()) add("say", cell(values.fill(step.say)), kSaidStyle);
  add("do", cell(values.fill(planning::deed_of(step)), Look::kCode), kPlainStyle);
  if (!step.evidence.empty()) add("note", cell(values.fill(step.evidence)), kPlainStyle);
  return parts;
}

void draw_part(PageFlow& to, const Part& part) {
  CardCanvas& canvas = to.canvas();
  canvas.ink(kQuietInk);
  canvas.text(PageFlow::kLeft + kInset, to.y() + part.style.size, {Face::kPlain, kMarkStyle.size},
              part.label);
  for (const BrokenLine& line : part.lines) {
    to.need(part.style.line_height());
    draw(canvas, line, kTextLeft, to.y() + part.style.size);
    to.down(part.style.line_height());
  }
  to.down(2.5);
}

// A frame to put a tick into.
void draw_box(CardCanvas& canvas, double x, double y) {
  constexpr double kEdge = 0.9;
  canvas.ink(kTextInk);
  canvas.fill(x, y, kBox, kEdge);
  canvas.fill(x, y + kBox - kEdge, kBox, kEdge);
  canvas.fill(x, y, kEdge, kBox);
  canvas.fill(x + kBox - kEdge, y, kEdge, kBox);
}

void draw_blank(PageFlow& to, double x, double width, const std::string& label) {
  CardCanvas& canvas = to.canvas();
  constexpr Pen kPen{Face::kPlain, 7};
  const double stand = to.y() + kWriteHigh - 7;
  // What is written needs some room, however long a name is.
  constexpr double kLeastRoom = 60;
  const std::string text =
      shortened(canvas, kPen, drawable(canvas, kPen, label), width - kLeastRoom);
  const double from = x + canvas.width_of(kPen, text) + 5;
  canvas.ink(kQuietInk);
  canvas.text(x, stand, kPen, text);
  canvas.rule(from, x + width, stand + 1.5, 0.5);
}

// Numbers two in a row, then digits, time and initials.
void draw_lines_to_write(PageFlow& to, const std::vector<std::string>& numbers) {
  constexpr double kBetween = 12;
  constexpr double kLeftmost = PageFlow::kLeft + kInset;
  constexpr double kHalf = (PageFlow::kRight - kLeftmost - kBetween) / 2;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i % 2 == 0) to.need(kWriteHigh);
    draw_blank(to, kLeftmost + (i % 2 == 0 ? 0 : kHalf + kBetween), kHalf, numbers[i]);
    if (i % 2 == 1 || i + 1 == numbers.size()) to.down(kWriteHigh);
  }
  to.need(kWriteHigh);
  draw_blank(to, kLeftmost, kHalf, numbers.empty() ? "number, digits" : "digits");
  draw_blank(to, kLeftmost + kHalf + kBetween, kHalf * 0.4, "time");
  draw_blank(to, kLeftmost + kHalf * 1.4 + 2 * kBetween, kHalf * 0.6 - kBetween,
             "witness's initials");
  to.down(kWriteHigh);
}

constexpr double kTitleWide = PageFlow::kRight - PageFlow::kLeft - kInset - 64;

std::vector<BrokenLine> title_of(CardCanvas& canvas, const StepToDo& to_do) {
  return broken(canvas,
                cell(std::to_string(to_do.number) + ". " + to_do.values.fill(to_do.step.title)),
                kTitleWide, kTitleStyle);
}

}  // namespace

double step_height(PageFlow& to, const StepToDo& to_do) {
  const std::size_t rows = 1 + (to_do.numbers.size() + 1) / 2;
  const std::size_t titles = title_of(to.canvas(), to_do).size();
  double height = static_cast<double>(titles) * kTitleStyle.line_height() + 16 +
                  static_cast<double>(rows) * kWriteHigh;
  for (const Part& part : parts_of(to.canvas(), to_do))
    height += static_cast<double>(part.lines.size()) * part.style.line_height() + 2.5;
  return height;
}

void draw_step(PageFlow& to, const StepToDo& to_do) {
  CardCanvas& canvas = to.canvas();
  to.need(std::min(step_height(to, to_do), to.page_room()));

  draw_box(canvas, PageFlow::kLeft, to.y() + 1);
  canvas.ink(kQuietInk);
  canvas.text(PageFlow::kRight, to.y() + kTitleStyle.size, {Face::kPlain, 8, Align::kRight},
              since_text(to_do.begins) + "   " +
                  planning::in_hours(std::chrono::minutes(to_do.step.minutes)));
  for (const BrokenLine& line : title_of(canvas, to_do)) {
    draw(canvas, line, PageFlow::kLeft + kInset, to.y() + kTitleStyle.size);
    to.down(kTitleStyle.line_height());
  }
  to.down(3);
  for (const Part& part : parts_of(canvas, to_do)) draw_part(to, part);
  draw_lines_to_write(to, to_do.numbers);
  to.rule(kRuleInk, 0.4);
  to.down(9);
}

}  // namespace pyx::ceremony::report
