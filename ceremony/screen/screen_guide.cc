#include "ceremony/screen/screen_guide.h"

#include <algorithm>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/running/moment_words.h"
#include "ceremony/screen/drawing.h"

namespace pyx::ceremony::screen {
namespace {

using running::Moment;
using running::Question;
using Kind = Key::Kind;

constexpr Duration kTick = std::chrono::seconds(1);
constexpr std::size_t kMostSaid = 100;

}  // namespace

ScreenGuide::ScreenGuide(std::unique_ptr<Terminal> terminal, const Clock& clock, Colour colour,
                         Moment first)
    : terminal_(std::move(terminal)),
      clock_(clock),
      colour_(colour),
      moment_(std::move(first)),
      shown_at_(clock.passed()) {
  draw(Draw::kAnyway);
}

void ScreenGuide::draw(Draw how) {
  if (lent_ > 0) return;
  view_.moment = running::later(moment_, clock_.passed() - shown_at_);
  view_.answer = line_.text();
  view_.cursor = line_.cursor();
  const Size size = terminal_->size();
  const Frame frame = frame_of(view_, size);
  scrolled_ = frame.scrolled;
  view_.first = scrolled_.first;
  if (!view_.helps && scrolled_.at_end()) read_to_end_ = true;
  std::string bytes = drawn(frame, size, colour_);
  if (how == Draw::kIfChanged && bytes == on_screen_) return;
  terminal_->write(bytes);
  on_screen_ = std::move(bytes);
}

void ScreenGuide::show(const Moment& moment) {
  moment_ = moment;
  shown_at_ = clock_.passed();
  view_.first = 0;
  draw(Draw::kAnyway);
}

void ScreenGuide::remember(std::string sentence) {
  view_.said.push_back(std::move(sentence));
  if (view_.said.size() > kMostSaid) view_.said.pop_front();
}

void ScreenGuide::say(std::string_view sentence) {
  remember(std::string(sentence));
  // Whoever is alone with the terminal sees it among his own lines.
  if (lent_ > 0) terminal_->write(escape_line(sentence) + "\n");
  draw(Draw::kAnyway);
}

void ScreenGuide::read(std::string_view text) {
  pending_ += std::string(text) + (text.ends_with('\n') ? "\n" : "\n\n");
}

void ScreenGuide::lend_terminal() {
  if (lent_++ > 0) return;
  terminal_->lend();
  if (moment_.rehearsal) terminal_->write("REHEARSAL, of no effect\n");
}

void ScreenGuide::take_terminal() {
  if (lent_ == 0 || --lent_ > 0) return;
  terminal_->take();
  draw(Draw::kAnyway);
}

Result<std::string> ScreenGuide::ask(const Question& question) {
  view_.question = question;
  view_.to_read = pending_ + question.to_read;
  view_.first = 0;
  view_.helps = false;
  view_.complaint.clear();
  line_.clear();
  read_to_end_ = view_.to_read.empty();
  terminal_->forget_typed();
  std::optional<std::string> answer;
  draw(Draw::kAnyway);
  while (!answer) {
    const auto typed = terminal_->wait(kTick);
    if (!typed) {
      view_.question.reset();
      return error(Code::kAskPerson, "nobody answers the question " + question.id);
    }
    for (const Key& key : keys_.read(*typed)) {
      answer = take(key);
      if (answer) break;
    }
    // The window may be another one, or was somebody else's in between.
    draw(typed->empty() ? Draw::kAnyway : Draw::kIfChanged);
  }
  view_.question.reset();
  view_.to_read.clear();
  view_.helps = false;
  view_.complaint.clear();
  view_.first = 0;
  pending_.clear();
  line_.clear();
  remember(question.text + ": " + *answer);
  draw(Draw::kAnyway);
  return *answer;
}

std::optional<std::string> ScreenGuide::take(const Key& key) {
  if (key.kind == Kind::kEnter) return entered();
  if (key.kind == Kind::kHelp) {
    view_.helps = !view_.helps;
    view_.first = 0;
  } else if (key.kind == Kind::kRedraw) {
    draw(Draw::kAnyway);
  } else if (line_.take(key)) {
    view_.complaint.clear();
  } else {
    scroll(key);
  }
  return std::nullopt;
}

void ScreenGuide::scroll(const Key& key) {
  const std::size_t page = std::max<std::size_t>(scrolled_.shown, 2) - 1;
  const std::size_t by = key.kind == Kind::kUp || key.kind == Kind::kDown ? 1 : page;
  if (key.kind == Kind::kUp || key.kind == Kind::kPageUp)
    view_.first -= std::min(by, view_.first);
  else
    view_.first += by;
}

std::optional<std::string> ScreenGuide::entered() {
  const Question& question = *view_.question;
  std::string answer(running::without_blanks(line_.text()));
  if (answer == "?" && running::choice_of(question, answer) == nullptr) {
    line_.clear();
    return take({Kind::kHelp});
  }
  if (view_.helps) {
    view_.helps = false;
    view_.first = 0;
    draw(Draw::kIfChanged);
    if (answer.empty()) return std::nullopt;
  }
  if (!read_to_end_) {
    if (answer.empty()) {
      scroll({Kind::kPageDown});
      draw(Draw::kIfChanged);
    } else {
      view_.complaint = "it is not read to its end; page down, or Enter on an empty line, reads on";
    }
    return std::nullopt;
  }
  if (answer.empty() && question.enter_is_expected) answer = question.expected;
  const auto good = running::check_answer(question, answer);
  if (good) return answer;
  view_.complaint = good.error().message;
  return std::nullopt;
}

}  // namespace pyx::ceremony::screen
