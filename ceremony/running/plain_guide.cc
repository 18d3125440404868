#include "ceremony/running/plain_guide.h"

#include <algorithm>
#include <istream>
#include <ostream>

#include "ceremony/cli/escape.h"
#include "ceremony/planning/finding.h"
#include "ceremony/running/moment_words.h"

namespace pyx::ceremony::running {
namespace {

constexpr std::size_t kBarWidth = 40;
constexpr std::string_view kIndent = "  ";
constexpr std::string_view kLabelBlanks = "          ";

// "  say     The first line\n          and the second\n"
std::string labelled(std::string_view label, std::string_view text) {
  if (text.empty()) return {};
  std::string lines = std::string(kIndent) + std::string(label);
  lines.append(kLabelBlanks.size() - lines.size(), ' ');
  for (const char c : text) {
    lines += c;
    if (c == '\n') lines += kLabelBlanks;
  }
  return lines + "\n";
}

// "[begin] (or: deviation, object)": what an empty line means, and what can be typed.
std::string hint_of(const Question& question) {
  const bool enter = takes_enter(question);
  std::string others;
  for (const Choice& one : question.choices) {
    if (enter && one.word == question.expected) continue;
    others += (others.empty() ? "" : ", ") + one.word;
  }
  if (!enter) return others.empty() ? "" : " (" + others + ")";
  return " [" + question.expected + "]" + (others.empty() ? "" : " (or: " + others + ")");
}

}  // namespace

std::string PlainGuide::strong(std::string_view text) const {
  return colour_ == Colour::kYes ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string PlainGuide::pale(std::string_view text) const {
  return colour_ == Colour::kYes ? "\x1b[2m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string PlainGuide::alarm(std::string_view text) const {
  return colour_ == Colour::kYes ? "\x1b[33m" + std::string(text) + "\x1b[0m" : std::string(text);
}

void PlainGuide::show(const Moment& moment) {
  words_ << '\n';
  if (moment.rehearsal) words_ << alarm("REHEARSAL, of no effect") << '\n';
  words_ << strong(escape_line(place_of(moment))) << '\n';
  words_ << kIndent << '[' << bar_of(moment, kBarWidth) << "] " << pale(time_line(moment)) << '\n';
  if (moment.stage == Stage::kStep) {
    words_ << labelled("step", strong(escape_line(moment.step_title)));
    words_ << escape_lines(labelled("who", planning::listed(moment.doers)));
    words_ << escape_lines(labelled("do", moment.deed));
    words_ << escape_lines(labelled("say", moment.say));
    words_ << escape_lines(labelled("note", moment.evidence));
    words_ << pale(escape_lines(
        labelled("next", moment.next.empty()
                             ? ""
                             : moment.next + " (" + planning::listed(moment.next_doers) + ")")));
  }
  words_ << std::flush;
}

void PlainGuide::say(std::string_view sentence) {
  words_ << kIndent << escape_line(sentence) << '\n' << std::flush;
}

void PlainGuide::read(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += "  | " + std::string(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  words_ << pale(escape_lines(lines)) << std::flush;
}

Result<std::string> PlainGuide::ask(const Question& question) {
  if (!question.to_read.empty()) read(question.to_read);
  for (;;) {
    words_ << strong("? ") << escape_line(text_of(question) + hint_of(question)) << ": "
           << std::flush;
    std::string line;
    if (answers_ == nullptr || !std::getline(*answers_, line)) {
      words_ << '\n';
      return error(Code::kAskPerson, "nobody answers the question " + question.id);
    }
    std::string answer(without_blanks(line));
    if (answer.empty() && question.enter_is_expected) answer = question.expected;
    const auto good = check_answer(question, answer);
    if (good) return answer;
    say(good.error().message);
    for (const Choice& one : question.choices) say("  " + one.word + ": " + one.text);
  }
}

}  // namespace pyx::ceremony::running
