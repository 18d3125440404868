// Which guide a ceremony has: a full screen, lines, a line a step, answers from a file, and beside
// each of them the page on the wall.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "ceremony/cli/context.h"
#include "ceremony/room_page/room_guide.h"
#include "ceremony/running/brief_guide.h"
#include "ceremony/running/plain_guide.h"
#include "ceremony/running/scripted_guide.h"
#include "ceremony/running/spoken_output.h"
#include "ceremony/screen/screen_guide.h"

namespace pyx::ceremony {

struct GuideAsk {
  bool plain = false;
  std::optional<std::uint16_t> room;  // 0: any port that is free
  std::optional<std::filesystem::path> answers;
  bool step_by_step = false;
};
std::vector<FlagSpec> guide_flags();  // --answers, --plain, --room
Result<GuideAsk> guide_ask(const Arguments& given);

class CeremonyGuides {
 public:
  //   first  what is shown before the run shows anything
  // Errors: those of RoomServer::start(), and of reading the file of answers.
  static Result<std::unique_ptr<CeremonyGuides>> choose(const GuideAsk& ask, Context& context,
                                                        const running::Moment& first);

  running::Guide& guide() { return *on_; }
  Context& context() { return spoken_context_ ? *spoken_context_ : context_; }
  const std::string& answers() const { return digest_; }  // of the file, hex; empty: people answer
  // The terminal is as it was. Nothing is shown, said or asked after it.
  void end() { screen_.reset(); }

 private:
  explicit CeremonyGuides(Context& context);
  Result<void> answer_from(const std::filesystem::path& file, bool rehearsal);
  void open_screen(const running::Moment& first);

  Context& context_;
  running::PlainGuide plain_;
  running::BriefGuide brief_;
  std::optional<screen::ScreenGuide> screen_;
  std::optional<running::RehearsedGuide> rehearsed_;
  std::optional<running::ScriptedGuide> scripted_;
  std::unique_ptr<room_page::RoomServer> room_;
  std::optional<room_page::RoomGuide> watched_;
  std::optional<running::SpokenOutput> spoken_;
  std::optional<Context> spoken_context_;
  std::string digest_;
  running::Guide* on_;
};

}  // namespace pyx::ceremony
