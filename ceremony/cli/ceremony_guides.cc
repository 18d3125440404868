#include "ceremony/cli/ceremony_guides.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

#include "base/file.h"

namespace pyx::ceremony {
namespace {

using running::ScriptedGuide;

constexpr std::uint64_t kMostPort = 65535;

bool can_be_full() {
  const char* const kind = std::getenv("TERM");
  const std::string_view name = kind == nullptr ? "" : kind;
  return ::isatty(STDOUT_FILENO) == 1 && !name.empty() && name != "dumb";
}

}  // namespace

std::vector<FlagSpec> guide_flags() {
  return {{"--answers", "FILE", "answers, a line each: id = answer; nobody is asked then"},
          {"--plain", "", "lines, on any terminal, in place of a full screen"},
          {"--room", "[PORT]",
           "a page for the wall besides, on this machine alone; without a PORT, any that is free"}};
}

Result<GuideAsk> guide_ask(const Arguments& given) {
  GuideAsk ask;
  ask.plain = given.has("--plain");
  PYX_ASSIGN(const auto port, given.whole_number_if("--room", kMostPort));
  if (port) ask.room = static_cast<std::uint16_t>(*port);
  if (given.has("--answers")) ask.answers = given.path("--answers");
  ask.step_by_step = given.has("--step-by-step");
  return ask;
}

CeremonyGuides::CeremonyGuides(Context& context)
    : context_(context),
      plain_(std::cerr, context.keyboard.lines, colour_of(STDERR_FILENO)),
      brief_(std::cerr),
      on_(&plain_) {}

Result<std::unique_ptr<CeremonyGuides>> CeremonyGuides::choose(const GuideAsk& ask,
                                                               Context& context,
                                                               const running::Moment& first) {
  std::unique_ptr<CeremonyGuides> guides(new CeremonyGuides(context));
  // Before a screen covers what is wrong.
  if (ask.answers) PYX_TRY(guides->answer_from(*ask.answers, first.rehearsal));
  if (ask.room) {
    PYX_ASSIGN(guides->room_, room_page::RoomServer::start(*ask.room, context.clock, first));
    context.output.say("the page for the wall: " + guides->room_->address());
  }
  const bool unattended = first.rehearsal && !ask.step_by_step;
  if (!ask.answers && unattended) {
    guides->scripted_.emplace(running::Answers::expected(), guides->brief_,
                              ScriptedGuide::Unknown::kIsMadeUp);
    guides->on_ = &*guides->scripted_;
  } else if (!ask.answers) {
    if (!ask.plain && context.keyboard.terminal && can_be_full()) guides->open_screen(first);
    if (first.rehearsal) {
      guides->rehearsed_.emplace(*guides->on_);
      guides->on_ = &*guides->rehearsed_;
    }
  }
  if (guides->room_) {
    guides->watched_.emplace(*guides->on_, *guides->room_);
    guides->on_ = &*guides->watched_;
  }
  return guides;
}

Result<void> CeremonyGuides::answer_from(const std::filesystem::path& file, bool rehearsal) {
  PYX_ASSIGN(const Bytes text, read_file(file));
  PYX_ASSIGN(running::Answers answers, running::Answers::parse(as_text(text), file.string()));
  digest_ = to_hex(sha256(text));
  scripted_.emplace(
      std::move(answers), *on_,
      rehearsal ? ScriptedGuide::Unknown::kIsMadeUp : ScriptedGuide::Unknown::kEndsTheRun);
  on_ = &*scripted_;
  return {};
}

// Without one that can be opened, lines are what there is.
void CeremonyGuides::open_screen(const running::Moment& first) {
  auto terminal = screen::Terminal::open();
  if (!terminal) return;
  screen_.emplace(std::move(*terminal), context_.clock, colour_of(STDOUT_FILENO), first);
  on_ = &*screen_;
  if (room_) screen_->say("the page for the wall: " + room_->address());
  spoken_.emplace(*screen_);
  spoken_context_.emplace(spoken_->in(context_));
}

}  // namespace pyx::ceremony
