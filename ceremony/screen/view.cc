#include "ceremony/screen/view.h"

#include <algorithm>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/running/moment_words.h"
#include "ceremony/screen/question_pane.h"
#include "ceremony/screen/step_card.h"

namespace pyx::ceremony::screen {
namespace {

using running::Moment;

// From so many rows on there is room for it.
constexpr std::size_t kRowsForPlace = 5;
constexpr std::size_t kRowsForChoices = 7;
constexpr std::size_t kRowsForTimes = 9;
constexpr std::size_t kRowsForBar = 11;
constexpr std::size_t kRowsForRules = 15;
constexpr std::size_t kRowsForSaid = 17;
constexpr std::size_t kRowsForMoreSaid = 30;
constexpr std::size_t kMostQuestionRows = 4;
constexpr std::size_t kMostChoiceRows = 8;
constexpr std::size_t kLeastTextRows = 8;  // of a text to be read, for the step to stand above it
constexpr std::size_t kMostBar = 50;
constexpr std::size_t kPercent = 100;

Line banner(const Moment& moment, std::size_t columns) {
  if (moment.rehearsal)
    return spread({{" REHEARSAL, of no effect  " + escape_line(moment.title), Style::kBanner}},
                  {{"REHEARSAL ", Style::kBanner}}, columns, Style::kBanner);
  return spread({{"Ceremony  " + escape_line(moment.title), Style::kReal}}, {}, columns,
                Style::kReal);
}

Line bar(const Moment& moment, std::size_t columns) {
  const std::size_t width = std::min(kMostBar, columns > 12 ? columns - 12 : 1);
  return fitted(
      {{"[" + running::bar_of(moment, width) + "]", Style::kPlain},
       {" " + std::to_string(running::done_of(moment, kPercent)) + " % done", Style::kPale}},
      columns);
}

Line times(const Moment& moment, std::size_t columns) {
  const std::string step = running::step_time(moment);
  Line left;
  if (!step.empty())
    left = {{"step ", Style::kPale},
            {step, running::step_is_over(moment) ? Style::kAlarm : Style::kPlain}};
  return spread(std::move(left), {{running::time_line(moment), Style::kPale}}, columns);
}

Lines header(const Moment& moment, Size size) {
  Lines lines;
  if (size.rows >= 2) lines.push_back(banner(moment, size.columns));
  if (size.rows >= kRowsForPlace)
    lines.push_back(spread({{escape_line(running::place_of(moment)), Style::kStrong}},
                           {{escape_line(running::deviations_line(moment)), Style::kAlarm}},
                           size.columns));
  if (size.rows >= kRowsForBar) lines.push_back(bar(moment, size.columns));
  if (size.rows >= kRowsForTimes) lines.push_back(times(moment, size.columns));
  return lines;
}

Line rule(std::size_t columns, std::string_view text) {
  std::string line = text.empty() ? "" : "-- " + std::string(text) + " ";
  line.resize(std::max(line.size(), columns), '-');
  return fitted({{std::move(line), Style::kPale}}, columns);
}

Lines last_said(const View& view, Size size) {
  const std::size_t most = size.rows >= kRowsForMoreSaid ? size.rows / 5
                           : size.rows >= kRowsForSaid   ? 3
                                                         : 0;
  Lines lines;
  for (auto one = view.said.rbegin(); one != view.said.rend() && lines.size() < most; ++one) {
    Lines sentence = paragraph(*one, size.columns, Style::kPale);
    append(sentence, std::move(lines));
    lines = std::move(sentence);
  }
  if (lines.size() > most)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

Lines footer(const View& view, Size size) {
  const QuestionPane pane = question_pane(view, size.columns);
  if (size.rows < kRowsForChoices && !view.complaint.empty())
    return paragraph(view.complaint, size.columns, Style::kAlarm);
  Lines lines = pane.question;
  const std::size_t most = std::min(kMostQuestionRows, size.rows > 2 ? size.rows - 2 : 0);
  if (lines.size() > most) lines.resize(most);
  if (size.rows >= kRowsForChoices) {
    Lines choices = pane.choices;
    const std::size_t room = std::min(kMostChoiceRows, (size.rows - kRowsForChoices) / 2 + 1);
    if (choices.size() > room) choices.resize(room);
    append(lines, std::move(choices));
  }
  return lines;
}

std::size_t rows_left(Size size, std::size_t used) {
  return size.rows > used ? size.rows - used : 0;
}

// What is scrolled in the middle, and what stands still above it.
struct Middle {
  Lines still;
  Lines scrolled;
};

Middle middle(const View& view, Size size, std::size_t rows) {
  Lines card = step_card(view.moment, size.columns);
  const std::string text = view.helps && view.question ? help_of(*view.question) : view.to_read;
  if (text.empty()) return {{}, std::move(card)};
  std::string_view lines = text;
  if (lines.ends_with('\n')) lines.remove_suffix(1);
  Lines reading = paragraph(lines, size.columns);
  const std::size_t wanted = std::min(reading.size(), kLeastTextRows);
  if (card.size() + 1 + wanted > rows) return {{}, std::move(reading)};
  card.push_back({});
  return {std::move(card), std::move(reading)};
}

// "lines 1 to 12 of 40: page down reads on"
std::string place_in(const Scrolled& at, bool to_be_read) {
  if (at.shown >= at.total) return {};
  if (at.shown == 0) return "make the window larger to read";
  const std::string text = "rows " + std::to_string(at.first + 1) + " to " +
                           std::to_string(at.first + at.shown) + " of " + std::to_string(at.total);
  if (at.at_end()) return text + ", the end";
  return text + (to_be_read ? "; page down reads on" : "; page down");
}

}  // namespace

Frame frame_of(const View& view, Size size) {
  Frame frame;
  if (size.rows == 0 || size.columns == 0) return frame;
  const bool rules = size.rows >= kRowsForRules;
  Lines top = header(view.moment, size);
  if (rules) top.push_back(rule(size.columns, {}));
  Lines foot = footer(view, size);
  const TypedLine typed = typed_line(view, size.columns);
  if (view.question) foot.push_back(typed.line);
  Lines said = last_said(view, size);
  if (!said.empty()) said.push_back(rule(size.columns, {}));

  const std::size_t fixed = top.size() + foot.size() + (rules ? 1 : 0);
  std::size_t rows = rows_left(size, fixed + said.size());
  Middle between = middle(view, size, rows);
  // What has to be read goes before what was said.
  if (!view.to_read.empty() && between.still.size() + between.scrolled.size() > rows) {
    said.clear();
    rows = rows_left(size, fixed);
    between = middle(view, size, rows);
  }
  Scrolled& at = frame.scrolled;
  at.total = between.scrolled.size();
  at.shown = std::min(at.total, rows - std::min(rows, between.still.size()));
  at.first = std::min(view.first, at.total - at.shown);

  Lines& lines = frame.lines;
  lines = std::move(top);
  const std::size_t middle_ends = lines.size() + rows;
  append(lines, std::move(between.still));
  const auto from = between.scrolled.begin() + static_cast<std::ptrdiff_t>(at.first);
  std::move(from, from + static_cast<std::ptrdiff_t>(at.shown), std::back_inserter(lines));
  lines.resize(middle_ends);
  if (rules) lines.push_back(rule(size.columns, place_in(at, !view.to_read.empty())));
  append(lines, std::move(said));
  append(lines, std::move(foot));
  // Too small for all of it: the end has the line that is typed.
  if (lines.size() > size.rows)
    lines.erase(lines.begin() + (size.rows > 1 ? 1 : 0),
                lines.end() - static_cast<std::ptrdiff_t>(size.rows > 1 ? size.rows - 1 : 1));
  for (Line& line : lines) line = fitted(std::move(line), size.columns);
  frame.cursor = view.question.has_value();
  frame.cursor_row = size.rows - 1;
  frame.cursor_column = typed.cursor_column;
  return frame;
}

}  // namespace pyx::ceremony::screen
