// The guide as a full screen. What has to be read is read to its end before it is answered; what
// was typed before a question stood there is no answer to it.
#pragma once

#include <memory>

#include "base/clock.h"
#include "ceremony/cli/output.h"
#include "ceremony/running/guide.h"
#include "ceremony/screen/answer_line.h"
#include "ceremony/screen/keys.h"
#include "ceremony/screen/terminal.h"
#include "ceremony/screen/view.h"

namespace pyx::ceremony::screen {

class ScreenGuide final : public running::Guide {
 public:
  //   first  what is shown until the run shows a moment of its own: at least whether it is a
  //          rehearsal
  //   clock  outlives the guide; moves the times on while a question waits
  ScreenGuide(std::unique_ptr<Terminal> terminal, const Clock& clock, Colour colour,
              running::Moment first);

  void show(const running::Moment& moment) override;
  // Also from another thread, while the one that asks waits for work (ceremony/wait_notice.h).
  void say(std::string_view sentence) override;
  // Stands above what is read at the next question, whatever else is shown until then.
  void read(std::string_view text) override;
  Result<std::string> ask(const running::Question& question) override;
  void lend_terminal() override;
  void take_terminal() override;

 private:
  enum class Draw { kIfChanged, kAnyway };
  void draw(Draw how);
  void scroll(const Key& key);
  // The answer, once there is one.
  std::optional<std::string> take(const Key& key);
  std::optional<std::string> entered();
  void remember(std::string sentence);

  std::unique_ptr<Terminal> terminal_;
  const Clock& clock_;
  Colour colour_;
  running::Moment moment_;  // as it was when it was shown
  Duration shown_at_;
  View view_;
  KeyReader keys_;
  AnswerLine line_;
  std::string pending_;  // was to be read, and nobody has answered since
  Scrolled scrolled_;    // as of the last frame
  bool read_to_end_ = false;
  unsigned lent_ = 0;
  std::string on_screen_;
};

}  // namespace pyx::ceremony::screen
